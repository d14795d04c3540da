"""The exit walker: every address there is, asked by everybody for records of every decision and kind of file.

`test_scope` holds that the hidden are as if they were not there. Here a part of a record is hidden, and nothing of that
part may come out: no word, no digest, no pixel, no count, no order, no time of change.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django import urls
from django.conf import settings
from django.test import Client, override_settings
from django.urls import get_resolver, reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.engines.formats.reading import read_file
from lantai.engines.formats.redacting.tests.attacks import texts
from lantai.engines.formats.render import render_page
from lantai.engines.packages.opening import open_package
from lantai.engines.search.actions import mark_changed
from lantai.engines.search.indexing import drain_all
from lantai.engines.signatures.actions import make_key
from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.store import Holder, Purpose
from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.exchange.files import Subject as Package
from lantai.holdings.exchange.packages import Wanted
from lantai.holdings.fulltext.models import Page, PageLayout
from lantai.holdings.handing_out.actions import hand_out
from lantai.holdings.handing_out.formats import FORMATS
from lantai.holdings.withholding.actions import WithheldPassage, withhold
from lantai.holdings.withholding.models import Withheld
from lantai.services.certificates.actions import Chosen, issue_copy
from lantai.services.certificates.drawing import drawn
from lantai.services.certificates.keyring import prepare_keys
from lantai.services.certificates.tests.factories import CLERK, order
from lantai.services.opening.actions import withdraw_record
from tests.architecture.test_every_url import addresses
from tests.contracts.blocks import BLOCK, has_block, shows_block
from tests.contracts.exits import (
    ACTS,
    ASKED_BESIDES,
    ASKED_WITH_WORDS,
    OF_FONDS,
    OF_RECORDS,
    OF_SETS,
    OF_SHEETS,
    OF_THINGS,
)
from tests.contracts.partial_archive import (
    HIDDEN,
    PARTIAL,
    WITHOUT_IMAGE,
    PartialArchive,
    Subject,
    decide,
    partial_archive,
)
from tests.contracts.printed import printouts, sheets
from tests.contracts.unpacked import Piece, unpacked, unpacked_bytes, untrue_files

pytestmark = [pytest.mark.timeout(600), pytest.mark.any_database]
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
IMAGES = (("full", "180,"), ("full", "max"), ("0,0,512,512", "256,"))
WALKERS = ("anonymous", "archivist of B")
"""Who is asked at every exit of every record: nobody's reader, and staff with every right, of another house."""
LISTS = (*WALKERS, "auditor", "unit officer of A", "authority officer of A")
"""Who is asked for lists: the same, and of the house itself those who read the audit, hand over and consent to delays,
but not what is not open."""
KEPT_FROM = (*LISTS, "proofreader of B", "administrator", "officer")
"""Everybody from whom something is withheld in part: the same, and the others of the house who may not read it all."""
BRIEFLY = {"authority officer of A": {("partial page", "scan"), ("partial passage", "text")}}
"""Who is asked for some records in part only: what a role adds to the others is rights, and files are not told apart by
these."""
RANGE = {"Range": "bytes=0-200"}


