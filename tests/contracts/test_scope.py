"""One predicate, every exit: what leaves the archive is what `Record.objects.visible_to` gives, and nothing else."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, actor_of, scope_under
from lantai.base.accounts.models import Institution
from lantai.base.audit.models import Event
from lantai.base.common.text import pinyin_forms
from lantai.engines.search.actions import mark_changed
from lantai.engines.search.document import SearchQuery
from lantai.engines.search.indexing import drain_all, pending
from lantai.holdings.catalogue.actions import set_opening_state
from lantai.holdings.catalogue.lending import counts_lent, records_lent
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.queries import RecordsWanted
from lantai.holdings.catalogue.tests.factories import ON_PAPER
from lantai.holdings.fulltext.finding import find_records, suggestions
from lantai.holdings.withholding.models import Withheld
from lantai.services.sharing.actions import end_agreement
from lantai.services.sharing.models import SharingAgreement
from lantai.services.sharing.tests.factories import agreed
from tests.contracts.scoped_archive import PEOPLE, ScopedArchive, Secrets, standing_archive
from tests.support.world import BACKENDS

NOTHING = "0" * 26
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
TILE = "0,0,1024,1024/512,/0/default.jpg"
THUMBNAIL = "full/180,/0/default.jpg"
EVERYBODY = (*PEOPLE, "operator")
ONE_INDEX = pytest.mark.parametrize("archive", ["tantivy"], indirect=True)
"""For what is found by an identifier, which asks no index: once is enough. What searches or lists has both."""


BY_IDENTIFIER = PEOPLE if os.environ.get("LANTAI_LOOKS") == "all" else ("anonymous", "archivist of B", "administrator")
"""Who asks for each thing by its identifier: the same question of the database for everybody, so three are enough."""

IN_MEMORY = pytest.param("memory", marks=pytest.mark.any_database)


@pytest.fixture(scope="module", params=[IN_MEMORY, *(name for name in BACKENDS if name != "memory")])
def archive(request, tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[ScopedArchive]:
    with (
        django_db_blocker.unblock(),
        standing_archive(tmp_path_factory.mktemp("scope"), backend=request.param) as built,
    ):
        yield built


@pytest.fixture
def reindexed(archive, django_db_blocker) -> Iterator[None]:
    """For tests that change records: when theirs is rolled back, the index hears of it too."""
    yield
    with django_db_blocker.unblock():
        mark_changed(record.pk for record in archive.records.values())
        drain_all()


def client_of(archive: ScopedArchive, person: str) -> Client:
    client = Client()
    if user := archive.people[person]:
        client.force_login(user)
    return client


def body_of(answer: Any) -> bytes:
    return answer.getvalue()


def status_of(client: Client, address: str, **headers: str) -> int:
    answer = client.get(address, headers=headers)
    body_of(answer)
    return answer.status_code


def exits_of(archive: ScopedArchive, number: int) -> list[str]:
    """Every address that shows this one record or a part of it."""
    ulid = archive.records[number].ulid
    pages = [f"/records/{ulid}/pages/{n}" for n in (1, 2)]
    files = [each.ulid for each in archive.files(number)]
    return [
        f"/records/{ulid}",
        f"/records/{ulid}?q={Secrets(number).scanned}",
        *pages,
        f"{pages[0]}?q={Secrets(number).scanned}",
        f"/iiif/{ulid}/1/info.json",
        f"/iiif/{ulid}/1/{TILE}",
        f"/iiif/{ulid}/1/{THUMBNAIL}",
        *(f"/files/{file}" for file in files),
        f"/api/v1/records/{ulid}",
        f"/api/v1/records/{ulid}/pages",
        *(f"/api/v1{page}" for page in pages),
        f"/api/v1{pages[0]}?q={Secrets(number).scanned}",
        f"/api/v1/records/{ulid}/files",
        *(f"/api/v1/files/{file}" for file in files),
        *(f"/api/v1/files/{file}/content" for file in files),
    ]


@pytest.mark.parametrize("person", EVERYBODY)
def test_it_gives_the_same_set_from_database_index_counts_and_facets(archive, db, person):
    scope, visible = archive.scope(person), archive.visible(person)

    stored = set(Record.objects.visible_to(scope).values_list("ulid", flat=True))
    found = find_records(SearchQuery(size=200), scope=scope)

    assert archive.numbers(stored) == visible
    assert archive.numbers({hit.record.ulid for hit in found.hits}) == visible
    assert found.count == len(found.hits) == len(visible)
    counts = {name: {each.value: each.count for each in found.facets[name]} for name in ("state", "fonds", "year")}
    assert counts["state"] == Counter(archive.state[n] for n in visible)
    assert sum(counts["fonds"].values()) == sum(counts["year"].values()) == len(visible)
    assert counts["fonds"] == Counter(archive.records[n].fonds.code for n in visible)


@pytest.mark.parametrize("person", EVERYBODY)
def test_it_suggests_and_finds_words_of_visible_records_only(archive, db, person):
    scope, visible = archive.scope(person), archive.visible(person)
    suggested, found = set(), {}
    for number in archive.records:
        said = Secrets(number)
        typed = [said.title[:9], said.person, *pinyin_forms(said.person)]
        if any(said.title in text or said.person in text for each in typed for text in suggestions(each, scope=scope)):
            suggested.add(number)
        for word in said.words()[:-1]:  # names of files are not searched
            results = find_records(SearchQuery(words=f'"{word}"', tolerant=False), scope=scope)
            found[number, word] = ({hit.record.ulid for hit in results.hits}, results.count, results.facets["fonds"])

    assert suggested == visible
    for (number, word), (hits, count, fonds) in found.items():
        expected = {archive.records[number].ulid} if number in visible else set()
        assert (hits, count, sum(each.count for each in fonds)) == (expected, len(expected), len(expected)), word


@ONE_INDEX
@pytest.mark.parametrize("person", BY_IDENTIFIER)
def test_it_answers_each_exit_for_visible_records_only(archive, db, person):
    client, wrong = client_of(archive, person), []
    for number in archive.records:
        expected = 200 if number in archive.visible(person) else 404
        answers = {address: status_of(client, address) for address in exits_of(archive, number)}
        wrong += [(address, status) for address, status in answers.items() if status != expected]

    assert wrong == []


@pytest.mark.parametrize("person", PEOPLE)
def test_it_lists_and_counts_visible_records_only(archive, db, person):
    client, visible = client_of(archive, person), archive.visible(person)

    records = client.get("/api/v1/records?limit=200").json()
    search = client.get("/api/v1/search?size=200").json()
    fonds = client.get("/api/v1/fonds").json()

    for listed in (records["items"], search["hits"]):
        assert archive.numbers({each["id"] for each in listed}) == visible
    assert records["count"] == search["count"] == sum(each["records"] for each in fonds["items"]) == len(visible)
    assert sum(each["count"] for each in search["facets"]["state"]) == len(visible)
    for each in fonds["items"]:
        expected = {n for n in visible if archive.records[n].fonds.code == each["code"]}
        pages = (f"/fonds/{each['code']}", f"/search?fonds={each['code']}", f"/api/v1/records?fonds={each['code']}")
        shown = [set(re.findall(r"[0-9A-Z]{26}", client.get(page).content.decode())) for page in pages]
        assert [archive.numbers(ulids) for ulids in shown] == [expected] * 3
        assert client.get(f"/api/v1/fonds/{each['code']}").json()["records"] == len(expected)


@ONE_INDEX
@pytest.mark.parametrize("person", PEOPLE)
def test_it_names_no_parent_and_no_child_that_may_not_be_seen(archive, db, person):
    client, visible = client_of(archive, person), archive.visible(person)
    bound = {
        n: next(m for m, other in archive.records.items() if other.pk == pk)
        for n, pk in ((n, Record.objects.get(pk=record.pk).parent_id) for n, record in archive.records.items())
        if pk
    }

    assert len(bound) == 2
    for child, parent in bound.items():
        ulids = {n: archive.records[n].ulid for n in (child, parent)}
        children = client.get(f"/api/v1/records?parent={ulids[parent]}").json()["items"]
        expected = {child} & visible if parent in visible else set()
        assert archive.numbers({each["id"] for each in children}) == expected
        if child in visible:
            said = client.get(f"/api/v1/records/{ulids[child]}").json()["parent"]
            assert (said is not None) == (parent in visible)
            assert (ulids[parent] in client.get(f"/records/{ulids[child]}").content.decode()) <= (parent in visible)
        if parent in visible:
            assert (ulids[child] in client.get(f"/records/{ulids[parent]}").content.decode()) == (child in visible)


# ── nothing of a hidden record comes out anywhere ──


def patterns(above: str, found: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in found:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(route, pattern.url_patterns)
        else:
            yield route


def known_values(archive: ScopedArchive) -> dict[str, list[str]]:
    """What somebody may try in an address besides the identifiers of things, of which `rows` has every one there is."""
    records = [record.ulid for record in archive.records.values()]
    files = [file.ulid for number in archive.records for file in archive.files(number)]
    others = [each.ulid for each in (*archive.transfers.values(), *Fonds.objects.all())]
    codes = [*Fonds.objects.values_list("code", flat=True), *(record.code for record in archive.records.values())]
    ulids = [*records, *files, *others]
    return {
        "evidence": ulids[:2],
        "document": ulids[:2],
        "link": ulids[:2],
        "position": ["1", "2"],
        "version": ["1", "2"],
        "number": ["1", "2"],
        "page": ["1", "2"],
        "code": codes,
        "name": ["ocr"],
        "act": ["submit"],
        "region": ["full"],
        "size": ["180,", "99999,"],
        "rotation": ["0"],
        "quality": ["default"],
        "form": ["jpg"],
    }


IDENTIFIERS = {"ulid", "record", "file", "transfer"}


def addresses(archive: ScopedArchive, *, by_identifier: bool = True) -> Iterator[str]:
    """Every address of the site, with everything known put into its places; without those of one thing if so wished.

    Where two identifiers stand in one address, each stands in each place once, and each record beside its own files.
    """
    values, of_files, of_others = known_values(archive), rows(archive, archive.records), some_rows(archive)
    for route in patterns("/", get_resolver().url_patterns):
        parts = re.split(r"<(?:\w+:)?(\w+)>", route)
        names = parts[1::2]
        held = [at for at, name in enumerate(names) if name in IDENTIFIERS]
        if held and not by_identifier:
            continue
        known = of_files if "file" in route else of_others
        for start in range(len(known) if held else 1):
            given = {at: [known[(start + place) % len(known)]] for place, at in enumerate(held)}
            for chosen in product(*(given.get(at) or values[name] for at, name in enumerate(names))):
                yield "".join(text for pair in zip(parts[::2], (*chosen, ""), strict=True) for text in pair)


def rows(archive: ScopedArchive, with_files: Iterable[int]) -> list[str]:
    """Identifiers, files behind their records."""
    files = {number: [file.ulid for file in archive.files(number)] for number in with_files}
    records = [ulid for number in files for ulid in (archive.records[number].ulid, *files[number])]
    return [*records, *(each.ulid for each in (*archive.transfers.values(), *Fonds.objects.all()))]


def some_rows(archive: ScopedArchive) -> list[str]:
    """Where an address leads to no file, three records stand for all of them: an open one and an unopened one of each
    house; of whatever else has an identifier there is one of the house whose records are hidden from most."""
    records = [archive.records[number].ulid for number in (0, 1, 5)]
    fonds = archive.records[1].fonds
    return [*records, archive.files(1)[0].ulid, archive.transfers["LT01"].ulid, fonds.ulid]


def leaks(archive: ScopedArchive, hidden: set[int], address: str, answer: Any) -> list[str]:
    """Words of hidden records in a body or header that were not in the address themselves."""
    text = body_of(answer).decode("utf-8", "replace")
    if "json" in answer.headers.get("Content-Type", "") and text:
        text = json.dumps(json.loads(text), ensure_ascii=False)  # however the server escapes it
    text += "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return [word for n in hidden for word in archive.secrets(n) if word in text and word not in address]


@pytest.mark.timeout(600)
@pytest.mark.any_database  # every address is asked by the permission table too, each list and exit by the tests above
@pytest.mark.parametrize("person", ["anonymous", "archivist of B", "administrator"])
def test_it_lets_no_word_of_a_hidden_record_out_at_any_address(archive, db, person, request):
    """What is found by an identifier asks no index, so those addresses are walked with one back end."""
    whole = request.node.callspec.params["archive"] == "tantivy"
    client, hidden, tried, found = client_of(archive, person), archive.hidden(person), 0, []
    for address in addresses(archive, by_identifier=whole):
        answer = client.get(address)
        assert answer.status_code < 500, address
        found += [(address, word) for word in leaks(archive, hidden, address, answer)]
        tried += 1

    assert tried > (300 if whole else 50)
    assert found == []


@ONE_INDEX
def test_it_would_notice_a_word_that_comes_out(archive, db):
    """The walk is worth something only if it sees the words where they may be seen."""
    client, mine, seen = client_of(archive, "archivist of A"), {1}, set()
    for address in exits_of(archive, 1):
        seen |= set(leaks(archive, mine, "", client.get(address)))

    assert seen >= set(Secrets(1).words()) | {archive.records[1].code, archive.records[1].ulid}


def test_it_lets_no_word_out_to_who_asks_for_it(archive, db):
    client, hidden, found = client_of(archive, "anonymous"), archive.hidden("anonymous"), []
    for number in hidden:
        for word in [*Secrets(number).words(), archive.records[number].code]:
            for address in (
                f"/search?q={word}",
                f"/search/suggestions?q={word[:-1]}",
                f"/api/v1/search?q={word}&loose=true&tolerant=true",
                f"/api/v1/suggest?q={word[:-1]}&limit=50",
            ):
                found += [(address, leak) for leak in leaks(archive, hidden, address, client.get(address))]

    assert found == []


# ── unknown and unopened are one ──


def said(client: Client, address: str, own: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers without the identifier asked for and what differs from answer to answer."""
    answer = client.get(address, headers=headers)
    text = TOKEN.sub("", body_of(answer).decode()).replace(own, "ID")
    return answer.status_code, text, {name: value.replace(own, "ID") for name, value in answer.headers.items()
                                      if name != "Content-Length"}  # fmt: skip


