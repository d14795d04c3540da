"""Loans and stock-taking: what is out is out once, and what is seen is compared with what should stand there."""

import datetime as dt

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.keyset import PlaceUnknown, last_place
from lantai.holdings.catalogue import bindings
from lantai.holdings.catalogue.bindings import Obstacle, RecordIsBound
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.storerooms.actions import (
    Borrowing,
    DueTooEarly,
    NotOut,
    OnLoan,
    StockTakingClosed,
    begin_stock_taking,
    close_stock_taking,
    decide_line,
    lend_papers,
    mark_seen,
    put_papers,
    shelve_boxes,
    take_papers_back,
)
from lantai.holdings.storerooms.models import Box, Loan, StockLine
from lantai.holdings.storerooms.queries import loans as loan_queries, stock as stock_queries
from lantai.holdings.storerooms.stock_states import OF, sums_of
from lantai.holdings.storerooms.tests.factories import boxed, boxes, items, room, shelf

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 29)


@pytest.fixture
def fonds():
    return FondsFactory()


def lend(fonds, records, *, due=TODAY):
    asked = Borrowing("程志远", "编史修志", due, unit="史志办")
    return lend_papers(actor=OPERATOR, institution=fonds.institution, records=records, asked=asked, today=TODAY)


def test_what_is_bound_is_not_lent(fonds, monkeypatch):
    records = items(fonds, 2)
    bond = Obstacle(records[1].pk, "made.up", "修复中", None, "工单7", "01X")
    monkeypatch.setattr(bindings, "_BINDINGS", {"made_up": lambda _records, _deed: [bond]})

    with pytest.raises(RecordIsBound, match="修复中"):
        lend(fonds, records)

    assert not Loan.objects.exists()


def test_what_is_out_is_not_lent_again_until_it_is_back(fonds):
    records = items(fonds, 3)
    loan = lend(fonds, records[:2])

    with pytest.raises(OnLoan, match="程志远"):
        lend(fonds, records[1:])
    assert Loan.objects.count() == 1
    second = loan.items.get(code=records[1].code)
    assert take_papers_back(actor=OPERATOR, loan=loan, items=[second.pk], note="缺第3页") == 1
    loan.refresh_from_db()
    assert loan.closed_at is None
    lend(fonds, records[1:])
    with pytest.raises(NotOut):
        take_papers_back(actor=OPERATOR, loan=loan, items=[second.pk])
    take_papers_back(actor=OPERATOR, loan=loan, items=[item.pk for item in loan.items.all()])
    loan.refresh_from_db()
    assert loan.closed_at is not None


def test_what_is_late_is_told_and_a_past_day_refused(fonds):
    loan = lend(fonds, items(fonds, 1))

    assert not Loan.objects.overdue_on(TODAY).exists()
    assert list(Loan.objects.overdue_on(TODAY + dt.timedelta(days=1))) == [loan]
    with pytest.raises(DueTooEarly):
        lend(fonds, items(fonds, 1, first=9), due=TODAY - dt.timedelta(days=1))


def test_a_stock_taking_finds_what_is_missing_misplaced_unknown_or_lent(fonds):
    made = room()
    records = items(fonds, 14)
    boxed(fonds, last="J001-WS·1987-Y-0012")
    shelve_boxes(actor=OPERATOR, boxes=boxes(), start=shelf())
    put_papers(actor=OPERATOR, records=records[12:], to=shelf("库1-2-1"))
    lend(fonds, records[12:13])
    first, second, _third = boxes()

    taking = begin_stock_taking(actor=OPERATOR, place=made)
    for code, at in [(first.barcode, "库1-1-1"), (second.barcode.lower(), "库1-1-2"), ("X9", "库1-1-1")]:
        mark_seen(actor=OPERATOR, taking=taking, at=shelf(at), code=code)
    mark_seen(actor=OPERATOR, taking=taking, at=shelf("库1-2-1"), code=records[13].code)

    lines = {line.code: line.state for line in StockLine.objects.filter(taking=taking)}
    assert list(lines.values()) == ["found", "misplaced", "missing", "lent", "found", "unknown"]
    assert sums_of(taking) == {"expected": 5, "found": 2, "missing": 1, "lent": 1, "misplaced": 1, "unknown": 1}
    for name, condition in OF.items():
        assert {line.state for line in StockLine.objects.filter(condition)} == {name}


