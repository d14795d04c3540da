"""Putting papers and boxes somewhere: a few by hand, a run of boxes onto shelves in order, a whole shelf elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.rows import insert_rows, insert_values
from lantai.holdings.catalogue.models import Record
from lantai.holdings.storerooms.actions.moving import carry_out
from lantai.holdings.storerooms.kinds import holding
from lantai.holdings.storerooms.models import Box, MovedBox, MovedPaper, Movement, Paper, Place

MOST_SHELVES = 2000
_PIECE = 500
PAPER_ROW = (
    "movement", "paper", "from_box", "from_place", "from_position", "to_box", "to_place", "to_position",
)  # fmt: skip
BOX_ROW = ("movement", "box", "from_place", "from_position", "to_place", "to_position")


class NotAShelf(ArchiveError):
    code = "storerooms.not_a_shelf"
    message = gettext_noop("Nothing can stand on %(path)s itself.")
    hint = gettext_noop("Choose a shelf or compartment within it.")
    http_status = 422


class NoRoomLeft(ArchiveError):
    code = "storerooms.no_room_left"
    message = gettext_noop("%(count)s boxes do not fit behind %(path)s any more: first %(first)s.")
    hint = gettext_noop("Begin on another shelf, in another room, or correct how much fits onto the shelves.")
    http_status = 409


class OtherArchive(ArchiveError):
    code = "storerooms.other_archive"
    message = gettext_noop("%(what)s is not kept by the archive of this place.")
    hint = gettext_noop("Papers, boxes and shelves of one movement belong to one archive.")
    http_status = 422


class NothingToMove(ArchiveError):
    code = "storerooms.nothing_to_move"
    message = gettext_noop("There is nothing to move.")
    hint = gettext_noop("Name at least one record or box; perhaps it lies there already.")
    http_status = 422


class BoxIsGone(ArchiveError):
    code = "storerooms.box_is_gone"
    message = gettext_noop("Box %(box)s was taken back; nothing can lie in it.")
    hint = gettext_noop("Choose another box.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Shelving:
    """One shelf of a plan, with the boxes that would stand on it and how much is left then."""

    place: Place
    boxes: tuple[Box, ...]
    left_mm: int | None


@transaction.atomic
def put_papers(
    *, actor: Actor, records: Sequence[Record], to: Box | Place, reason: str = "", thickness_mm: int = 0
) -> Movement:
    """Put the papers of these records into a box or onto a shelf, behind what lies there, in this order.

    Raises `OtherArchive`, `NotAShelf`, `BoxIsGone`, `NothingToMove`.
    """
    require(actor, Right.KEEP_STORES, to.institution_id)
    _refuse_unfit(to)
    if strange := next((each for each in records if each.institution_id != to.institution_id), None):
        raise OtherArchive(what=strange.code)
    papers = [each for each in papers_of(records, thickness_mm=thickness_mm) if not _lies(each, to)]
    if not papers:
        raise NothingToMove
    movement = begin(actor, Movement.Kind.PUT, to, subject=str(to), reason=reason, papers=len(papers))
    last = Paper.objects.filter(**_where(to)).aggregate(n=Max("position"))["n"] or 0
    box, place = (to.pk, None) if isinstance(to, Box) else (None, to.pk)
    rows = [
        (movement.pk, p.pk, p.box_id, p.place_id, p.position, box, place, last + n) for n, p in enumerate(papers, 1)
    ]
    insert_values(MovedPaper, PAPER_ROW, rows)
    carry_out(movement)
    data = {"to": str(to), "papers": len(papers), "reason": movement.reason}
    subject = ("record", records[0].ulid) if len(records) == 1 else ("movement", movement.ulid)
    record_event("paper:put", actor=actor, subject=subject, data=data)
    return movement


@transaction.atomic
def shelve_boxes(
    *, actor: Actor, boxes: Sequence[Box], start: Place, onward: bool = True, reason: str = ""
) -> Movement:
    """Put boxes onto shelves in order: from `start` on to the shelves behind it in the room, or all onto `start`.

    Raises `NotAShelf`, `NoRoomLeft`, `OtherArchive`, `BoxIsGone`, `NothingToMove`.
    """
    require(actor, Right.KEEP_STORES, start.institution_id)
    _refuse_unfit(start)
    for box in boxes:
        if box.institution_id != start.institution_id:
            raise OtherArchive(what=str(box))
        if box.retired_at:
            raise BoxIsGone(box=str(box))
    plan = plan_shelving(boxes, start) if onward else [Shelving(start, tuple(boxes), None)]
    rows = list(_box_rows(plan))
    if not rows:
        raise NothingToMove
    last = plan[-1].place
    subject = start.path if start == last else f"{start.path} … {last.path}"
    movement = begin(actor, Movement.Kind.SHELVED, start, subject=subject, reason=reason, boxes=len(rows))
    insert_values(MovedBox, BOX_ROW, [(movement.pk, *row) for row in rows])
    carry_out(movement)
    data = {"to": subject, "boxes": len(rows), "reason": movement.reason}
    subjects = ("box", boxes[0].ulid) if len(boxes) == 1 else ("movement", movement.ulid)
    record_event("box:shelve", actor=actor, subject=subjects, data=data)
    return movement


def plan_shelving(boxes: Sequence[Box], start: Place) -> list[Shelving]:
    """Which box would stand where: a shelf is filled before the next one is begun. Raises `NoRoomLeft`."""
    shelves = Place.objects.filter(room=start.room_id, order_key__gte=start.order_key, kind__in=holding())
    waiting, plan = list(boxes), []
    own = {box.place_id: 0 for box in boxes if box.place_id}
    for box in boxes:
        if box.place_id:
            own[box.place_id] += box.thickness_mm
    for shelf in shelves.order_by("order_key")[:MOST_SHELVES]:
        free = None if shelf.free_mm is None else shelf.free_mm + own.get(shelf.pk, 0)
        taken: list[Box] = []
        while waiting and (free is None or waiting[0].thickness_mm <= free):
            box = waiting.pop(0)
            free = None if free is None else free - box.thickness_mm
            taken.append(box)
        if taken:
            plan.append(Shelving(shelf, tuple(taken), free))
        if not waiting:
            return plan
    raise NoRoomLeft(count=len(waiting), path=start.path, first=str(waiting[0]))


@transaction.atomic
def clear_place(*, actor: Actor, place: Place, to: Place, reason: str = "") -> Movement:
    """Move everything that stands on one shelf onto another, as it stands. Raises `NotAShelf`, `NothingToMove`."""
    require(actor, Right.KEEP_STORES, place.institution_id)
    _refuse_unfit(to)
    if to.institution_id != place.institution_id:
        raise OtherArchive(what=place.path)
    boxes = list(Box.objects.present().filter(place=place).order_by("position", "pk"))
    papers = list(Paper.objects.filter(place=place).order_by("position", "pk"))
    if place == to or not (boxes or papers):
        raise NothingToMove
    subject = f"{place.path} → {to.path}"
    movement = begin(
        actor, Movement.Kind.CLEARED, to, subject=subject, reason=reason, boxes=len(boxes), papers=len(papers)
    )
    rows = _box_rows([Shelving(to, tuple(boxes), None)])
    insert_values(MovedBox, BOX_ROW, [(movement.pk, *row) for row in rows])
    last = Paper.objects.filter(place=to).aggregate(n=Max("position"))["n"] or 0
    moved = [(movement.pk, p.pk, None, place.pk, p.position, None, to.pk, last + n) for n, p in enumerate(papers, 1)]
    insert_values(MovedPaper, PAPER_ROW, moved)
    carry_out(movement)
    data = {"from": place.path, "to": to.path, "boxes": len(boxes), "papers": len(papers), "reason": movement.reason}
    record_event("place:clear", actor=actor, subject=("place", place.ulid), data=data)
    return movement


def begin(actor: Actor, kind: Movement.Kind, at: Box | Place, *, subject: str, **said: object) -> Movement:
    """The head of a movement; its rows follow. Part of an act."""
    reason = " ".join(str(said.pop("reason", "")).split())[:200]
    return Movement.objects.create(
        institution_id=at.institution_id, kind=kind, subject=subject[:300], reason=reason, by=actor.label, **said
    )


def papers_of(records: Sequence[Record], *, thickness_mm: int = 0) -> list[Paper]:
    """The first paper of each of these records, in their order; entered where nobody has said yet where it lies."""
    known: dict[int, Paper] = {}
    pks = list(dict.fromkeys(record.pk for record in records))
    for start in range(0, len(pks), _PIECE):
        found = Paper.objects.filter(record__in=pks[start : start + _PIECE]).order_by("-copy")
        known |= {paper.record_id: paper for paper in found}
    institutions = {record.pk: record.institution_id for record in records}
    new = [
        Paper(record_id=pk, institution_id=institutions[pk], thickness_mm=thickness_mm) for pk in pks if pk not in known
    ]
    known |= {paper.record_id: paper for paper in insert_rows(new)}
    return [known[pk] for pk in pks]


def _box_rows(plan: Sequence[Shelving]) -> Iterator[tuple[int, int | None, int, int, int]]:
    places = [each.place.pk for each in plan]
    asked = Box.objects.filter(place__in=places).order_by().values_list("place").annotate(n=Max("position"))
    last = dict(asked)
    for each in plan:
        behind = last.get(each.place.pk) or 0
        for n, box in enumerate(each.boxes, 1):
            yield box.pk, box.place_id, box.position, each.place.pk, behind + n


def _refuse_unfit(to: Box | Place) -> None:
    if isinstance(to, Place) and not to.holds:
        raise NotAShelf(path=to.path)
    if isinstance(to, Box) and to.retired_at:
        raise BoxIsGone(box=str(to))


def _where(to: Box | Place) -> dict[str, object]:
    return {"box": to} if isinstance(to, Box) else {"place": to}


def _lies(paper: Paper, to: Box | Place) -> bool:
    return paper.box_id == to.pk if isinstance(to, Box) else paper.place_id == to.pk