@ONE_INDEX
@pytest.mark.parametrize("person", ["anonymous", "archivist of B", "administrator"])
def test_it_answers_for_the_hidden_as_for_what_is_not_there(archive, db, person):
    client = client_of(archive, person)
    for number in {n for n in archive.hidden(person) if archive.home[n] == "LT01"}:
        known = {archive.records[number].ulid, *(file.ulid for file in archive.files(number))}
        for address in exits_of(archive, number):
            own = next(ulid for ulid in known if ulid in address)
            hidden, missing = said(client, address, own), said(client, address.replace(own, NOTHING), NOTHING)

            assert hidden == missing, address
            assert hidden[0] == 404
            assert "ETag" not in hidden[2]


@ONE_INDEX
def test_it_tells_no_cache_and_no_range_that_a_hidden_file_is_there(archive, db):
    client = client_of(archive, "anonymous")
    for number in archive.hidden("anonymous"):
        for file in archive.files(number):
            for address in (f"/files/{file.ulid}", f"/api/v1/files/{file.ulid}/content"):
                for headers in ({"If-None-Match": f'"{file.sha512[:64]}"'}, {"If-None-Match": "*"},
                                {"Range": "bytes=0-3"}, {"Range": "bytes=999999999-"},
                                {"If-Modified-Since": "Wed, 01 Jan 2200 00:00:00 GMT"}):  # fmt: skip
                    assert status_of(client, address, **headers) == 404
                assert client.head(address).status_code == 404


