"""Leads and acquisitions as the desk lists them, reminders, calls, and what the annual return counts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.common.keyset import Sheet, Total, sheet_of, total_of
from lantai.holdings.acquisitions.kinds import COUNTS, AcquisitionKind, kinds, units
from lantai.holdings.acquisitions.models import Acquisition, Call, Item, Lead, Reminder
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.models import Record

SHEET = 50


def institutions_of(actor: Actor) -> list[Institution]:
    """Those for which this person acquires."""
    codes = actor.institutions_with(Right.ACQUIRE)
    return list(Institution.objects.all() if "*" in codes else Institution.objects.filter(code__in=codes))


def lead_sheet(actor: Actor, *, state: str = "", place: str = "") -> Sheet[Lead]:
    """The newest first. Two queries."""
    rows = Lead.objects.of(actor).select_related("party", "call")
    rows = rows.filter(state=state) if state else rows
    return sheet_of(rows, by=("-pk",), place=place, size=SHEET, total=total_of(rows))


def acquisition_sheet(actor: Actor, *, kind: str = "", state: str = "", place: str = "") -> Sheet[Acquisition]:
    """The newest first, with how many records came of each. Two queries."""
    rows = Acquisition.objects.of(actor).select_related("party", "agreement")
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(state=state) if state else rows
    counted = rows.annotate(records=Count("links"))
    return sheet_of(counted, by=("-pk",), place=place, size=SHEET, total=total_of(rows))


def leads_waiting(actor: Actor) -> Total:
    return total_of(Lead.objects.of(actor).waiting())


def reminders_for(actor: Actor) -> list[Reminder]:
    """Terms of deposits nobody has put aside yet, what is due first at the top."""
    mine = Acquisition.objects.of(actor)
    waiting = Reminder.objects.filter(seen_at__isnull=True, agreement__acquisition__in=mine)
    return list(waiting.select_related("agreement__acquisition__party")[:20])


def calls_of(actor: Actor) -> list[Call]:
    return list(Call.objects.of(actor).annotate(offers=Count("leads"))[:100])


def open_calls(day: dt.date) -> list[Call]:
    """For everybody."""
    return list(Call.objects.open_on(day).select_related("institution")[:20])


def archives() -> list[Institution]:
    """Archives that take offers: for everybody."""
    kept = (Institution.Kind.ARCHIVE, Institution.Kind.SPECIAL)
    return list(Institution.objects.filter(kind__in=kept))


@dataclass(frozen=True, slots=True)
class Acquired:
    """What was received of one kind in a year, as returns count it (征集 卷/件)."""

    kind: AcquisitionKind
    acquisitions: int
    amounts: dict[str, int]

    @property
    def cells(self) -> list[int]:
        """In the order of `COUNTS`."""
        return [self.amounts.get(name, 0) for name in COUNTS]


def acquired_in(year: int, institutions: list[str]) -> list[Acquired]:
    """What these archives received in a year, by kind. Two queries, whatever was received."""
    received = Acquisition.objects.filter(received_on__year=year, institution__code__in=institutions).order_by()
    numbers = dict(received.values_list("kind").annotate(n=Count("pk")))
    amounts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    items: QuerySet[Item] = Item.objects.filter(acquisition__in=received).order_by()
    for kind, unit, quantity in items.values_list("acquisition__kind", "unit").annotate(n=Sum("quantity")):
        amounts[kind][units()[unit].counts_as] += quantity
    return [Acquired(kind, numbers[code], dict(amounts[code])) for code, kind in kinds().items() if code in numbers]


def records_of_codes(codes: list[str], acquisition: Acquisition) -> tuple[list[Record], list[str]]:
    """Records of its archive by reference code, and the codes nobody bears there. One query."""
    keys = {parse_code(code).key: code for code in codes}
    among = Record.objects.filter(code_key__in=list(keys), institution__code=acquisition.institution_id)
    found = list(among.listed())
    borne = {record.code_key for record in found}
    return found, [code for key, code in keys.items() if key not in borne]
