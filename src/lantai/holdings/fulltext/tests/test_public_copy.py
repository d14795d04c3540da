"""The redacted copy of a record: made after a decision, right or not there, for whoever sees the record."""

from __future__ import annotations

import pytest
from django.urls import reverse
from lxml import etree

from lantai.base.accounts.access import ANONYMOUS, OPERATOR
from lantai.engines.formats.reading import read_file
from lantai.engines.formats.tests.samples import pdf
from lantai.engines.storage.current import blob_store
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.fulltext import public_copy
from lantai.holdings.fulltext.actions import enter_pages
from lantai.holdings.fulltext.models import Page, PublicCopy
from lantai.holdings.fulltext.public_copy import copy_key, current_copy, make_copy, served_copy
from lantai.holdings.preservation.actions import ObjectToStore, Original, enter_objects, storing
from lantai.holdings.preservation.models import StoredFile, StoredObject
from lantai.holdings.preservation.ocfl.read import open_file, read_inventory
from lantai.holdings.preservation.redacted import redacted_paths
from lantai.holdings.preservation.tests.ocfl_objects import outside_judgement
from lantai.holdings.withholding.actions import WithheldPassage, withhold

pytestmark = pytest.mark.django_db


SECRET = "柳文澜"
TEXT = f"经查明，{SECRET}同志于一九五八年离异，现予复查。"


def say(record, *passages: WithheldPassage) -> None:
    withhold(actor=OPERATOR, record=record, passages=passages)


def passage(ground: str = "R3a") -> WithheldPassage:
    return WithheldPassage(1, ground, start=TEXT.index(SECRET), end=TEXT.index(SECRET) + len(SECRET))


@pytest.fixture
def record(home, settings, db):
    """An opened record of two pages, taken in as intake does, with a name withheld on the first."""
    settings.STORAGE = {**settings.STORAGE, "DURABLE": False}
    blob_store.cache_clear()
    record = RecordFactory(title="关于复查的决定", opening_state="open")
    path = pdf(home / "a.pdf", TEXT, "第二页")
    wanted = [
        ObjectToStore(
            record.ulid,
            {"title": record.title},
            (Original(path, f"{SECRET}.pdf", "fmt/276", "application/pdf", "pdf"),),
        )
    ]
    with storing(wanted, actor=OPERATOR) as staged:
        enter_objects([record], wanted, staged)
    file = StoredFile.objects.get(stored__record=record)
    enter_pages([(record, [(file, read_file(path))])])
    say(record, passage())
    return record


def test_a_copy_is_ordered_when_something_is_withheld_and_once_nothing_is(record, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as ordered:
        say(record, passage("R1"))
    make_copy(record.pk)
    with django_capture_on_commit_callbacks() as again:
        withhold(actor=OPERATOR, record=record, passages=())

    assert len(ordered) == 1
    assert len(again) == 1


def test_it_is_a_pdf_of_all_pages_in_the_object_with_an_event_and_without_what_is_withheld(record, home):
    row = make_copy(record.pk)

    stored = StoredObject.objects.get(record=record)
    with open_file(blob_store(), stored.object_id, row.logical_path) as copy:
        data = copy.read()
    with open_file(blob_store(), stored.object_id, "premis.xml") as premis:
        told = etree.fromstring(premis.read())
    (home / "copy.pdf").write_bytes(data)
    pages = read_file(home / "copy.pdf").pages
    assert len(pages) == row.pages == Page.objects.filter(record=record).count()
    text = pages[0].text
    assert "R3a" in text
    assert "同志" in text
    assert SECRET not in text
    assert SECRET.encode() not in data
    kinds = [each.text for each in told.iter("{*}eventType")]
    assert kinds.count("redaction") == 1
    assert len(data) == row.size
    assert current_copy(record) == row


def test_the_storage_is_an_ocfl_root_in_order_with_copies_made_and_taken_out(record, home):
    make_copy(record.pk)
    say(record, passage("R1"))
    make_copy(record.pk)
    withhold(actor=OPERATOR, record=record, passages=())

    assert make_copy(record.pk) is None
    stored = StoredObject.objects.get(record=record)
    assert redacted_paths(stored) == []
    assert not PublicCopy.objects.exists()
    assert len(read_inventory(blob_store(), stored.object_id).versions) == stored.version >= 4
    assert outside_judgement(home / "storage")[0]


def test_a_copy_is_not_given_out_from_the_moment_something_else_is_decided(client, record):
    row = make_copy(record.pk)
    address = reverse("fulltext:file", args=[row.ulid])
    answer = client.get(address)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF-1.7")
    assert address in client.get(reverse("fulltext:record", args=[record.ulid])).content.decode()

    say(record, passage(), WithheldPassage(1, "R1", whole_page=True))

    assert client.get(address).status_code == 404
    assert address not in client.get(reverse("fulltext:record", args=[record.ulid])).content.decode()
    new = make_copy(record.pk)
    assert new.key != row.key
    assert b"".join(client.get(address).streaming_content)
    assert len(redacted_paths(StoredObject.objects.get(record=record))) == 1


def test_a_page_that_changed_makes_the_copy_stale(record):
    make_copy(record.pk)

    Page.objects.filter(record=record).update(version=7)

    assert current_copy(record) is None


def test_the_copy_of_a_record_that_is_closed_again_is_for_nobody_outside(record):
    row = make_copy(record.pk)
    assert served_copy(row.ulid, ANONYMOUS.scope()) is not None

    Record.objects.filter(pk=record.pk).update(opening_state="restricted")

    assert served_copy(row.ulid, ANONYMOUS.scope()) is None


def test_a_copy_published_by_a_worker_that_was_killed_is_taken_as_it_lies(record, monkeypatch):
    row = make_copy(record.pk)
    path = row.logical_path
    row.delete()
    monkeypatch.setattr(public_copy, "REDACT", "nothing.is.made.again")

    assert make_copy(record.pk).logical_path == path


def test_asking_again_makes_no_second_version(record):
    make_copy(record.pk)
    before = StoredObject.objects.get(record=record).version

    make_copy(record.pk)

    assert StoredObject.objects.get(record=record).version == before


def test_a_record_whose_files_cannot_be_shown_has_no_copy(record, monkeypatch):
    monkeypatch.setattr(public_copy, "REDACT", "lantai.engines.formats.redacting.no_such")

    assert make_copy(record.pk) is None
    assert copy_key(record.pk)
    assert not PublicCopy.objects.exists()
