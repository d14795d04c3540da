"""Lists by years of many records: the same as a walk through all of them, found by an index and never counted on."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantai.base.accounts.access import Scope
from lantai.base.common.keyset import Total
from lantai.holdings.catalogue import queries
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.queries import RecordsWanted, records_wanted
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory

pytestmark = pytest.mark.django_db

EVERYTHING, NOBODY = Scope(everything=True, institutions=frozenset()), Scope(everything=False, institutions=frozenset())
MARCH, END, MIDST = dt.date(1957, 3, 1), dt.date(1957, 2, 28), dt.date(1957, 1, 15)
DAYS = [(MARCH, MARCH), (None, END), (MIDST, MIDST), (END, None), (dt.date(1958, 6, 1), dt.date(1959, 1, 1))]
YEARS = [(1957, 1957), (1950, 1959), (1990, None), (None, 1955), (1900, 1901), (1956, 1988)]


@pytest.fixture
def records(db) -> list[Record]:
    """Of one year, of a range, of a date alone, of a year far from the date, and of nothing known."""
    said = [
        (1957, "1957-03-01", "1957-03-01"), (None, "1956-12-01", "1957-02-28"), (None, "1950-01-01", "1959-12-31"),
        (1990, "1980-01-01", "1980-12-31"), (1958, None, None), (None, None, None), (1991, "1991-01-01", "1991-01-01"),
    ]  # fmt: skip
    fonds = [FondsFactory(code="0001"), FondsFactory(code="0002")]
    return [
        RecordFactory(
            fonds=fonds[n % 2], year=year, date_start=start and dt.date.fromisoformat(start),
            date_end=end and dt.date.fromisoformat(end), opening_state="open" if n % 3 else "restricted",
            record_type="marriage" if n % 2 else "document",
        )
        for n, (year, start, end) in enumerate(said)
    ]  # fmt: skip


def listed(wanted: RecordsWanted, scope: Scope, size: int = 2) -> tuple[list[int], Total]:
    """Sheet after sheet to the end, and the total the first one said."""
    found, place, total = [], "", None
    while total is None or place:
        sheet = records_wanted(wanted, scope=scope, place=place, size=size)
        found, place, total = found + [record.pk for record in sheet.items], sheet.next, total or sheet.total
    return found, total


@pytest.mark.parametrize(("ends", "asked_by"), [(e, "year") for e in YEARS] + [(e, "day") for e in DAYS])
def test_it_lists_the_same_by_index_as_by_walking(records, ends, asked_by, monkeypatch):
    one = Scope(everything=False, institutions=frozenset({records[0].institution_id}))
    asked = [
        (RecordsWanted(**{f"{asked_by}_from": ends[0], f"{asked_by}_to": ends[1]}, **more), scope)
        for more in ({}, {"type": ("marriage",)}, {"fonds": ("0002",), "state": ("open",)})
        for scope in (EVERYTHING, NOBODY, one)
    ]
    walked = [listed(*each) for each in asked]
    monkeypatch.setattr(queries, "WALKED", 0)

    assert [listed(*each) for each in asked] == walked


def test_it_says_more_where_there_are_many(records, monkeypatch):
    monkeypatch.setattr(queries, "WALKED", 0)
    monkeypatch.setattr(queries, "SORTED", 1)

    found, total = listed(RecordsWanted(year_from=1950, year_to=1959), EVERYTHING)

    assert (len(found), total) == (4, Total(1, or_more=True))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what is in the tables")
@pytest.mark.parametrize(
    "wanted",
    [
        RecordsWanted(year_from=1890, year_to=1890),
        RecordsWanted(("0001",), year_to=1890),
        RecordsWanted(day_from=dt.date(1890, 3, 1), day_to=dt.date(1890, 3, 7)),
        RecordsWanted(("0001",), day_from=dt.date(1995, 3, 7)),
        RecordsWanted(day_to=dt.date(1890, 3, 7), state=("open",)),
    ],
)
def test_it_finds_them_by_their_years_or_days_and_goes_through_no_others(records, monkeypatch, wanted):
    monkeypatch.setattr(queries, "WALKED", 0)

    with CaptureQueriesContext(connection) as asked:
        records_wanted(wanted, scope=NOBODY, place="", size=5)
    with connection.cursor() as cursor:
        plans = []
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}".replace("%", "%%"), [])
            plans += [row[3] for row in cursor.fetchall() if "catalogue_record " in f"{row[3]} "]

    assert len(asked) <= 5
    assert plans
    found_by = ("(<expr>", "(rowid=?)", "INDEX catalogue_record_days")
    assert all(any(way in step for way in found_by) for step in plans), plans
