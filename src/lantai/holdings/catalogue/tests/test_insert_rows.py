"""Rows inserted together are the same rows that the ORM would have written."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from lantai.base.common import rows
from lantai.base.common.rows import insert_described, insert_rows, insert_values
from lantai.engines.search.models import OutboxEntry
from lantai.holdings.catalogue.models import OpeningState, PersonEntry, Record
from lantai.holdings.catalogue.tests.factories import FondsFactory, PersonEntryFactory, RecordFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=[1, 100], ids=["copied", "inserted"])
def copied_from(request, monkeypatch):
    """PostgreSQL is sent many rows in another way than few; other engines know but one."""
    monkeypatch.setattr(rows, "COPIED_FROM", request.param)


def records(fonds, *codes):
    made = [
        RecordFactory.build(
            fonds=fonds, code=code, code_key=code, title="题名𠮷", document_number="", fields={"备注": "有，无"},
            date_start=dt.date(1987, 3, 12), date_end=dt.date(1987, 3, 12), opening_state=OpeningState.OPEN,
        )
        for code in codes
    ]  # fmt: skip
    for record in made:
        record.take_institution()
    return made


def said(record):
    return model_to_dict(record, exclude=["id", "ulid", "code", "code_key"]) | {"ulid": bool(record.ulid)}


def test_they_are_what_the_orm_writes():
    fonds = FondsFactory()
    (ours,) = insert_rows(records(fonds, "J001-1"))
    (theirs,) = Record.objects.bulk_create(records(fonds, "J001-2"))
    assert said(Record.objects.get(pk=ours.pk)) == said(Record.objects.get(pk=theirs.pk))
    assert Record.objects.get(pk=ours.pk).described_at is not None


def test_bytes_and_nothing_are_kept():
    record = RecordFactory()
    (entry,) = insert_rows([PersonEntry(record=record, name="程志远", folded="程志远", id_cipher=b"\0\xff")])
    entry.refresh_from_db()
    assert (bytes(entry.id_cipher), entry.id_hash, entry.birth_year) == (b"\0\xff", None, None)


def test_numbers_go_on_and_are_never_given_again():
    """As the database itself counts: also behind rows that are gone."""
    fonds = FondsFactory()
    first = RecordFactory(fonds=fonds)
    two = insert_rows(records(fonds, "J001-1", "J001-2"))
    assert first.pk < two[0].pk < two[1].pk
    last = two[1].pk
    two[1].delete()
    assert insert_rows(records(fonds, "J001-3"))[0].pk > last
    assert RecordFactory(fonds=fonds).pk > last + 1
    assert PersonEntryFactory(record=first).pk


def test_what_the_database_refuses_leaves_nothing_behind():
    fonds = FondsFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(records(fonds, "J001-1", "J001-1"))
    assert not Record.objects.exists()


def test_a_row_that_was_inserted_is_saved_as_a_change():
    (record,) = insert_rows(records(FondsFactory(), "J001-1"))
    record.title = "另一题名"
    record.save()
    assert Record.objects.get().title == "另一题名"


def test_no_rows_are_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert insert_rows([]) == []


def test_any_number_of_rows_is_one_statement(django_assert_max_num_queries):
    made = records(FondsFactory(), *(f"J001-{n}" for n in range(300)))
    with django_assert_max_num_queries(4):
        insert_rows(made)


def test_plain_values_need_no_objects_and_the_rest_has_its_defaults():
    before = timezone.now()
    insert_values(OutboxEntry, ("key", "attempts"), [(7, 1), (9, 2)])
    assert list(OutboxEntry.objects.order_by("key").values_list("key", "attempts", "problem")) == [
        (7, 1, ""),
        (9, 2, ""),
    ]
    assert all(entry.due >= before for entry in OutboxEntry.objects.all())


def test_described_rows_come_back_as_if_they_had_been_read(django_assert_num_queries):
    record = RecordFactory()
    names = ("record", "name", "folded", "id_cipher", "birth_year")
    values = [(record.pk, "程志远", "程志远", b"\0", 1956), (record.pk, "程志遥", "程志遥", b"", None)]

    with django_assert_num_queries(2):
        entries = insert_described(PersonEntry, names, values)

    assert [model_to_dict(entry) for entry in entries] == [model_to_dict(entry) for entry in record.persons.all()]
    assert [entry._state.adding for entry in entries] == [False, False]
    assert insert_described(PersonEntry, names, []) == []
