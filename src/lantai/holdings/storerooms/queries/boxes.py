"""Boxes and movements as pages list them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from lantai.base.accounts.access import Scope
from lantai.base.common.keyset import Sheet, Total, sheet_of, total_of
from lantai.holdings.catalogue.codes import canonical
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.storerooms.models import Box, MovedBox, MovedPaper, Movement, Paper

SHEET = 50
SHOWN = 100
MOST_NAMED = 500
HISTORY = 20


@dataclass(frozen=True, slots=True)
class BoxFilter:
    """What the list is narrowed to."""

    fonds: str = ""
    number: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class BoxPage:
    """One box with what lies in it and where it has stood."""

    box: Box
    contents: Sheet[Paper]
    moved: tuple[MovedBox, ...]


@dataclass(frozen=True, slots=True)
class MovementPage:
    """One movement with its rows, sheet by sheet; `filled` are the boxes that papers were put into."""

    movement: Movement
    boxes: Sheet[MovedBox]
    papers: Sheet[MovedPaper]
    filled: Sheet[Box]


def box_sheet(scope: Scope, wanted: BoxFilter, *, place: str) -> Sheet[Box]:
    """Two queries for any number of boxes."""
    boxes = Box.objects.within(scope).present().select_related("fonds", "place")
    if wanted.fonds:
        boxes = boxes.filter(fonds__in=list(Fonds.objects.filter(code=wanted.fonds).values_list("pk", flat=True)))
    if wanted.number:
        boxes = boxes.filter(number=wanted.number)
    if wanted.waiting:
        boxes = boxes.filter(place__isnull=True)
    return sheet_of(boxes, by=["id"], place=place, size=SHEET, total=total_of(boxes))


def box_page(ulid: str, scope: Scope, *, place: str = "") -> BoxPage | None:
    """One box of these institutions, or None. Three queries."""
    box = Box.objects.within(scope).select_related("fonds__institution", "place").filter(ulid=ulid).first()
    if box is None:
        return None
    inside = Paper.objects.filter(box=box).select_related("record")
    contents = sheet_of(inside, by=("position", "id"), place=place, size=SHOWN, total=Total(box.papers))
    moved = MovedBox.objects.filter(box=box).select_related("movement", "from_place", "to_place").order_by("-pk")
    return BoxPage(box, contents, tuple(moved[:HISTORY]))


def movement_sheet(scope: Scope, *, place: str) -> Sheet[Movement]:
    """Movements, the last first. Two queries."""
    rows = Movement.objects.within(scope)
    return sheet_of(rows, by=["-id"], place=place, size=SHEET, total=total_of(rows))


def movement_page(ulid: str, scope: Scope, *, boxes: str = "", papers: str = "") -> MovementPage | None:
    """One movement of these institutions, or None. Four queries.

    `boxes` and `papers` say at which place each list is shown; of boxes there is one list, moved or filled.
    """
    movement = Movement.objects.within(scope).filter(ulid=ulid).first()
    if movement is None:
        return None
    moved = MovedBox.objects.filter(movement=movement).select_related("box__fonds", "from_place", "to_place")
    rows = MovedPaper.objects.filter(movement=movement).select_related(
        "paper__record", "from_box__fonds", "from_place", "to_box__fonds", "to_place"
    )
    is_boxing = movement.kind == Movement.Kind.BOXED
    filled, count = _boxes_of(movement) if is_boxing else Box.objects.none(), Total(movement.boxes)
    return MovementPage(
        movement,
        sheet_of(moved, by=["id"], place="" if is_boxing else boxes, size=SHOWN, total=count),
        sheet_of(rows, by=["id"], place=papers, size=SHOWN, total=Total(movement.papers)),
        sheet_of(filled, by=["id"], place=boxes if is_boxing else "", size=SHOWN, total=count),
    )


def boxes_of_movement(movement: Movement) -> list[Box]:
    """The boxes it filled or carried, in their order, those taken back left out."""
    return list(_boxes_of(movement).order_by("pk"))


def _boxes_of(movement: Movement) -> QuerySet[Box]:
    boxes = Box.objects.present().select_related("fonds", "place")
    if movement.kind == Movement.Kind.BOXED:
        return boxes.filter(pk__in=MovedPaper.objects.filter(movement=movement).values("to_box"))
    return boxes.filter(pk__in=MovedBox.objects.filter(movement=movement).values("box"))


def boxes_at(ulids: list[str], scope: Scope) -> list[Box]:
    """Those of these institutions among the named, in the order of their making."""
    boxes = Box.objects.within(scope).present().select_related("fonds", "place")
    return list(boxes.filter(ulid__in=ulids[:MOST_NAMED]).order_by("pk"))


def records_named(codes: list[str], scope: Scope) -> tuple[list[Record], list[str]]:
    """Records by their codes, in the order named, and the codes nobody here bears. One query."""
    keys = list(dict.fromkeys(canonical(code)[:200] for code in codes if code.strip()))[:MOST_NAMED]
    found = {record.code_key: record for record in Record.objects.within(scope).listed().filter(code_key__in=keys)}
    return [found[key] for key in keys if key in found], [key for key in keys if key not in found]


def next_number(fonds: Fonds) -> int:
    """One more than the number of the box that was made last, where that is a number."""
    last = Box.objects.present().filter(fonds=fonds).order_by("-pk").values_list("number", flat=True).first()
    return int(last) + 1 if last and last.isdecimal() and len(last) < 7 else 1
