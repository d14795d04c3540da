"""The API from outside: searching, reading, downloading and ordering intake, with its refusals and its description."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.actions import issue_token, revoke_token
from lantai.base.accounts.models import ApiToken
from lantai.base.audit.models import Event
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.catalogue.models import Component, Record, Series
from tests.contracts.scoped_archive import ScopedArchive, Secrets, standing_archive
from tests.support.openapi import COMMAND, SNAPSHOT, described
from tests.support.world import PASSWORD

V1 = "/api/v1"
REFERENCE = SNAPSHOT.with_name("api.md")


@pytest.fixture(scope="module")
def archive(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[ScopedArchive]:
    with django_db_blocker.unblock(), standing_archive(tmp_path_factory.mktemp("api"), backend="tantivy") as built:
        yield built


@pytest.fixture
def staff(archive, db) -> Client:
    """An archivist of A, by token."""
    return by_token(archive, "archivist of A")


@pytest.fixture
def package(settings) -> Path:
    """A package that lies ready in the intake folder."""
    place = Path(settings.INTAKE_FOLDER) / "移交一"
    place.mkdir(exist_ok=True)
    (place / "0001-WS·1990-Y-BGS-0001.txt").write_text("今冬明春大力兴修水利。", encoding="utf-8")
    return place


def by_token(archive: ScopedArchive, person: str) -> Client:
    user = archive.people[person]
    assert user
    return Client(headers={"Authorization": f"Bearer {issue_token(actor=OPERATOR, user=user, name=person)[1]}"})


def refusal(answer) -> tuple[int, str]:
    """Status and code of a refusal, which is a whole problem every time."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == answer.status_code
    assert said["type"] == f"urn:lantai:problem:{said['code']}"
    assert said["detail"]
    assert said["remedy"]
    return answer.status_code, said["code"]


# ── reading ──


def test_it_finds_by_words_with_places_facets_and_links(archive, client, db):
    said = Secrets(0)
    found = client.get(f"{V1}/search?q={said.scanned}").json()

    (hit,) = found["hits"]
    assert (found["count"], found["next"], hit["id"], hit["page"]) == (1, None, archive.records[0].ulid, 1)
    assert [hit["snippet"][a:b] for a, b in hit["spans"]] == [said.scanned]
    assert found["facets"]["fonds"] == [{"value": "0001", "label": "LT01 人民政府办公室", "count": 1}]
    assert client.get(hit["url"]).status_code == 200


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ("fonds=0002", {4, 5, 6, 7}),
        ("fonds=0001&fonds=0002&state=open&state=deferred", {0, 2, 4, 6}),
        ("state=restricted", {1, 5}),
        ("from=1979", set()),
        ("from=1978&to=1978&level=item", set(range(8))),
        ("from=1990&to=1970", set()),
        ("from=1978-01&to=1978.12.31", set(range(8))),
        ("from=1979-01-02", set()),
        ("retention=Y", set(range(8))),
        ("retention=D10", set()),
        ("type=marriage&fonds=9", set()),
    ],
)
def test_it_filters_search_and_list_alike(archive, db, filters, numbers):
    client = by_token(archive, "archivist of A")
    seen = numbers & archive.visible("archivist of A")

    for address in (f"{V1}/search?size=200&{filters}", f"{V1}/records?{filters}"):
        answer = client.get(address).json()
        assert archive.numbers({each["id"] for each in answer.get("hits", answer.get("items", []))}) == seen, address
        assert answer["count"] == len(seen)


@pytest.mark.parametrize("sort", ["date", "-date", "code", "relevance"])
def test_it_gives_every_hit_once_by_cursor(archive, staff, sort):
    seen, cursor = [], ""
    while cursor is not None:
        answer = staff.get(f"{V1}/search", {"q": "的通知" if sort == "relevance" else "", "sort": sort,
                                            "size": 2, "cursor": cursor}).json()  # fmt: skip
        seen += [hit["id"] for hit in answer["hits"]]
        cursor = answer["next"]

    assert len(seen) == len(set(seen))
    assert archive.numbers(set(seen)) == archive.visible("archivist of A")