# ── under an agreement ──


def agreement_with_b(archive: ScopedArchive, level: str) -> SharingAgreement:
    """A lends its fonds to B."""
    giver, receiver = (Institution.objects.get(code=code) for code in ("LT01", "LT02"))
    return agreed(giver, receiver, level=level, types=[], fonds=["0001"])


def lent_exits(agreement: SharingAgreement, ulid: str) -> tuple[str, str, str]:
    at = f"/staff/sharing/{agreement.ulid}/records/{ulid}"
    return at, f"{at}/pages/1", f"{at}/pages/2"


@pytest.mark.parametrize("level", ["catalogue", "pages"])
def test_it_lends_the_same_set_from_database_index_counts_and_facets(archive, reindexed, db, level):
    """A's unopened records without one with a mark of secrecy; and, by words, without one that is shut in part."""
    share = agreement_with_b(archive, level).share
    scope = scope_under(actor_of(archive.people["archivist of B"]), share, receiver="LT02")
    secret, partly, plain = 1, 2, 3
    Record.objects.filter(pk=archive.records[secret].pk).update(secrecy="机密")
    Withheld.objects.create(
        record=archive.records[partly], page_number=1, whole_page=True, ground="14.1", by="x", since=timezone.now()
    )
    with_pages = level == "pages"

    listed = records_lent(RecordsWanted(), share=share, place="", size=50)
    assert archive.numbers({each.ulid for each in listed.items}) == {partly, plain}
    assert listed.total.number == sum(counts_lent(share).values()) == 2
    visible = set(Record.objects.visible_to(scope).values_list("ulid", flat=True))
    assert archive.numbers(visible) == ({partly, plain} if with_pages else set())
    found = find_records(SearchQuery(size=200), scope=scope)
    assert archive.numbers({hit.record.ulid for hit in found.hits}) == {plain}
    assert found.count == sum(each.count for each in found.facets["fonds"]) == 1
    for number in archive.records:
        said = Secrets(number)
        assert suggestions(said.title[:9], scope=scope) == []
        for word in said.words()[:-1]:
            results = find_records(SearchQuery(words=f'"{word}"', tolerant=False), scope=scope)
            expected = number == plain and (with_pages or word not in (said.scanned, said.typed))
            assert (len(results.hits), results.count) == (expected, expected), word
            shown = "".join(hit.snippet for hit in results.hits)
            assert with_pages or not {said.scanned, said.typed} & set(re.findall(r"\w+", shown))


