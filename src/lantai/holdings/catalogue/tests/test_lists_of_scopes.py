"""Lists put together of what is opened and what an archive keeps: the same rows as a plain filter, for every scope."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantai.base.accounts.access import Scope
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.base.common.keyset import Sheet
from lantai.base.common.statistics import renew_statistics
from lantai.holdings.catalogue import queries
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.queries import (
    Asked,
    Narrowing,
    RecordsWanted,
    may_lie_within,
    narrowed_sheet,
    of_visible,
    records_wanted,
)
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory

pytestmark = pytest.mark.django_db

SCOPES = {
    "anonymous": Scope(everything=False, institutions=frozenset()),
    "of one archive": Scope(everything=False, institutions=frozenset({"LT02"})),
    "of two archives": Scope(everything=False, institutions=frozenset({"LT01", "LT03"})),
    "of an archive without records": Scope(everything=False, institutions=frozenset({"LT09"})),
    "operator": Scope(everything=True, institutions=frozenset()),
}
FILTERS = [
    RecordsWanted(), RecordsWanted(state=("open",)), RecordsWanted(state=("restricted", "deferred")),
    RecordsWanted(state=("open", "restricted"), type=("marriage",)), RecordsWanted(archive="LT02"),
    RecordsWanted(archive="LT01", level=("volume",)), RecordsWanted(fonds=("J1", "J2"), retention=("Y",)),
    RecordsWanted(type=("document",), year_from=1960, year_to=1970), RecordsWanted(year_from=1965),
]  # fmt: skip


@pytest.fixture
def records() -> list[Record]:
    """Three archives whose fonds stand among one another in the order of lists."""
    dice = random.Random(5)
    archives = [InstitutionFactory(code=f"LT0{n}", name=f"第{n}档案馆") for n in (1, 2, 3)]
    InstitutionFactory(code="LT09", name="新建档案馆")
    fonds = [FondsFactory(code=f"J{n % 4}", institution=archives[n % 3]) for n in range(6)]
    return [_made(dice, dice.choice(fonds)) for _ in range(60)]


def _made(dice: random.Random, fonds: object) -> Record:
    return RecordFactory(
        fonds=fonds, opening_state=dice.choice(["open", "open", "restricted", "deferred", "unreviewed"]),
        record_type=dice.choice(["document", "marriage"]), level=dice.choice(["item", "item", "volume"]),
        retention=dice.choice(["Y", "D30"]), year=dice.choice([1955, 1965, 1966, None]),
    )  # fmt: skip


def plainly(wanted: RecordsWanted, rows: list[Record], sees: Callable[[Record], bool]) -> list[Record]:
    """One after another, by what each record says."""
    narrowing = wanted.narrowing()
    by_year = set(Record.objects.filter(may_lie_within(*narrowing.years)).values_list("pk", flat=True))
    sets = ((wanted.type, "record_type"), (wanted.state, "opening_state"), (wanted.level, "level"))
    found = [
        row
        for row in rows
        if sees(row)
        and row.pk in by_year
        and all(not values or getattr(row, name) in values for values, name in (*sets, (wanted.retention, "retention")))
        and (not wanted.fonds or row.fonds.code in wanted.fonds)
        and wanted.archive in ("", row.institution_id)
    ]
    return sorted(found, key=lambda row: (row.fonds_id, row.code_key))


def walked(ask: Callable[[str], Sheet[Record]]) -> list[Record]:
    """To the last sheet and back to the first, which are the same."""
    forth = [ask("")]
    while forth[-1].next:
        forth.append(ask(forth[-1].next))
    back = [forth[-1]]
    while back[-1].previous:
        back.append(ask(back[-1].previous))
    found = [row for sheet in forth for row in sheet.items]
    assert [row for sheet in reversed(back) for row in sheet.items] == found
    assert {sheet.total.number for sheet in forth} == {len(found)}
    return found


@pytest.mark.parametrize("parted", [8, 0], ids=["in parts", "whole"])
@pytest.mark.parametrize("who", SCOPES)
def test_every_list_has_the_rows_a_plain_filter_has_in_the_same_order(records, monkeypatch, who, parted):
    scope = SCOPES[who]
    monkeypatch.setattr(queries, "PARTED", parted)

    def sees(row: Record) -> bool:
        return scope.covers(state=row.opening_state, institution=row.institution_id)

    def keeps(row: Record) -> bool:
        return scope.everything or row.institution_id in scope.institutions

    for wanted, size in product(FILTERS, (7, 50)):
        asked: Narrowing = wanted.narrowing()
        seen = walked(lambda place: records_wanted(wanted, scope=scope, place=place, size=size))  # noqa: B023
        assert seen == plainly(wanted, records, sees), wanted
        kept = walked(lambda place: narrowed_sheet(Asked.within(scope), asked, place=place, size=size))  # noqa: B023
        assert kept == plainly(wanted, records, keeps), wanted


@pytest.mark.parametrize("who", ["of one archive", "of two archives"])
def test_no_row_is_passed_over_or_shown_twice_while_others_come(records, who):
    dice, shown, place = random.Random(7), [], ""
    before = plainly(RecordsWanted(), records, lambda row: SCOPES[who].covers(
        state=row.opening_state, institution=row.institution_id))  # fmt: skip
    while place or not shown:
        sheet = records_wanted(RecordsWanted(), scope=SCOPES[who], place=place, size=4)
        shown += sheet.items
        place = sheet.next
        for _ in range(3):
            if len(shown) < 40:
                _made(dice, dice.choice(records).fonds)

    assert len(shown) == len(set(shown))
    assert set(before) <= set(shown)
    assert shown == sorted(shown, key=lambda row: (row.fonds_id, row.code_key))


@pytest.mark.parametrize("wanted", FILTERS)
def test_it_asks_the_same_number_of_questions_however_many_there_are(records, wanted):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            records_wanted(wanted, scope=SCOPES["of one archive"], place="", size=5)
        return len(asked)

    first = questions()
    for _ in range(30):
        _made(random.Random(3), records[0].fonds)

    assert questions() == first <= 6


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what is in the tables")
def test_each_part_lies_in_an_index_in_order_and_nothing_is_sorted_but_the_sheet(records):
    renew_statistics()
    with CaptureQueriesContext(connection) as asked:
        records_wanted(RecordsWanted(), scope=SCOPES["of two archives"], place="", size=5)

    parts = [each["sql"] for each in asked.captured_queries if 'SELECT "catalogue_record"."id" AS "pk"' in each["sql"]]
    with connection.cursor() as cursor:
        for part in parts:
            cursor.execute(f"EXPLAIN QUERY PLAN {part}".replace("%", "%%"), [])
            steps = [row[3] for row in cursor.fetchall()]
            assert not any("B-TREE" in step or step.startswith("SCAN") for step in steps), steps
    assert len(parts) == 3


@pytest.mark.parametrize("who", SCOPES)
def test_what_belongs_to_a_visible_record_is_what_belongs_to_one_of_them(records, who):
    visible = Record.objects.visible_to(SCOPES[who])

    assert list(Record.objects.filter(of_visible(SCOPES[who], record="pk"))) == list(visible)
    fonds = Fonds.objects.filter(of_visible(SCOPES[who], record="records"))
    assert {each.pk for each in fonds} == set(visible.values_list("fonds", flat=True))