def test_it_gives_every_record_once_sheet_by_sheet(archive, staff):
    whole = staff.get(f"{V1}/records").json()
    sheets = [staff.get(f"{V1}/records?limit=2").json()]
    while place := sheets[-1]["next"]:
        sheets.append(staff.get(f"{V1}/records", {"limit": 2, "place": place}).json())

    assert [each["id"] for sheet in sheets for each in sheet["items"]] == [each["id"] for each in whole["items"]]
    assert {(sheet["count"], sheet["or_more"]) for sheet in sheets} == {(5, False)}
    assert len(sheets) == 3
    assert (
        staff.get(f"{V1}/records", {"limit": 2, "place": sheets[1]["previous"]}).json()["items"] == sheets[0]["items"]
    )


def test_it_describes_a_record(archive, client, db):
    record, said = archive.records[0], Secrets(0)
    answer = client.get(f"{V1}/records/{record.ulid}").json()

    assert (answer["code"], answer["title"], answer["creator"]) == (record.code, said.title, said.creator)
    assert answer["document_number"] == said.document_number
    assert answer["date"] == {"text": "19780105", "start": "1978-01-05", "end": "1978-01-05", "precision": "day"}
    assert answer["persons"] == [{"name": said.person, "role": "groom"}]
    assert answer["fonds"] == {"code": "0001", "title": "LT01 人民政府办公室", "archive": "LT01"}
    assert answer["retention"] == "Y"
    assert [each["code"] for each in answer["elements"]] == ["scope"]


def test_it_gives_class_components_and_elements_to_who_may_see_them(archive, staff, client, db):
    record = archive.records[0]
    top = Series.objects.create(fonds=record.fonds, code="WS", title="文书类")
    under = Series.objects.create(fonds=record.fonds, parent=top, code="BGS", title="办公室")
    said = {"keywords": ["水利", "修缮"], "location": "三库"}
    Record.objects.filter(pk=record.pk).update(series=under, elements=said, secrecy="内部")
    Component.objects.create(record=record, position=1, kind="annex", title="预算表", page_from=2, note="缺一角")

    public, inside = (each.get(f"{V1}/records/{record.ulid}").json() for each in (client, staff))

    assert public["series"] == [{"code": "WS", "title": "文书类"}, {"code": "BGS", "title": "办公室"}]
    keywords = {"code": "keywords", "label": "主题词或关键词", "values": ["水利", "修缮"]}
    assert (public["elements"], public["secrecy"]) == ([keywords], "")
    part = {"kind": "annex", "title": "预算表", "page_from": 2, "page_to": None}
    assert public["components"] == [{**part, "note": ""}]
    assert {each["code"] for each in inside["elements"]} == set(said)
    assert (inside["components"], inside["secrecy"]) == ([{**part, "note": "缺一角"}], "内部")


def test_it_gives_pages_with_text_boxes_and_hits(archive, client, db):
    ulid, said = archive.records[0].ulid, Secrets(0)
    scan, typed = client.get(f"{V1}/records/{ulid}/pages").json()["items"]
    page = client.get(f"{V1}/records/{ulid}/pages/1?q={said.scanned[:5]}").json()

    assert (scan["number"], scan["source"], scan["width"], typed["image"]) == (1, "ocr", 2100, None)
    assert client.get(f"{scan['image']}/info.json").json()["height"] == scan["height"] == 2970
    assert page["text"] == page["lines"][0]["text"] == said.scanned
    assert len(page["lines"][0]["boxes"]) == len(said.scanned)
    assert said.typed in client.get(f"{V1}/records/{ulid}/pages/2").json()["text"]


def test_it_boxes_the_hits_of_a_page(archive, client, db):
    said = Secrets(0)
    page = client.get(f"{V1}/records/{archive.records[0].ulid}/pages/1?q={said.scanned}").json()

    assert page["hits"] == [{"start": 0, "end": 10, "boxes": [[400, 600, 600, 80]]}]