@ONE_INDEX
@pytest.mark.parametrize("level", ["catalogue", "pages"])
def test_it_lends_at_addresses_of_its_own_and_nowhere_else_until_it_ends(archive, db, level):
    agreement, client = agreement_with_b(archive, level), client_of(archive, "archivist of B")
    expected = {n: [200] + [200 if level == "pages" else 404] * 2 for n in (1, 2, 3)}
    addresses = {n: lent_exits(agreement, record.ulid) for n, record in archive.records.items()}

    for number, exits in addresses.items():
        assert [status_of(client, each) for each in exits] == expected.get(number, [404] * 3), number
    assert {status_of(client, each) for each in exits_of(archive, 1)} == {404}
    told = body_of(client.get(addresses[1][0])).decode()
    assert Secrets(1).title in told
    assert agreement.paper in told
    assert not [word for word in (Secrets(1).scanned, Secrets(1).typed, Secrets(1).file) if word in told]
    for person in ("anonymous", "archivist of A", "proofreader of A", "administrator"):
        stranger = client_of(archive, person)
        assert not {200} & {status_of(stranger, each) for each in addresses[1]}, person

    for number in (1, 2):  # opened, and shut again by a mark
        before = Record.objects.get(pk=archive.records[number].pk)
        Record.objects.filter(pk=before.pk).update(
            **({"opening_state": "open"} if number == 1 else {"secrecy": "秘密"})
        )
        assert [status_of(client, each) for each in addresses[number]] == [404] * 3
        Record.objects.filter(pk=before.pk).update(opening_state=before.opening_state, secrecy="")
    end_agreement(actor=OPERATOR, agreement=agreement, why="任务完成")
    assert {status_of(client, each) for each in (*addresses[1], f"/staff/sharing/{agreement.ulid}/records")} == {404}


