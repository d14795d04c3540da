"""The tallies agree with a count of the records themselves, whoever writes them and however."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from lantai.holdings.catalogue.models import Record, RecordTally
from lantai.holdings.catalogue.tallies import keep_tallies
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory

pytestmark = pytest.mark.django_db
CELL = ("fonds", "opening_state", "record_type", "level", "retention")


def kept() -> dict[tuple, int]:
    rows = RecordTally.objects.values_list(*CELL).annotate(n=Sum("records")).order_by()
    return {row[:-1]: row[-1] for row in rows if row[-1]}


def counted() -> dict[tuple, int]:
    return dict(Counter(Record.objects.values_list(*CELL).order_by()))


def _saved() -> None:
    record = RecordFactory(opened=True)
    record.opening_state = "restricted"
    record.save()


def _many() -> None:
    fonds = FondsFactory()
    Record.objects.bulk_create(RecordFactory.build_batch(5, fonds=fonds, opened=True))
    Record.objects.filter(code_key__endswith="1").update(retention="D10", record_type="land")


def _moved() -> None:
    record = RecordFactory()
    record.fonds = FondsFactory(code="J002")
    record.save(update_fields=["fonds"])


def _gone() -> None:
    RecordFactory.create_batch(4)
    Record.objects.order_by("pk").first().delete()
    Record.objects.filter(pk__in=Record.objects.values("pk")[:2]).delete()


def _undone() -> None:
    record = RecordFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordFactory(fonds=record.fonds, code=record.code)


@pytest.mark.parametrize("change", [_saved, _many, _moved, _gone, _undone])
def test_it_agrees_with_the_records(change):
    change()

    assert kept() == counted()


def test_it_counts_anew_when_a_migration_has_taken_the_triggers_away():
    RecordFactory()
    with connection.cursor() as cursor:
        table = " ON catalogue_record" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER catalogue_present_insert{table}")
    RecordFactory.create_batch(3)

    keep_tallies()
    RecordFactory(opened=True)

    assert kept() == counted()
    assert sum(kept().values()) == 5


def test_a_record_belongs_to_the_institution_of_its_fonds_wherever_it_goes():
    record = RecordFactory()
    other = FondsFactory(code="J002", institution__code="LT02", institution__name="乙馆")

    record.fonds = other
    record.save(update_fields=["fonds"])
    made = Record.objects.bulk_create(RecordFactory.build_batch(2, fonds=other))

    record.refresh_from_db()
    assert {record.institution_id, *(each.institution_id for each in made)} == {"LT02"}