def test_it_gives_files_whole_and_in_parts(archive, client, db):
    ulid = archive.records[0].ulid
    listed = client.get(f"{V1}/records/{ulid}/files").json()
    text = next(each for each in listed["items"] if each["name"].endswith("txt"))
    body = f"各公社：\n{Secrets(0).typed} 执行。\n".encode()

    whole, part = client.get(text["content"]), client.get(text["content"], headers={"Range": "bytes=0-5"})

    assert (listed["count"], text["size"], text["record"]) == (2, len(body), ulid)
    assert client.get(f"{V1}/files/{text['id']}").json() == text
    assert whole.getvalue() == body
    assert (part.status_code, part.getvalue()) == (206, body[:6])
    assert client.get(text["content"], headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304


def test_it_completes_names_by_pinyin(archive, client, db):
    assert Secrets(0).person in client.get(f"{V1}/suggest?q=situ&limit=50").json()["items"]
    assert client.get(f"{V1}/suggest?q=%20").json() == {"items": []}


def test_it_gives_one_fonds_and_asks_which_when_archives_share_a_code(archive, client, db):
    from lantai.base.accounts.models import Institution
    from lantai.holdings.catalogue.actions import found_fonds

    other = Institution.objects.get(code="LT02")
    assert client.get(f"{V1}/fonds/0001").json()["records"] == 1
    found_fonds(actor=OPERATOR, institution=other, code="0001", title="同号全宗")

    assert refusal(client.get(f"{V1}/fonds/0001")) == (409, "catalogue.fonds_ambiguous")
    assert client.get(f"{V1}/fonds/0001?archive=LT02").json()["title"] == "同号全宗"
    assert refusal(client.get(f"{V1}/fonds/0001?archive=LT09")) == (404, "api.nothing_there")


def test_it_answers_head_like_get_without_a_body(archive, client, db):
    for path in ("/records", "/search", f"/files/{archive.files(0)[0].ulid}/content"):
        answer = client.head(f"{V1}{path}")
        for close in answer._resource_closers:  # a server does it; the test client does when it reads to the end
            close()

        assert (answer.status_code, b"" if answer.streaming else answer.content) == (200, b"")


def test_it_tells_every_cache_to_keep_nothing(archive, client, db):
    for path in ("/records", f"/records/{archive.records[0].ulid}", f"/records/{archive.records[1].ulid}", "/jobs"):
        answer = client.get(f"{V1}{path}")

        assert answer.headers["Cache-Control"] == "no-store"
        assert {"Authorization", "Cookie"} <= {name.strip() for name in answer.headers["Vary"].split(",")}


# ── a list of thirty costs what a list of one does ──


@pytest.mark.parametrize(
    "path", ["/records?limit={}", "/search?size={}", "/search?q=通知&size={}", "/fonds?limit={}", "/transfers?limit={}",
             "/records/ID/pages?limit={}", "/records/ID/files?limit={}", "/jobs?{}"],
)  # fmt: skip
def test_it_asks_the_database_as_often_for_many_as_for_one(archive, staff, path):
    path = V1 + path.replace("ID", archive.records[1].ulid)
    staff.get(path.format(1))
    counts = []
    for size in (1, 100):
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(path.format(size)).status_code == 200
        counts.append(len(asked))

    assert counts[1] - counts[0] in {0, 1}  # one question more when a record of others is among them
    assert counts[1] <= 14


@pytest.mark.parametrize(("path", "most"), [("/records/ID", 5), ("/records/ID/pages/1?q=Saomiao", 8), ("/search", 6)])
def test_it_asks_the_database_little_for_anonymous_readers(archive, client, db, path, most):
    client.get(f"{V1}/records")
    with CaptureQueriesContext(connection) as asked:
        client.get(V1 + path.replace("ID", archive.records[0].ulid))

    assert len(asked) <= most, [query["sql"] for query in asked]


# ── who is asking ──


def test_it_lets_a_token_do_what_its_user_may(archive, staff, client, db):
    unopened = f"{V1}/records/{archive.records[1].ulid}"

    assert client.get(unopened).status_code == 404
    assert staff.get(unopened).status_code == 200
    assert by_token(archive, "archivist of B").get(unopened).status_code == 404


def test_it_ends_a_token_at_once(archive, client, db):
    token, key = issue_token(actor=OPERATOR, user=archive.people["archivist of A"], name="x")
    headers = {"Authorization": f"Bearer {key}"}
    assert client.get(f"{V1}/transfers", headers=headers).status_code == 200

    revoke_token(actor=OPERATOR, token=token)

    assert refusal(client.get(f"{V1}/transfers", headers=headers)) == (401, "api.token_invalid")


def test_it_says_of_an_expired_token_since_when(archive, client, db):
    token, key = issue_token(actor=OPERATOR, user=archive.people["archivist of A"], name="x")
    ApiToken.objects.filter(pk=token.pk).update(expires_at=dt.datetime(2026, 1, 2, 4, tzinfo=dt.UTC))

    answer = client.get(f"{V1}/records", headers={"Authorization": f"Bearer {key}"})

    assert refusal(answer) == (401, "accounts.token_expired")
    assert "2026-01-02" in answer.json()["detail"]
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer lt_wrong", "Basic YTpi", "lt_wrong", "Bearer \x80é"])
def test_it_never_takes_a_bad_token_for_anybody(archive, client, db, header):
    answer = client.get(f"{V1}/records", headers={"Authorization": header})

    assert refusal(answer) == (401, "api.token_invalid")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_it_takes_a_token_at_the_api_only(archive, staff):
    assert staff.get(f"/records/{archive.records[1].ulid}").status_code == 404
    assert staff.get("/staff/").status_code == 302


def test_it_trusts_a_bad_token_less_than_a_good_session(archive, client, db):
    client.force_login(archive.people["archivist of A"])

    assert client.get(f"{V1}/transfers").status_code == 200
    assert client.get(f"{V1}/transfers", headers={"Authorization": "Bearer no"}).status_code == 401


# ── intake ──


def order(client: Client, **body: object):
    return client.post(f"{V1}/transfers", json.dumps(body), content_type="application/json")


def test_it_orders_a_transfer_and_says_where_to_look(archive, staff, package):
    answer = order(staff, fonds="0001", path="移交一")
    seen = staff.get(answer.headers["Location"]).json()

    assert (answer.status_code, answer.json()["name"], answer.json()["state"]) == (202, "移交一", "received")
    assert (seen["id"], seen["records"], seen["findings"], seen["job"]["state"]) == (
        answer.json()["id"], 0, [], "running",
    )  # fmt: skip
    assert Event.objects.filter(verb="transfer:begin", subject_id=seen["id"]).count() == 1
    assert [each["id"] for each in staff.get(f"{V1}/transfers?limit=1").json()["items"]] == [seen["id"]]


def test_it_takes_up_the_same_transfer_when_ordered_twice(archive, staff, package):
    first, second = order(staff, fonds="0001", path="移交一"), order(staff, fonds="0001", path="移交一/")

    assert first.json()["id"] == second.json()["id"]


def test_it_says_what_a_transfer_brought_and_what_was_found(archive, staff):
    answer = staff.get(f"{V1}/transfers/{archive.transfers['LT01'].ulid}").json()

    assert (answer["state"], answer["records"], answer["files"], answer["pages"]) == ("stored", 4, 8, 8)
    assert all(finding["message"] and finding["remedy"] for finding in answer["findings"])
    assert str(Path(archive.transfers["LT01"].source).parent) not in json.dumps(answer)


@pytest.mark.parametrize("path", ["../packages/LT01", "/etc/passwd", ".", "移交一/..", "没有", "link/LT01", "x" * 900])
def test_it_takes_in_nothing_from_outside_the_intake_folder(archive, staff, package, path):
    before = Transfer.objects.count()
    outside = package.parent / "link"
    if not outside.is_symlink():
        outside.symlink_to(package.parent.parent / "packages")
    assert (outside / "LT01").is_dir()

    assert refusal(order(staff, fonds="0001", path=path)) == (404, "accessions.outside_intake")
    assert refusal(order(staff, fonds="0001", path="移交一", catalogue=path)) == (404, "accessions.outside_intake")
    assert Transfer.objects.count() == before


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("anonymous", (401, "access.sign_in_needed")),
        ("proofreader of A", (403, "access.not_allowed")),
        ("administrator", (403, "access.not_allowed")),
        ("archivist of B", (404, "catalogue.fonds_unknown")),
    ],
)
def test_it_takes_orders_only_from_who_may_take_in_there(archive, db, package, person, expected):
    client = Client() if person == "anonymous" else by_token(archive, person)
    before = Transfer.objects.count(), Event.objects.count()

    assert refusal(order(client, fonds="0001", path="移交一")) == expected
    assert (Transfer.objects.count(), Event.objects.count()) == before