@ONE_INDEX
def test_it_writes_down_each_opening_of_a_lent_page_and_gives_its_image_for_that_one_alone(archive, db):
    agreement, client = agreement_with_b(archive, "pages"), client_of(archive, "archivist of B")
    _record, scan, _typed = lent_exits(agreement, archive.records[1].ulid)
    opened = Event.objects.filter(verb="sharing:page:open").order_by("number")

    answer = client.get(f"{scan}?q={Secrets(1).scanned}").content.decode()
    key = re.search(rf'src="({scan}/image\?key=[^"]+)"', answer)
    assert Secrets(1).scanned in answer
    assert opened.get().data == {"agreement": agreement.ulid, "page": 1, "receiver": "LT02"}
    assert client.get(key[1])["Content-Type"] == "image/jpeg"
    assert opened.count() == 1

    other = key[1].replace(archive.records[1].ulid, archive.records[2].ulid)
    assert [status_of(client, each) for each in (f"{scan}/image", f"{scan}/image?key=x", other)] == [404] * 3
    assert status_of(client_of(archive, "archivist of A"), key[1]) == 404
    end_agreement(actor=OPERATOR, agreement=agreement, why="任务完成")
    assert status_of(client, key[1]) == 404


# ── a decision takes effect at once ──


def test_it_closes_a_record_at_every_exit_at_once(archive, reindexed, db):
    client, record = client_of(archive, "anonymous"), archive.records[0]
    before = {address: status_of(client, address) for address in exits_of(archive, 0)}
    assert set(before.values()) == {200}

    set_opening_state(
        actor=OPERATOR, record=Record.objects.get(pk=record.pk), state="restricted", decision=ON_PAPER, reason="复核"
    )

    after = {address: status_of(client, address) for address in exits_of(archive, 0)}
    assert set(after.values()) == {404}
    words = [word for word in Secrets(0).words() if word != Secrets(0).file]
    lists = ["/search", "/search?state=open", "/api/v1/search", "/api/v1/records", "/fonds/0001", "/", "/fonds/"]
    asked = [f"{path}?q={word}" for path in ("/search", "/api/v1/search") for word in words]
    for address in (*lists, *asked):
        assert leaks(archive, {0}, address, client.get(address)) == [], address
    assert [client.get(address).json()["count"] for address in asked if "/api/" in address] == [0] * len(words)

    drain_all()
    for address in (*asked, *(f"/api/v1/suggest?q={word[:-1]}" for word in words)):
        answer = client.get(address)
        assert leaks(archive, {0}, address, answer) == [], address
    assert [client.get(address).json()["count"] for address in asked if "/api/" in address] == [0] * len(words)