def test_a_place_is_corrected_by_a_decision_and_a_closed_one_takes_nothing(fonds):
    room()
    items(fonds, 2)
    boxed(fonds)
    shelve_boxes(actor=OPERATOR, boxes=boxes(), start=shelf())
    taking = begin_stock_taking(actor=OPERATOR, place=shelf("库1-1-2"))
    line = mark_seen(actor=OPERATOR, taking=taking, at=shelf("库1-1-2"), code=boxes()[0].barcode)

    decide_line(actor=OPERATOR, line=line, decision="moved")

    assert (line.state, Box.objects.get().place.path) == ("misplaced", "库1-1-2")
    close_stock_taking(actor=OPERATOR, taking=taking)
    with pytest.raises(StockTakingClosed):
        mark_seen(actor=OPERATOR, taking=taking, at=shelf(), code="X9")


def test_loans_and_stock_takings_are_shown_sheet_by_sheet(fonds, monkeypatch):
    monkeypatch.setattr(loan_queries, "SHOWN", 2)
    monkeypatch.setattr(stock_queries, "SHOWN", 2)
    days = [TODAY + dt.timedelta(days=n) for n in (3, 1, 1)]
    made = [lend(fonds, [record], due=day) for record, day in zip(items(fonds, 3), days, strict=True)]
    scope = OPERATOR.scope()

    first = loan_queries.loan_desk(scope, today=TODAY)
    second = loan_queries.loan_desk(scope, today=TODAY, place=first.sheet.next)
    back = loan_queries.loan_desk(scope, today=TODAY, place=second.sheet.previous)

    assert [each.pk for each in (*first.sheet.items, *second.sheet.items)] == [made[1].pk, made[2].pk, made[0].pk]
    assert back.sheet.items == first.sheet.items
    assert (first.out.number, loan_queries.loan_desk(scope, today=TODAY, closed=True).sheet.items) == (3, ())
    for invented in (["<", "no day", 1], ["<", "2026-01-01", "x"]):
        with pytest.raises(PlaceUnknown):
            loan_queries.loan_desk(scope, today=TODAY, place=last_place(*invented[1:]))
    there = room()
    takings = [begin_stock_taking(actor=OPERATOR, place=there) for _ in range(3)]
    sheet = stock_queries.stock_takings(scope)
    assert [each.pk for each in sheet.items] == [takings[2].pk, takings[1].pk]
    assert [each.pk for each in stock_queries.stock_takings(scope, place=sheet.next).items] == [takings[0].pk]


def test_findings_are_narrowed_by_kind_and_continued(fonds, monkeypatch):
    monkeypatch.setattr(stock_queries, "SHOWN", 2)
    room()
    taking = begin_stock_taking(actor=OPERATOR, place=shelf())
    for code in "ABC":
        mark_seen(actor=OPERATOR, taking=taking, at=taking.place, code=f"没有的{code}")
    page = stock_queries.stock_page(taking.ulid, OPERATOR.scope(), kind="unknown")
    rest = stock_queries.stock_page(taking.ulid, OPERATOR.scope(), kind="unknown", place=page.findings.next)

    assert ([each.code for each in page.findings.items], page.findings.total.number) == (["没有的A", "没有的B"], 3)
    assert [each.code for each in rest.findings.items] == ["没有的C"]
    assert stock_queries.stock_page(taking.ulid, OPERATOR.scope(), kind="missing").findings.items == ()
    assert len(stock_queries.stock_page(taking.ulid, OPERATOR.scope(), kind="?").findings.items) == 2
