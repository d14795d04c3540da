"""Messages as the desk sees them: those of a case, and those that did not go out."""

from __future__ import annotations

from lantai.base.accounts.access import Actor
from lantai.base.common.keyset import Sheet, Total, sheet_of, total_of
from lantai.services.notices.models import Notice

SHEET = 50


def notice_sheet(actor: Actor, *, state: str, place: str) -> Sheet[Notice]:
    """The newest first, without what is sealed. Two queries."""
    rows = Notice.objects.of(actor).defer("sealed")
    rows = rows.filter(state=state) if state else rows
    return sheet_of(rows, by=("-pk",), place=place, size=SHEET, total=total_of(rows))


def notices_failed(actor: Actor) -> Total:
    return total_of(Notice.objects.of(actor).failed())


def notices_of(case: str) -> list[Notice]:
    """Of one case, in order; asked by who has the case."""
    return list(Notice.objects.filter(case=case).defer("sealed").order_by("pk")[:100])


def notice_at(ulid: str, actor: Actor) -> Notice | None:
    return Notice.objects.of(actor).filter(ulid=ulid).first()