@pytest.mark.parametrize("person", EVERYBODY)
def test_it_counts_as_the_database_does_before_the_index_hears_of_it(archive, reindexed, db, person):
    """Nobody can tell from a count or a facet that something was closed a moment ago, or what it was."""
    closed, archive.state[0] = archive.records[0], "restricted"
    try:
        set_opening_state(
            actor=OPERATOR,
            record=Record.objects.get(pk=closed.pk),
            state="restricted",
            decision=ON_PAPER,
            reason="复核",
        )
        visible = archive.visible(person)
        found = find_records(SearchQuery(size=200), scope=archive.scope(person))
    finally:
        archive.state[0] = "open"

    assert pending()
    assert archive.numbers({hit.record.ulid for hit in found.hits}) == visible
    assert found.count == len(visible)
    counts = {name: {each.value: each.count for each in found.facets[name]} for name in ("fonds", "year")}
    assert counts["fonds"] == Counter(archive.records[n].fonds.code for n in visible)
    assert sum(counts["year"].values()) == len(visible)


def test_it_goes_on_page_by_page_while_a_closure_waits(archive, reindexed, db):
    set_opening_state(
        actor=OPERATOR,
        record=Record.objects.get(pk=archive.records[0].pk),
        state="deferred",
        decision=ON_PAPER,
        reason="",
    )
    scope, seen, cursor = archive.scope("archivist of B"), [], ""
    while not seen or cursor:
        page = find_records(SearchQuery(size=1, sort="code", cursor=cursor), scope=scope)
        seen += [hit.record.ulid for hit in page.hits]
        cursor = page.next_cursor

    assert len(seen) == len(set(seen)) == page.count
    assert archive.numbers(set(seen)) == archive.visible("archivist of B") - {0}