@pytest.fixture(scope="module")
def archive(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[PartialArchive]:
    with django_db_blocker.unblock(), partial_archive(tmp_path_factory.mktemp("exits")) as built:
        yield built


@pytest.fixture
def reindexed(archive, django_db_blocker) -> Iterator[None]:
    """For tests that change records: when theirs is rolled back, the index hears of it too."""
    yield
    with django_db_blocker.unblock():
        mark_changed(record.pk for record in archive.records.values())
        drain_all()


def client_of(archive: PartialArchive, person: str) -> Client:
    client = Client()
    if user := archive.people[person]:
        client.force_login(user)
    return client


def routes() -> dict[str, str]:
    return dict(addresses(get_resolver().url_patterns))


# ── the register ──


KNOWN = Counter(
    [*OF_RECORDS, *OF_SETS, *OF_FONDS, *OF_SHEETS, *(n for names in (OF_THINGS | ACTS).values() for n in names)]
)


def unknown(patterns: list[Any]) -> list[str]:
    return sorted(dict(addresses(patterns)).keys() - KNOWN.keys())


def test_it_knows_every_address():
    known = KNOWN

    assert unknown(get_resolver().url_patterns) == [], "say in tests/contracts/exits.py how this is asked"
    assert sorted(known.keys() - routes().keys()) == []
    assert [name for name, times in known.items() if times > 1] == []
    assert set(ASKED_WITH_WORDS) <= OF_SETS | OF_FONDS


def test_it_notices_an_address_nobody_said_how_to_ask():
    planted = urls.path("planted", lambda request: None, name="planted")

    assert unknown([*get_resolver().url_patterns, planted]) == ["planted"]


# ── the walk ──


def filled(route: str, values: dict[str, list[str]]) -> Iterator[str]:
    """The route with everything put in its places."""
    parts = PARAMETER.split(route)
    for chosen in product(*(values[name] for name in parts[1::2])):
        yield "".join(text for pair in zip(parts[::2], (*chosen, ""), strict=True) for text in pair)


def of_record(archive: PartialArchive, subject: Subject, route: str, name: str) -> Iterator[str]:
    """Every address of one exit for one record."""
    ulid, files = archive.records[subject].ulid, [file.ulid for file in archive.files(subject)]
    files += [archive.copies[subject].ulid] if subject in archive.copies else []
    known = {"ulid": files if name == "fulltext:file" else [ulid], "record": [ulid], "file": files}
    numbers = {"position": ["1", "2"], "page": ["1", "2"]}
    if name != "fulltext:iiif_image":
        yield from filled(route, known | numbers)
        return
    for region, size in IMAGES:
        image = {"region": [region], "size": [size], "rotation": ["0"], "quality": ["default"], "form": ["jpg"]}
        yield from filled(route, known | numbers | image)


def asked_of_records(archive: PartialArchive, subject: Subject) -> Iterator[str]:
    for name in sorted(OF_RECORDS):
        for address in of_record(archive, subject, routes()[name], name):
            yield address
            if name in {"fulltext:record", "fulltext:page", "api:page"} and not address.endswith("/1"):
                yield f"{address}?q={subject.secret}"


def asked_of_sets(archive: PartialArchive, words: list[str]) -> Iterator[str]:
    for name in sorted(OF_SETS):
        route = routes()[name]
        yield route
        yield from (f"{route}?{question}" for question in ASKED_BESIDES.get(name, ()))
        for question in ASKED_WITH_WORDS.get(name, ()):
            for word in words:
                yield f"{route}?{question.format(word=word, begun=word[:-1])}"
    fonds, transfer, notice = archive.fonds, archive.transfer, archive.notice
    values = {"code": ["0001"], "number": ["1", "40"], "transfer": [transfer.ulid], "ulid": [fonds.ulid, transfer.ulid]}
    values |= {"form": ["csv", "xlsx"]}
    for name in sorted(OF_FONDS):
        of_notice = {"ulid": [notice.ulid]} if name.startswith("opening:notice") else {}
        for address in filled(routes()[name], values | of_notice):
            yield address
            for question in ASKED_WITH_WORDS.get(name, ()):
                yield from (f"{address}?{question.format(word=word)}" for word in words)


def said(answer: Any) -> str:
    """Body and headers as text, however the server escapes them; the words of the question are no news."""
    body = answer.getvalue().decode("utf-8", "replace")
    if "spreadsheet" in answer.headers.get("Content-Type", ""):
        with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as book:
            body = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    if "json" in answer.headers.get("Content-Type", "") and body:
        body = json.dumps(json.loads(body), ensure_ascii=False)
    return body + "\n".join(f"{name}: {value}" for name, value in answer.headers.items())


def leaks(client: Client, address: str, kept: re.Pattern[str] | None) -> list[str]:
    """Words of `kept` in an answer that are not in the address itself, and the block where an image shows it."""
    answer = client.get(address)
    assert answer.status_code < 500, address
    found = set(kept.findall(said(answer))) if kept else set()
    return sorted(word for word in found if word not in address) + [BLOCK] * shows_block(answer)


def pattern_of(words: set[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(sorted(map(re.escape, words)))) if words else None


def tell(capsys: pytest.CaptureFixture[str], line: str) -> None:
    """The size of the matrix, for who runs it."""
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")


@pytest.mark.parametrize("person", KEPT_FROM)
def test_it_lets_nothing_withheld_out_at_any_exit_of_a_record(archive, db, person, capsys):
    client, kept, asked, wrong = client_of(archive, person), pattern_of(archive.kept_from(person)), 0, []
    whole = (
        person == "anonymous"
    )  # what is hidden altogether is hidden from staff of another house by `test_scope`, too
    chosen = BRIEFLY.get(person, {(s.decision, s.media) for s in archive.subjects if whole or s.decision in PARTIAL})
    for subject in (s for s in archive.subjects if (s.decision, s.media) in chosen):
        may_show = set() if subject.decision in HIDDEN | PARTIAL else {BLOCK}
        for address in asked_of_records(archive, subject):
            wrong += [(address, word) for word in leaks(client, address, kept) if word not in may_show]
            asked += 1
    tell(capsys, f"{person}: {asked} addresses of {len(archive.subjects)} records")

    assert wrong == []
    assert asked > (500 if whole else 20 * len(chosen))


@pytest.mark.parametrize("person", LISTS)
def test_it_lets_nothing_withheld_out_of_lists_counts_and_suggestions(archive, db, person, capsys):
    kept = archive.kept_from(person)
    words = [next(iter(s.withheld() & {s.secret})) for s in archive.subjects if s.decision in PARTIAL]
    words += [s.person for s in archive.subjects if s.decision in PARTIAL][: 3 if person == "anonymous" else 1]
    words += [next(s.summary for s in archive.subjects if s.decision in PARTIAL), archive.subjects[0].place]
    client, found, asked = client_of(archive, person), pattern_of(kept), 0
    wrong = []
    for address in asked_of_sets(archive, words if person in WALKERS else []):
        wrong += [(address, word) for word in leaks(client, address, found)]
        asked += 1
    for word in words:
        counted = client.get(f"/api/v1/search?q={word}").json()
        if counted["count"] or any(counted["facets"].values()):
            wrong.append((word, "is counted"))
    tell(capsys, f"{person}: {asked} addresses of lists, counts and suggestions")

    assert wrong == []


def test_it_would_notice_what_comes_out(archive, db):
    """The walk is worth something only if it sees words, digests and pixels where they may be seen."""
    client = client_of(archive, "archivist of A")
    every = pattern_of({word for s in archive.subjects for word in s.everything()})
    subjects = [s for s in archive.subjects if s.decision == "partial passage"]
    found, blocks = set(), set()
    for subject in subjects:
        for address in asked_of_records(archive, subject):
            seen = set(leaks(client, address, every))
            found |= seen
            if BLOCK in seen:
                blocks.add((subject, address.split("/")[3]))

    assert {word for subject in subjects for word in subject.everything()} <= found
    assert blocks == {(subject, "2") for subject in subjects if subject.media not in WITHOUT_IMAGE}


def test_it_gives_everybody_what_is_not_withheld(archive, db):
    client = client_of(archive, "anonymous")
    harvested = client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").content.decode()
    for subject in archive.subjects:
        ulid = archive.records[subject].ulid
        answer = client.get(f"/records/{ulid}")
        assert (subject.title in harvested) == (ulid in harvested) == (subject.decision not in HIDDEN), subject
        assert answer.status_code == (404 if subject.decision in HIDDEN else 200), subject
        if subject.decision in HIDDEN:
            continue
        page = client.get(f"/api/v1/records/{ulid}/pages/2").json()
        files = client.get(f"/api/v1/records/{ulid}/files").json()
        is_partial, is_whole = subject.decision in PARTIAL, subject.decision == "partial page"
        held = len(archive.held_back(subject))
        assert (subject.beside in page["text"], "████" in page["text"]) == (
            not is_whole,
            subject.decision == "partial passage",
        )
        assert (page["withheld"] is not None) == is_partial == ("涉及个人信息" in answer.content.decode())
        assert (page["image"] is not None) == (subject.media not in WITHOUT_IMAGE and not is_whole)
        assert files["count"] == len(files["items"]) == len(archive.files(subject)) - held
        assert client.get(f"/api/v1/search?q={subject.public}").json()["count"] == 1
        assert client.get(f"/api/v1/search?q={subject.secret}").json()["count"] == int(not is_partial)


def test_it_gives_no_part_of_a_file_that_holds_what_is_withheld(archive, db):
    client, nothing = client_of(archive, "anonymous"), "0" * 26
    for subject in (s for s in archive.subjects if s.decision in PARTIAL):
        for file in archive.held_back(subject):
            for path in ("/files/{}", "/api/v1/files/{}", "/api/v1/files/{}/content"):
                for headers in ({}, RANGE, {"If-None-Match": f'"{file.sha512[:64]}"'}, {"If-None-Match": "*"}):
                    held = client.get(path.format(file.ulid), headers=headers)
                    missing = client.get(path.format(nothing), headers=headers)
                    assert held.status_code == missing.status_code == 404
                    assert held.headers.keys() == missing.headers.keys()


def given(client, copy) -> bytes:
    """The bytes of a copy; none where it is not given."""
    answer = client.get(f"/files/{copy.ulid}")
    return answer.getvalue() if answer.status_code == 200 else b""


def shown_by(copy: bytes, folder: Path) -> tuple[str, bool]:
    """The words of a PDF, and whether the block of colour stands on one of its pages."""
    file = folder / "copy.pdf"
    file.write_bytes(copy)
    pages = [render_page(file, number, dpi=40) for number in range(1, len(read_file(file).pages) + 1)]
    return texts(file), any(map(has_block, pages))


def test_it_gives_a_redacted_copy_of_what_is_open_in_part_and_nothing_withheld_in_it(archive, db, tmp_path):
    client = client_of(archive, "anonymous")
    for subject, copy in archive.copies.items():
        sent = given(client, copy)
        assert sent, subject
        words, shows = shown_by(sent, tmp_path)
        plain = "".join(words.split())  # where glyphs stand apart, blanks are read between them
        assert (subject.public in plain, subject.beside in plain) == (True, subject.decision == "partial passage")
        assert ([word for word in subject.withheld() if word in words or word in plain], shows) == ([], False)
        assert all(word.encode() not in sent for word in subject.withheld())


def test_it_gives_no_copy_that_was_made_before_something_else_was_decided(archive, reindexed, db):
    client = client_of(archive, "anonymous")
    for change in (
        lambda record: withhold(actor=OPERATOR, record=record, passages=[WithheldPassage(1, "R3a", whole_page=True)]),
        lambda record: withhold(actor=OPERATOR, record=record, passages=()),
    ):
        subject = next(s for s in archive.copies if given(client, archive.copies[s]))
        change(Record.objects.get(pk=archive.records[subject].pk))
        assert not given(client, archive.copies[subject])
        assert (
            archive.copies[subject].ulid not in client.get(f"/records/{archive.records[subject].ulid}").content.decode()
        )


# ── on paper ──


def words_of(answer: Any) -> str:
    """Everything a page, a PDF or an office document says."""
    pieces = unpacked_bytes("sheet", answer.getvalue())
    return "\n".join([said(answer), *(piece.said() for piece in pieces)])


def test_it_lets_nothing_withheld_out_on_a_printed_sheet_or_a_paper(archive, db, capsys):
    """A sheet of the whole archive, or a paper of its batch, is for nobody who may not read it all."""
    made, hidden = printouts(archive), archive.kept_from("anonymous")
    addresses, asked, wrong = list(sheets(archive, made)), 0, []
    for person in KEPT_FROM:
        client = client_of(archive, person)
        for address in addresses:
            answer, asked = client.get(address), asked + 1
            words = words_of(answer)
            told = [word for word in hidden if word in words and word not in address]
            wrong += [(person, address, answer.status_code, told)] if told or answer.status_code == 200 else []
    tell(capsys, f"{len(KEPT_FROM)} people: {asked} addresses of {len(made)} printed forms and the papers of a batch")

    assert wrong == []
    client = client_of(archive, "archivist of A")
    for address in addresses:
        if "/papers/sheets." not in address:  # a sheet for each record: this batch lists none
            answer = client.get(address)
            assert (answer.status_code, bool(answer.getvalue())) == (200, True), address


# ── packages ──


@pytest.fixture(scope="module")
def keys(archive, tmp_path_factory) -> Iterator[None]:
    """EEP is signed."""
    with override_settings(KEYS_FOLDER=tmp_path_factory.mktemp("keys")):
        holder = Holder("LT01 档案馆", "LT01 档案馆", timezone.now())
        make_key(actor=OPERATOR, folder=settings.KEYS_FOLDER, purpose=Purpose.TRANSFER, kind=KeyKind.SM2, holder=holder)
        yield


def packed(archive: PartialArchive, form: str, to: Path, *, opened_only: bool) -> Iterator[Path]:
    """Packages of everything there is: a fonds in one, where the form has fonds; else of some records in part."""
    records: list[Record | None] = [None]
    if FORMATS[form].of_records:
        sheets = {("partial passage", "pdf"), ("partial passage", "text"), ("partial page", "scan")}
        records = [archive.records[s] for s in archive.subjects if (s.decision, s.media) in sheets]
    for number, record in enumerate(records):
        whole, wanted = Package(archive.fonds, record), Wanted(opened_only=opened_only)
        yield hand_out(actor=OPERATOR, subject=whole, format=form, path=to / f"{form}{number}", wanted=wanted)[0]


def found_in(path: Path, archive: PartialArchive) -> set[str]:
    """What a package has of which anonymous must get nothing; also the block, where it is withheld."""
    kept, pieces = archive.kept_from("anonymous"), list(unpacked(path))
    partial = {archive.records[s].code.replace("·", "_") for s in archive.subjects if s.decision in PARTIAL}
    said = "\n".join(piece.said() for piece in pieces)
    shown = [piece for piece in pieces if any(code in piece.name.replace("·", "_") for code in partial)]
    shows = any(has_block(picture) for piece in shown or pieces for picture in piece.pictures())
    return {word for word in kept if word in said} | ({BLOCK} if shows else set())


@pytest.mark.parametrize("form", FORMATS)
def test_it_lets_nothing_withheld_out_in_a_package_of_what_is_opened(archive, keys, db, tmp_path, form):
    paths = list(packed(archive, form, tmp_path, opened_only=True))

    assert [found_in(path, archive) for path in paths] == [set()] * len(paths)
    told = "\n".join(piece.said() for path in paths for piece in unpacked(path))
    given = [s for s in archive.subjects if s.decision in PARTIAL and archive.records[s].code in told]
    assert len(given) == (3 if form == "pdf" else len(archive.copies))
    assert [s for s in given if s.public not in told] == []
    assert "涉及个人信息" in told
    if form == "mets":
        assert untrue_files(paths[0]) == []
    elif form != "pdf":  # these were just read
        packages = sorted(paths[0].glob("*.eep"))[:2] if form == "eep" else paths
        judged = [found for path in packages for found in open_package(path).judge()]
        assert [each for each in judged if each.severity in ("error", "warning")] == []


def test_it_lets_nothing_withheld_out_in_a_copy_for_somebody_who_asked(archive, keys, db):
    """What an applicant fetches and the desk prints: pages of records in part, drawn as the worker draws them."""
    wanted = {("partial passage", "pdf"), ("partial page", "scan"), ("partial passage", "text")}
    records = [archive.records[s] for s in archive.subjects if (s.decision, s.media) in wanted]
    prepare_keys()

    copy = issue_copy(actor=CLERK, order=order(), chosen=[Chosen(record, [1, 2]) for record in records])
    piece = Piece("copy.pdf", drawn(copy))

    kept = archive.kept_from("anonymous")
    assert {word for word in kept if word in piece.said()} == set()
    assert not any(map(has_block, piece.pictures()))
    assert records[0].code in piece.said()


def test_it_would_notice_what_comes_out_in_a_package(archive, db, tmp_path):
    (path,) = packed(archive, "bagit", tmp_path, opened_only=False)
    found = found_in(path, archive)

    read = [s for s in archive.subjects if s.media != "scan"]  # nobody reads words in pictures here
    assert {BLOCK} | {word for s in read for word in s.withheld()} <= found


# ── nothing can be inferred ──


QUESTIONS = (
    "/api/v1/search?size=200",
    "/api/v1/search?size=200&sort=date",
    "/api/v1/search?size=200&sort=code",
    "/api/v1/search?q=执行&size=200",
    "/api/v1/search?q=-执行&size=200",
    "/api/v1/search?q=通知&size=200&tolerant=true",
    "/api/v1/search?q=Mi*&loose=true",
    "/api/v1/suggest?q=Zheng&limit=50",
    "/api/v1/suggest?q=司&limit=50",
    "/api/v1/suggest?q=situ&limit=50",
    "/api/v1/records?limit=200",
    "/api/v1/fonds",
    "/fonds/0001",
    "/search?q=通知",
    "/",
)


UNSTEADY = re.compile(
    r'"milliseconds": ?[\d.]+|"score": ?[\d.]+|found in [\d.]+|[\d.]+ ?(?:ms|毫秒)'
    r'|name="csrfmiddlewaretoken" value="\w+"'
)
"""Times; and the share of the best score, which depends a little on how long all texts of the index are on average."""


def answers(archive: PartialArchive, person: str) -> dict[str, str]:
    client, found = client_of(archive, person), {}
    own = [subject for subject in archive.subjects if subject.decision in PARTIAL]
    words = [word for subject in own for word in (subject.public, subject.beside, subject.secret, subject.person)]
    for address in [*QUESTIONS, *(f"/api/v1/search?q={word}&size=200" for word in words)]:
        found[address] = UNSTEADY.sub("", client.get(address).content.decode())
    return found


@pytest.mark.parametrize("person", WALKERS)
def test_it_answers_as_if_what_is_withheld_had_never_been_there(archive, reindexed, db, person):
    """The same archive from which the withheld was taken out for good gives the same answers, byte for byte."""
    before = answers(archive, person)
    for subject in (s for s in archive.subjects if s.decision in PARTIAL):
        page = Page.objects.get(record=archive.records[subject], position=2)
        masked = "" if subject.decision == "partial page" else page.text.replace(subject.secret, "████")
        Page.objects.filter(pk=page.pk).update(text=masked)
        PageLayout.objects.filter(page=page).delete()
        PersonEntry.objects.filter(record=archive.records[subject]).delete()
        named = Record.objects.get(pk=archive.records[subject].pk)
        Record.objects.filter(pk=named.pk).update(elements={**named.elements, "scope": ""})
    Withheld.objects.all().delete()
    mark_changed(record.pk for record in archive.records.values())
    drain_all()

    after = answers(archive, person)
    assert {address: (before[address], after[address]) for address in before if before[address] != after[address]} == {}


# ── a decision takes effect at once ──


def test_it_withholds_at_every_exit_at_once_and_gives_back_what_was_lifted(archive, reindexed, db):
    client, subject = client_of(archive, "anonymous"), next(s for s in archive.subjects if s.decision == "open")
    record, image = (
        Record.objects.get(pk=archive.records[subject].pk),
        f"/iiif/{archive.records[subject].ulid}/2/full/180,/0/default.jpg",
    )
    first = client.get(image)
    unchanged = {"If-None-Match": first.headers["ETag"]}
    assert (shows_block(first), client.get(image, headers=unchanged).status_code) == (True, 304)
    changed = Subject(subject.number, "partial passage", subject.media)

    archive.records[changed] = archive.records[subject]
    decide(archive, changed)

    kept = pattern_of({subject.secret, subject.person} | {file.sha512 for file in archive.held_back(changed)})
    asked = [*asked_of_records(archive, changed), *asked_of_sets(archive, [subject.secret])]
    assert [(address, word) for address in asked for word in leaks(client, address, kept)] == []
    again = client.get(image, headers=unchanged)
    assert (again.status_code, shows_block(again), again.headers["ETag"] != first.headers["ETag"]) == (200, False, True)
    assert client.get(f"/api/v1/search?q={subject.secret}").json()["count"] == 0
    drain_all()
    assert client.get(f"/api/v1/search?q={subject.secret}").json()["count"] == 0
    assert client.get(f"/api/v1/search?q={subject.public}").json()["count"] == 1
    withhold(actor=OPERATOR, record=record, passages=())
    assert shows_block(client.get(image))
    drain_all()
    assert client.get(f"/api/v1/search?q={subject.secret}").json()["count"] == 1
    del archive.records[changed]


def test_a_withdrawn_record_leaves_every_exit_at_once_and_its_notice_says_its_code_alone(archive, reindexed, db):
    client, subject = client_of(archive, "anonymous"), next(s for s in archive.subjects if s.decision == "open")
    record = Record.objects.get(pk=archive.records[subject].pk)
    notice = reverse("opening:notice", args=[archive.notice.ulid])
    assert subject.title in client.get(notice).content.decode()

    withdraw_record(actor=OPERATOR, record=record, reasons=["R3a"], reason="涉及举报人", approver="馆长")

    kept = pattern_of(subject.everything() | {record.ulid} | {file.sha512 for file in archive.files(subject)})
    asked = [*asked_of_records(archive, subject), *asked_of_sets(archive, [subject.title])]
    told = [(address, word) for address in asked for word in leaks(client, address, kept)]
    assert [(at, word) for at, word in told if not at.startswith("/oai") or word != record.ulid] == []
    assert subject.code in client.get(notice).content.decode()
    assert subject.code not in client.get(notice, {"q": subject.title}).content.decode()


def test_it_lets_no_cache_keep_an_image_on_which_something_may_be_withheld_tomorrow(archive, db):
    client = client_of(archive, "anonymous")
    for subject in (s for s in archive.subjects if s.decision in {"open", "partial passage"} and s.media == "scan"):
        answer = client.get(f"/iiif/{archive.records[subject].ulid}/2/full/180,/0/default.jpg")
        assert answer.headers["Cache-Control"] in {"no-cache", "private, no-store"}
        assert "Cookie" in answer.headers["Vary"]


def test_it_withholds_the_whole_of_a_page_that_was_recognised_again(archive, reindexed, db):
    subject = next(s for s in archive.subjects if s.decision == "partial passage" and s.media == "scan")
    page = Page.objects.get(record=archive.records[subject], position=2)
    Page.objects.filter(pk=page.pk).update(text=f"前{page.text}")
    mark_changed([page.record_id])
    drain_all()
    client = client_of(archive, "anonymous")

    assert client.get(f"/iiif/{archive.records[subject].ulid}/2/info.json").status_code == 404
    assert client.get(f"/api/v1/records/{archive.records[subject].ulid}/pages/2").json()["text"] == ""
    assert client.get(f"/api/v1/search?q={subject.beside}").json()["count"] == 0


def test_it_paints_what_was_drawn_on_an_image(archive, reindexed, db):
    subject = next(s for s in archive.subjects if s.decision == "open" and s.media == "scan")
    record = Record.objects.get(pk=archive.records[subject].pk)
    box = (90 / 600, 290 / 800, 340 / 600, 80 / 800)
    withhold(actor=OPERATOR, record=record, passages=[WithheldPassage(2, "R3a", boxes=(box,))], source="")
    client = client_of(archive, "anonymous")

    for region, size in IMAGES:
        assert not shows_block(client.get(f"/iiif/{record.ulid}/2/{region}/{size}/0/default.jpg"))
    assert subject.secret not in client.get(f"/records/{record.ulid}/pages/2").content.decode()