def test_it_asks_sessions_for_the_csrf_header(archive, db, package):
    client = Client(enforce_csrf_checks=True)
    client.get("/sign-in")
    token = {"X-CSRFToken": client.cookies["csrftoken"].value}
    name = archive.people["archivist of A"].username
    client.post("/sign-in", {"username": name, "password": PASSWORD}, headers=token)
    token = {"X-CSRFToken": client.cookies["csrftoken"].value}
    body = json.dumps({"fonds": "0001", "path": "移交一"})

    without = client.post(f"{V1}/transfers", body, content_type="application/json")
    given = client.post(f"{V1}/transfers", body, content_type="application/json", headers=token)

    assert refusal(without) == (403, "api.csrf_missing")
    assert given.status_code == 202


def test_it_shows_jobs_with_queues_to_who_manages_them(archive, staff):
    answer = staff.get(f"{V1}/jobs").json()

    assert {queue["name"] for queue in answer["queues"]} == {"default", "ocr"}
    assert {job["kind"] for job in answer["items"]} == {"intake"}
    assert answer["pages_read"] == 16
    assert ([job["title"] for job in answer["items"]], answer["elsewhere"]) == (["接收 LT01"], 0)


# ── refusals ──


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/nothing", (404, "api.nothing_there")),
        ("/records/" + "0" * 26, (404, "api.nothing_there")),
        ("/records/" + "0" * 26 + "/pages/1", (404, "fulltext.page_unknown")),
        ("/records/x", (422, "api.question_invalid")),
        ("/records/%00", (422, "api.question_invalid")),
        ("/fonds/%00", (422, "api.question_invalid")),
        ("/search?size=0", (422, "api.question_invalid")),
        ("/search?size=201", (422, "api.question_invalid")),
        ("/search?state=secret", (422, "api.question_invalid")),
        ("/search?from=1e3", (400, "common.date_unreadable")),
        ("/search?to=%00", (400, "common.date_unreadable")),
        ("/records?to=1985-02-31", (400, "common.day_impossible")),
        ("/records?from=" + "1" * 61, (422, "api.question_invalid")),
        ("/search?q=%00", (422, "api.question_invalid")),
        ("/search?q=？！", (400, "search.nothing_to_find")),
        ("/search?cursor=x", (400, "search.bad_cursor")),
        ("/records?limit=0", (422, "api.question_invalid")),
        ("/records?place=x", (400, "common.place_unknown")),
        ("/records?place=%00", (400, "common.place_unknown")),
        ("/fonds?offset=-1", (422, "api.question_invalid")),
        ("/fonds?offset=99999999999999999999", (422, "api.question_invalid")),
        ("/jobs", (401, "access.sign_in_needed")),
    ],
)
def test_it_says_what_is_wrong_as_a_problem(archive, client, db, path, expected):
    assert refusal(client.get(V1 + path)) == expected


