"""How a movement is carried out and taken back: by its rows, in one statement a table, however many they are.

1. What is to move is written down as rows: where each was, where it goes.
2. One statement takes over the places from the rows; another keeps count on the boxes and shelves that were touched.
3. Taken back, the same statement takes over where each was, if nothing has been moved on since.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.storerooms.models import Box, MovedBox, MovedPaper, Movement, Paper, Place


class MovedOn(ArchiveError):
    code = "storerooms.moved_on"
    message = gettext_noop("%(count)s of this movement were moved on since: first %(first)s.")
    hint = gettext_noop("Take the later movement back first, or move them by hand.")
    http_status = 409


class MovementUndone(ArchiveError):
    code = "storerooms.movement_undone"
    message = gettext_noop("This movement was taken back already.")
    hint = gettext_noop("Nothing was changed.")
    http_status = 409


def carry_out(movement: Movement, *, back: bool = False) -> None:
    """Take over the places its rows tell, and keep count. Part of an act, inside its transaction."""
    side = "from" if back else "to"
    papers = MovedPaper.objects.filter(movement=movement, paper=OuterRef("pk"))
    moved = Paper.objects.filter(pk__in=MovedPaper.objects.filter(movement=movement).values("paper"))
    moved.update(
        box=Subquery(papers.values(f"{side}_box")[:1]),
        place=Subquery(papers.values(f"{side}_place")[:1]),
        position=Subquery(papers.values(f"{side}_position")[:1]),
    )
    boxes = MovedBox.objects.filter(movement=movement, box=OuterRef("pk"))
    Box.objects.filter(pk__in=MovedBox.objects.filter(movement=movement).values("box")).update(
        place=Subquery(boxes.values(f"{side}_place")[:1]), position=Subquery(boxes.values(f"{side}_position")[:1])
    )
    recount_boxes(_boxes_touched(movement))
    recount_places(_places_touched(movement))


def withdraw_papers(records: Sequence[int]) -> None:
    """The papers of these records are no more: they leave their boxes and shelves. Part of the act of destruction."""
    papers = Paper.objects.filter(record__in=records)
    boxes = list(papers.exclude(box=None).values_list("box", flat=True).distinct())
    places = list(papers.exclude(place=None).values_list("place", flat=True).distinct())
    standing = Box.objects.filter(pk__in=boxes).exclude(place=None).values_list("place", flat=True)
    places += list(standing.distinct())
    papers.update(box=None, place=None, position=0)
    recount_boxes(Box.objects.filter(pk__in=boxes))
    recount_places(Place.objects.filter(pk__in=places))


def recount_boxes(boxes: QuerySet[Box]) -> None:
    """What lies in them, from the papers themselves: one statement."""
    inside = Paper.objects.filter(box=OuterRef("pk"))
    number = inside.order_by().values("box").annotate(n=Count("pk")).values("n")
    boxes.update(
        papers=Coalesce(Subquery(number), 0),
        first_code=Coalesce(Subquery(inside.order_by("position", "pk").values("record__code")[:1]), Value("")),
        last_code=Coalesce(Subquery(inside.order_by("-position", "-pk").values("record__code")[:1]), Value("")),
    )


def recount_places(places: QuerySet[Place]) -> None:
    """What stands on them, from boxes and papers themselves: one statement."""
    standing = Box.objects.present().filter(place=OuterRef("pk")).order_by().values("place")
    lying = Paper.objects.filter(place=OuterRef("pk")).order_by().values("place")
    of_boxes = Coalesce(Subquery(standing.annotate(n=Sum("thickness_mm")).values("n")), 0)
    of_papers = Coalesce(Subquery(lying.annotate(n=Sum("thickness_mm")).values("n")), 0)
    places.update(
        boxes=Coalesce(Subquery(standing.annotate(n=Count("pk")).values("n")), 0),
        papers=Coalesce(Subquery(lying.annotate(n=Count("pk")).values("n")), 0),
        used_mm=of_boxes + of_papers,
    )


def _boxes_touched(movement: Movement) -> QuerySet[Box]:
    rows = MovedPaper.objects.filter(movement=movement)
    return Box.objects.filter(Q(pk__in=rows.values("from_box")) | Q(pk__in=rows.values("to_box")))


def _places_touched(movement: Movement) -> QuerySet[Place]:
    papers, boxes = MovedPaper.objects.filter(movement=movement), MovedBox.objects.filter(movement=movement)
    ends = [rows.values(end) for rows in (papers, boxes) for end in ("from_place", "to_place")]
    touched = Q()
    for end in ends:
        touched |= Q(pk__in=end)
    return Place.objects.filter(touched)


@transaction.atomic
def undo_movement(*, actor: Actor, movement: Movement) -> Movement:
    """Everything goes back to where it was; boxes that were made for it are taken away. Raises `MovedOn`."""
    require(actor, Right.KEEP_STORES, movement.institution_id)
    claimed = Movement.objects.filter(pk=movement.pk, undone_at__isnull=True)
    if not claimed.update(undone_at=timezone.now(), undone_by=actor.label):
        raise MovementUndone
    movement.refresh_from_db()
    _refuse_moved_on(movement)
    carry_out(movement, back=True)
    retired = _retire_made(movement)
    data: dict[str, Any] = {"subject": movement.subject, "papers": movement.papers, "boxes": movement.boxes}
    record_event("movement:undo", actor=actor, subject=("movement", movement.ulid), data=data | {"retired": retired})
    return movement


def _refuse_moved_on(movement: Movement) -> None:
    """A row whose thing does not stand where the row put it was moved on by another movement."""
    papers = MovedPaper.objects.filter(movement=movement).exclude(
        Exists(
            Paper.objects.filter(pk=OuterRef("paper"), position=OuterRef("to_position")).filter(
                Q(box=OuterRef("to_box")) | Q(place=OuterRef("to_place"))
            )
        )
    )
    boxes = MovedBox.objects.filter(movement=movement).exclude(
        Exists(Box.objects.filter(pk=OuterRef("box"), place=OuterRef("to_place")))
    )
    if (paper := papers.select_related("paper__record").first()) is not None:
        raise MovedOn(count=papers.count(), first=paper.paper.record.code)
    if (box := boxes.select_related("box__fonds").first()) is not None:
        raise MovedOn(count=boxes.count(), first=str(box.box))


def _retire_made(movement: Movement) -> int:
    """Boxes that were made for the movement (they came from nowhere into being with it) and are empty again."""
    if movement.kind != Movement.Kind.BOXED:
        return 0
    made = MovedPaper.objects.filter(movement=movement).values("to_box")
    empty = Box.objects.present().filter(pk__in=made, papers=0, place__isnull=True)
    return empty.update(retired_at=timezone.now())