def test_it_asks_a_constant_number_of_questions_while_closures_wait(archive, reindexed, db):
    scope = archive.scope("anonymous")

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            find_records(SearchQuery(words="无此词"), scope=scope)
        return len(asked)

    mark_changed([archive.records[0].pk, archive.records[1].pk])  # one that is seen still, one that is not
    one = questions()
    mark_changed(record.pk for record in archive.records.values())

    assert questions() == one


def test_it_opens_a_record_at_every_exit_at_once(archive, reindexed, db):
    client, record = client_of(archive, "anonymous"), archive.records[1]
    staff = client_of(archive, "archivist of A")
    assert {status_of(staff, address) for address in exits_of(archive, 1)} == {200}  # its images are in the cache now
    assert {status_of(client, address) for address in exits_of(archive, 1)} == {404}

    set_opening_state(
        actor=OPERATOR, record=Record.objects.get(pk=record.pk), state="open", decision=ON_PAPER, reason="期满"
    )
    drain_all()

    assert {status_of(client, address) for address in exits_of(archive, 1)} == {200}
    assert client.get(f"/api/v1/search?q={Secrets(1).scanned}").json()["count"] == 1
    assert Secrets(1).person in client.get(f"/api/v1/suggest?q={Secrets(1).person[:2]}&limit=50").json()["items"]


@ONE_INDEX
def test_it_lets_no_cache_on_the_way_keep_what_may_be_closed_tomorrow(archive, db):
    client = client_of(archive, "anonymous")
    for address in exits_of(archive, 0):
        answer = client.get(address)
        body_of(answer)
        kept = {part.strip() for part in answer.headers.get("Cache-Control", "").split(",")}

        assert "public" not in kept, address
        assert not any(part.startswith(("max-age", "s-maxage")) for part in kept - {"max-age=0"}), address


@ONE_INDEX
def test_it_sends_an_image_again_only_when_it_may_be_seen_and_has_changed(archive, reindexed, db):
    client, address = client_of(archive, "anonymous"), f"/iiif/{archive.records[0].ulid}/1/{TILE}"
    first = client.get(address)
    headers = {"If-None-Match": first.headers["ETag"]}
    assert (first.status_code, status_of(client, address, **headers)) == (200, 304)
    record = Record.objects.get(pk=archive.records[0].pk)
    set_opening_state(actor=OPERATOR, record=record, state="deferred", decision=ON_PAPER, reason="复核")
    assert status_of(client, address, **headers) == 404


@ONE_INDEX
def test_it_keeps_page_images_where_no_address_leads(archive, db, settings):
    client = client_of(archive, "archivist of A")
    status_of(client, f"/iiif/{archive.records[1].ulid}/1/{TILE}")

    kept = list(Path(settings.CACHE_FOLDER).rglob("*.tif"))
    assert kept
    anonymous = client_of(archive, "anonymous")
    for path in kept:
        for address in (f"/cache/pages/{path.name}", f"/static/{path.name}", f"/static/../cache/pages/{path.name}"):
            assert status_of(anonymous, address) == 404