@pytest.mark.parametrize("body", ["", "{", "[]", "1", "\udcff", '{"fonds": "0001"}', '{"fonds": 1, "path": "a"}',
                                  '{"fonds": "0001", "path": ""}', '{"fonds": "0001", "path": "a\\u0000"}',
                                  '{"fonds": "0001", "path": "\\ud800"}'])  # fmt: skip
def test_it_refuses_a_body_it_cannot_use(archive, staff, body):
    raw = body.encode("utf-8", "surrogateescape")
    answer = staff.post(f"{V1}/transfers", raw, content_type="application/json")

    assert refusal(answer)[0] in {400, 422}
    assert refusal(answer)[1] in {"api.body_unreadable", "api.question_invalid"}


def test_it_says_where_and_why_and_never_repeats_what_was_sent(archive, client, db):
    answer = client.get(f"{V1}/search?size=甲乙丙丁&state=戊己")

    assert refusal(answer) == (422, "api.question_invalid")
    assert {each["where"] for each in answer.json()["errors"]} == {"query.size", "query.state.0"}
    assert "甲乙" not in answer.content.decode()
    assert "戊己" not in answer.content.decode()


def test_it_names_the_methods_an_address_has(archive, client, db):
    answer = client.delete(f"{V1}/transfers")

    assert refusal(answer) == (405, "api.method_unknown")
    assert answer.headers["Allow"] == "GET, HEAD, POST"


