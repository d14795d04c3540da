"""Loans as the desk lists them, one loan, and what may be lent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from lantai.base.accounts.access import Scope
from lantai.base.common.keyset import Sheet, Total, sheet_of, total_of
from lantai.holdings.catalogue.models import Record
from lantai.holdings.storerooms.models import Box, Loan, LoanItem
from lantai.holdings.storerooms.queries.boxes import records_named

SHOWN = 100


@dataclass(frozen=True, slots=True)
class LoanDesk:
    """A sheet of what is out, what is due first at the top, or of what came back; how many are out and overdue."""

    sheet: Sheet[Loan]
    out: Total
    overdue: Total
    today: dt.date


@dataclass(frozen=True, slots=True)
class LoanPage:
    """One loan with its papers."""

    loan: Loan
    items: tuple[LoanItem, ...]
    is_overdue: bool

    @property
    def records(self) -> list[Record]:
        """What is still out, as the catalogue describes it."""
        return [item.paper.record for item in self.items if item.paper and item.returned_at is None]

    @property
    def out(self) -> int:
        return sum(item.returned_at is None for item in self.items)


def loan_desk(scope: Scope, *, today: dt.date, closed: bool = False, place: str = "") -> LoanDesk:
    """Three queries, one more for what came back."""
    loans = Loan.objects.within(scope).select_related("institution")
    out, overdue = total_of(loans.out()), total_of(loans.overdue_on(today))
    rows = loans.filter(closed_at__isnull=False) if closed else loans.out()
    counted: QuerySet[Any] = rows.annotate(
        n=Count("items"), left=Count("items", filter=Q(items__returned_at__isnull=True))
    )
    by, total = (["-pk"], total_of(rows)) if closed else (["due", "pk"], out)
    sheet: Sheet[Loan] = sheet_of(counted, by=by, place=place, size=SHOWN, total=total)
    return LoanDesk(sheet, out, overdue, today)


def loan_page(ulid: str, scope: Scope, *, today: dt.date) -> LoanPage | None:
    """One loan of these institutions, or None. Two queries."""
    loan = Loan.objects.within(scope).select_related("institution").filter(ulid=ulid).first()
    if loan is None:
        return None
    items = loan.items.select_related("paper__record", "paper__box__place", "paper__place").order_by("pk")
    return LoanPage(loan, tuple(items), loan.closed_at is None and loan.due < today)


def to_lend(codes: list[str], scope: Scope) -> tuple[list[Record], list[str]]:
    """Records by reference code; a box's barcode stands for everything in it. Two queries, one more for each box."""
    records, unknown = records_named(codes, scope)
    still = []
    for code in unknown:
        box = Box.objects.within(scope).present().filter(barcode=code).first()
        if box is None:
            still.append(code)
        else:
            inside = Record.objects.filter(papers__box=box).listed().order_by("papers__position")
            records += [each for each in inside if each not in records]
    return records, still
