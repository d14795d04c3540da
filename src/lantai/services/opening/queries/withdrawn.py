"""Records that were open and were closed again at once (撤回, §4.4): why, by whom, until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lantai.base.accounts.access import Actor, Right
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.models import OpeningState
from lantai.holdings.withholding.grounds import ground_label
from lantai.services.opening.models import InForce, Withdrawal

SHEET = 50


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """One withdrawal and what became of its record. `review_on`: the day it comes up again, while it still rules.

    `open_again`: the record is open now. `decided_on`: the day of a later decision of a review that rules it instead.
    """

    row: Withdrawal
    grounds: tuple[str, ...]
    review_on: dt.date | None
    open_again: bool
    decided_on: dt.datetime | None

    @property
    def stands(self) -> bool:
        return not self.open_again and self.decided_on is None


@dataclass(frozen=True, slots=True)
class WithdrawnSheet:
    """One sheet of withdrawals, the last first."""

    sheet: Sheet[Withdrawal]
    items: tuple[Withdrawn, ...]


def withdrawn_sheet(actor: Actor, *, place: str) -> WithdrawnSheet:
    """Those of the archives for which this person approves. Three queries, however many there are."""
    held = actor.institutions_with(Right.APPROVE_OPENING)
    rows = Withdrawal.objects.select_related("record")
    rows = rows if "*" in held else rows.filter(record__institution__code__in=held)
    sheet = sheet_of(rows, by=("-pk",), place=place, size=SHEET, total=total_of(rows))
    ruling = {each.record_id: each for each in InForce.objects.filter(record__in=[r.record_id for r in sheet.items])}
    return WithdrawnSheet(sheet, tuple(_shown(row, ruling.get(row.record_id)) for row in sheet.items))


def _shown(row: Withdrawal, now: InForce | None) -> Withdrawn:
    is_open = row.record.opening_state == OpeningState.OPEN
    is_ruled = now is not None and now.decision_id is None and now.since <= row.at + dt.timedelta(minutes=1)
    later = now.since if now is not None and now.decision_id is not None and now.since > row.at else None
    return Withdrawn(
        row,
        tuple(ground_label(code) for code in row.reasons),
        now.review_on if now is not None and is_ruled and not is_open else None,
        is_open,
        later,
    )