def test_it_speaks_the_language_that_is_asked_for(archive, client, db):
    said = {
        code: client.get(f"{V1}/search?cursor=x", headers={"Accept-Language": code}).json() for code in ("zh", "en")
    }

    assert said["zh"]["detail"] != said["en"]["detail"]
    assert said["zh"]["code"] == said["en"]["code"]


def test_it_says_little_of_what_nobody_foresaw(rf, caplog):
    from django.urls import ResolverMatch
    from ninja import NinjaAPI

    from lantai.front.api.problems import answer_problems

    api = NinjaAPI(urls_namespace="failing")
    answer_problems(api)

    @api.get("/failing")
    def failing(request):
        raise RuntimeError("机密的内容")

    pattern = next(each for each in api.urls[0] if each.name == "failing")
    request = rf.get("/failing")
    request.resolver_match = ResolverMatch(pattern.callback, (), {})
    answer = pattern.callback(request)

    assert (answer.status_code, json.loads(answer.content)["code"]) == (500, "api.unexpected")
    assert "机密" not in answer.content.decode()
    assert "RuntimeError" in caplog.text


# ── its description ──


def test_it_is_described_as_the_reference_keeps_it(archive, client, db):
    assert described() == SNAPSHOT.read_text(encoding="utf-8"), f"the API changed; run {COMMAND}"
    assert client.get(f"{V1}/openapi.json").json()["paths"] == json.loads(described())["paths"]


def test_it_describes_every_address_it_has(archive):
    paths = json.loads(described())["paths"]
    resolver = next(each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "api")
    routes = {f"{V1}/{pattern.pattern}".replace("<", "{").replace(">", "}") for pattern in resolver.url_patterns}

    assert set(paths) == routes - {f"{V1}/", f"{V1}/openapi.json"}
    assert all(operation["description"] for methods in paths.values() for operation in methods.values())
    text = REFERENCE.read_text(encoding="utf-8")
    wanted = [f"`{verb.upper()} {path.removeprefix(V1)}`" for path, methods in paths.items() for verb in methods]
    assert [each for each in wanted if each not in text] == []


def test_it_describes_each_state_with_its_own_values(archive):
    """Models that share the name of an enum would overwrite one another in the description."""
    schemas = json.loads(described())["components"]["schemas"]
    states = {name: schemas[name]["properties"]["state"]["enum"] for name in ("PageBrief", "JobOut", "TransferOut")}

    assert states["PageBrief"] == ["ready", "waiting", "failed"]
    assert states["JobOut"] == ["running", "done", "failed", "stopped"]
    assert states["TransferOut"] == ["received", "opened", "storing", "stored", "failed"]


def test_it_says_which_addresses_are_for_staff(archive):
    paths = json.loads(described())["paths"]
    closed = {path for path, methods in paths.items() for each in methods.values() if {} not in each["security"]}

    assert closed == {f"{V1}/transfers", f"{V1}/transfers/{{transfer}}", f"{V1}/jobs"}
