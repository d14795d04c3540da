"""Lists of one grade of holdings: the same as a walk through all records, and none of the others is looked at."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantai.base.accounts.access import Scope
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.base.common.keyset import Total
from lantai.base.common.statistics import renew_statistics
from lantai.holdings.catalogue import queries
from lantai.holdings.catalogue.grades import of_grade
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.queries import Asked, Narrowing, narrowed_sheet
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory

pytestmark = pytest.mark.django_db

EVERYTHING = Scope(everything=True, institutions=frozenset())


@pytest.fixture
def records() -> list[Record]:
    """Of two archives, a third of each grade or none."""
    fonds = [FondsFactory(code=f"000{n}", institution=InstitutionFactory(code=f"LT0{n}")) for n in (1, 2)]
    return [
        RecordFactory(
            fonds=fonds[n % 2], elements={"grade": grade} if grade else {"keywords": ["一级"]},
            level="volume" if n % 5 else "item",
        )
        for n, grade in enumerate(["一级", "", "三级"] * 8)
    ]  # fmt: skip


def listed(scope: Scope, grade: str, **more: object) -> tuple[list[Record], Total]:
    """Sheet after sheet to the end, and the total the first one said."""
    narrowing = Narrowing(**more).undated(rest=of_grade(grade), graded=True)
    found, place, total = [], "", None
    while total is None or place:
        sheet = narrowed_sheet(Asked.within(scope), narrowing, place=place, size=3)
        found, place, total = found + list(sheet.items), sheet.next, total or sheet.total
    return found, total


def test_each_scope_gets_its_own_in_the_order_of_lists(records):
    mine = Scope(everything=False, institutions=frozenset({records[0].institution_id}))
    nobody = Scope(everything=False, institutions=frozenset())
    for scope, more, keeps in (
        (EVERYTHING, {}, lambda _: True),
        (mine, {}, lambda row: row.institution_id == records[0].institution_id),
        (nobody, {}, lambda _: False),
        (EVERYTHING, {"fonds": {"fonds__code": "0002"}}, lambda row: row.fonds.code == "0002"),
        (
            mine,
            {"cells": {"level": "item"}},
            lambda row: row.level == "item" and row.institution_id == records[0].institution_id,
        ),
    ):
        wanted = [row for row in records if row.elements.get("grade") == "一级" and keeps(row)]
        found, total = listed(scope, "一级", **more)
        assert found == sorted(wanted, key=lambda row: (row.fonds_id, row.code_key))
        assert total == Total(len(wanted))


def test_it_counts_no_further_than_it_must(records, monkeypatch):
    monkeypatch.setattr(queries, "COUNTED", 2)

    assert listed(EVERYTHING, "三级")[1] == Total(2, or_more=True)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what is in the tables")
@pytest.mark.parametrize("more", [{}, {"fonds": {"fonds__code": "0002"}}, {"cells": {"opening_state": "unreviewed"}}])
@pytest.mark.parametrize("counted", [False, True], ids=["as new", "with statistics"])
def test_an_index_has_them_in_order_and_no_other_is_seen(records, more, counted):
    if counted:
        renew_statistics()
    with CaptureQueriesContext(connection) as asked:
        listed(Scope(everything=False, institutions=frozenset({records[0].institution_id})), "二级", **more)
        listed(EVERYTHING, "一级", **more)

    plans = []
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}".replace("%", "%%"), [])
            plans.append([row[3] for row in cursor.fetchall()])
    of_records = [steps for steps in plans if any("catalogue_record " in f"{step} " for step in steps)]
    assert len(of_records) > 3
    for steps in of_records:
        assert any("INDEX catalogue_record_grade" in step for step in steps), steps
        assert not any("B-TREE" in step for step in steps), steps
