"""Stock-taking: begun with what should stand there, scanned by as many people as there are, decided, closed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.rows import insert_values
from lantai.holdings.storerooms.actions.places import places_in
from lantai.holdings.storerooms.actions.putting import NotAShelf, put_papers, shelve_boxes
from lantai.holdings.storerooms.models import Box, LoanItem, Paper, Place, StockLine, StockTaking
from lantai.holdings.storerooms.queries.house import scanned
from lantai.holdings.storerooms.stock_states import sums_of

MOST_EXPECTED = 50_000
LINE = ("taking", "box", "paper", "code", "expected", "lent")


class TooMuchToTakeStockOf(ArchiveError):
    code = "storerooms.too_much_to_take_stock_of"
    message = gettext_noop("More than %(most)s boxes and papers stand in %(path)s.")
    hint = gettext_noop("Take stock of one row or rack after the other.")
    http_status = 422


class StockTakingClosed(ArchiveError):
    code = "storerooms.stock_taking_closed"
    message = gettext_noop("This stock-taking was closed already.")
    hint = gettext_noop("Begin another one; what this one says stays.")
    http_status = 409


class NotToBeMovedThere(ArchiveError):
    code = "storerooms.not_to_be_moved_there"
    message = gettext_noop("%(code)s is not something that was seen in a wrong place.")
    hint = gettext_noop("Only of a known box or paper that was seen elsewhere can the place be corrected.")
    http_status = 422


@transaction.atomic
def begin_stock_taking(*, actor: Actor, place: Place) -> StockTaking:
    """Write down what should stand in this place. Raises `TooMuchToTakeStockOf`."""
    require(actor, Right.KEEP_STORES, place.institution_id)
    inside = places_in(place).values("pk")
    boxes = Box.objects.present().filter(place__in=inside)
    papers = Paper.objects.filter(place__in=inside)
    taking = StockTaking.objects.create(institution_id=place.institution_id, place=place, begun_by=actor.label)
    rows: list[tuple[int, int | None, int | None, str, int | None, bool]] = [
        (taking.pk, pk, None, code, at, False)
        for pk, code, at in boxes.values_list("pk", "barcode", "place")[: MOST_EXPECTED + 1]
    ]
    out = LoanItem.objects.filter(paper__place__in=inside, returned_at__isnull=True)
    lent = set(out.values_list("paper", flat=True))
    told = papers.values_list("pk", "record__code_key", "copy", "place")[: MOST_EXPECTED + 1]
    rows += [(taking.pk, None, pk, _code(code, copy), at, pk in lent) for pk, code, copy, at in told]
    if len(rows) > MOST_EXPECTED:
        raise TooMuchToTakeStockOf(most=f"{MOST_EXPECTED:,}", path=place.path)
    insert_values(StockLine, LINE, rows)
    data = {"path": place.path, "expected": len(rows)}
    record_event("stock_taking:begin", actor=actor, subject=("stock_taking", taking.ulid), data=data)
    return taking


def mark_seen(*, actor: Actor, taking: StockTaking, at: Place, code: str) -> StockLine:
    """Something was seen on a shelf. Seen twice, the later place counts. Raises `StockTakingClosed`, `NotAShelf`.

    No event of its own: the line keeps who saw it and when, and closing tells the sums.
    """
    require(actor, Right.KEEP_STORES, taking.institution_id)
    if not at.holds or at.institution_id != taking.institution_id:
        raise NotAShelf(path=at.path)
    if not StockTaking.objects.filter(pk=taking.pk, closed_at__isnull=True).exists():
        raise StockTakingClosed
    found = scanned(code, actor.scope())
    paper = found.papers[0] if found.papers else None
    told = found.box.barcode if found.box else found.record.code_key if found.record else code.strip().upper()
    box = found.box if found.box and found.box.institution_id == taking.institution_id else None
    seen = {"seen": at, "seen_by": actor.label, "seen_at": timezone.now()}
    # Two people who scan the same label at once: the second finds the row of the first.
    line, _new = StockLine.objects.update_or_create(
        taking=taking, code=told[:200], defaults=seen, create_defaults={**seen, "box": box, "paper": paper}
    )
    return line


@transaction.atomic
def decide_line(*, actor: Actor, line: StockLine, decision: str, note: str = "") -> StockLine:
    """Say what is to become of a finding. A place that is corrected is a movement, with its own event.

    Raises `StockTakingClosed`, `NotToBeMovedThere`.
    """
    taking = line.taking
    require(actor, Right.KEEP_STORES, taking.institution_id)
    if taking.closed_at:
        raise StockTakingClosed
    if decision == StockLine.Decision.MOVED:
        _correct_place(actor, line)
    line.decision, line.note, line.decided_by = decision, " ".join(note.split())[:200], actor.label
    line.save(update_fields=["decision", "note", "decided_by"])
    data = {"code": line.code, "state": line.state, "decision": decision, "note": line.note}
    record_event("stock_taking:decide", actor=actor, subject=("stock_taking", taking.ulid), data=data)
    return line


def _correct_place(actor: Actor, line: StockLine) -> None:
    if line.seen is None or line.state != "misplaced":
        raise NotToBeMovedThere(code=line.code)
    if line.box is not None:
        shelve_boxes(actor=actor, boxes=[line.box], start=line.seen, onward=False)
    elif line.paper is not None:
        put_papers(actor=actor, records=[line.paper.record], to=line.seen)


@transaction.atomic
def close_stock_taking(*, actor: Actor, taking: StockTaking) -> dict[str, int]:
    """Nothing is scanned any more; gives how many of each state. Raises `StockTakingClosed`."""
    require(actor, Right.KEEP_STORES, taking.institution_id)
    claimed = StockTaking.objects.filter(pk=taking.pk, closed_at__isnull=True)
    if not claimed.update(closed_at=timezone.now(), closed_by=actor.label):
        raise StockTakingClosed
    taking.refresh_from_db()
    sums = sums_of(taking)
    data = {"path": taking.place.path, **sums}
    record_event("stock_taking:close", actor=actor, subject=("stock_taking", taking.ulid), data=data)
    return sums


def _code(code: str, copy: int) -> str:
    return f"{code}#{copy}"[:200] if copy else code
