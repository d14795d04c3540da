"""Rooms with how full they are, one place with what is in it, and what a scanned code stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.base.accounts.models import Institution
from lantai.base.common.keyset import Sheet, Total, sheet_of, total_of
from lantai.holdings.catalogue.codes import canonical
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.storerooms.kinds import holding
from lantai.holdings.storerooms.models import Box, Movement, Paper, Place

MOST_CELLS = 5000
SHOWN = 100
LATELY = 10
STANDING = ("position", "id")
"""The order in which boxes and papers stand."""


@dataclass(frozen=True, slots=True)
class Fill:
    """How much of what there is room for is taken; `shelves` without a capacity are not in the sum."""

    shelves: int = 0
    boxes: int = 0
    papers: int = 0
    used_mm: int = 0
    capacity_mm: int = 0

    @property
    def percent(self) -> int | None:
        return round(100 * self.used_mm / self.capacity_mm) if self.capacity_mm else None

    @property
    def metres(self) -> str:
        return f"{self.used_mm / 1000:.1f}"

    @property
    def of_metres(self) -> str:
        return f"{self.capacity_mm / 1000:.1f}"


@dataclass(frozen=True, slots=True)
class House:
    """The overview: every room with its fill, boxes that stand nowhere yet, and what was moved lately."""

    rooms: tuple[tuple[Place, Fill], ...]
    waiting: Total
    movements: tuple[Movement, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a plan: a rack, with its shelves."""

    place: Place
    cells: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class PlacePage:
    """One place: those around it, the plan of what is in it, and what stands on it itself."""

    place: Place
    around: tuple[Place, ...]
    lines: tuple[Line, ...]
    fill: Fill
    boxes: Sheet[Box]
    papers: Sheet[Paper]


def house(scope: Scope) -> House:
    """Four queries, however many rooms, shelves and boxes."""
    rooms = list(Place.objects.within(scope).rooms().select_related("institution"))
    fills = _fills([room.pk for room in rooms])
    waiting = total_of(Box.objects.within(scope).present().filter(place__isnull=True))
    lately = Movement.objects.within(scope)[:LATELY]
    return House(tuple((room, fills.get(room.pk, Fill())) for room in rooms), waiting, tuple(lately))


def _fills(rooms: Sequence[int]) -> dict[int, Fill]:
    inside = Place.objects.filter(room__in=rooms, kind__in=holding()).order_by().values_list("room")
    known = Q(capacity_mm__isnull=False)
    sums = inside.annotate(
        n=Count("pk"), b=Sum("boxes"), p=Sum("papers"), u=Sum("used_mm", filter=known), c=Sum("capacity_mm")
    )
    return {room: Fill(n, b or 0, p or 0, used or 0, capacity or 0) for room, n, b, p, used, capacity in sums}


def place_page(ulid: str, scope: Scope, *, boxes: str = "", papers: str = "") -> PlacePage | None:
    """One place of these institutions, or None: unknown and not theirs look the same. Four queries.

    `boxes` and `papers` say at which place each list of what stands here is shown.
    """
    place = _places(scope).filter(ulid=ulid).first()
    if place is None:
        return None
    around, outer = [], place.parent
    while outer is not None:
        around.append(outer)
        outer = outer.parent
    inner = Place.objects.filter(room=place.room_id or place.pk, order_key__startswith=f"{place.order_key}-")
    inside = list(inner.order_by("order_key")[:MOST_CELLS])
    standing = Box.objects.present().filter(place=place).select_related("fonds")
    lying = Paper.objects.filter(place=place).select_related("record")
    return PlacePage(
        place,
        tuple(reversed(around)),
        _lines(place, inside),
        _fill_of([each for each in (place, *inside) if each.holds]),
        sheet_of(standing, by=STANDING, place=boxes, size=SHOWN, total=Total(place.boxes)),
        sheet_of(lying, by=STANDING, place=papers, size=SHOWN, total=Total(place.papers)),
    )


def _places(scope: Scope) -> QuerySet[Place]:
    return Place.objects.within(scope).select_related("institution", "room", "parent__parent__parent__parent")


def _fill_of(shelves: Sequence[Place]) -> Fill:
    known = [each for each in shelves if each.capacity_mm]
    return Fill(
        len(shelves),
        sum(each.boxes for each in shelves),
        sum(each.papers for each in shelves),
        sum(each.used_mm for each in known),
        sum(each.capacity_mm or 0 for each in known),
    )


def _lines(place: Place, inside: Sequence[Place]) -> tuple[Line, ...]:
    """What holds boxes, by what it lies in; a rack that has no shelf yet is a line without cells."""
    by_pk = {each.pk: each for each in (place, *inside)}
    cells: dict[int, list[Place]] = {}
    parents = {each.parent_id for each in inside}
    for each in inside:
        if each.holds and each.parent_id is not None:
            cells.setdefault(each.parent_id, []).append(each)
        elif each.pk not in parents:
            cells.setdefault(each.pk, [])
    order = {each.pk: n for n, each in enumerate((place, *inside))}
    return tuple(Line(by_pk[pk], tuple(cells[pk])) for pk in sorted(cells, key=lambda pk: order[pk]))


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a code stands for: one of these, or nothing."""

    box: Box | None = None
    place: Place | None = None
    record: Record | None = None
    papers: tuple[Paper, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.box or self.place or self.record)


def scanned(code: str, scope: Scope) -> Scanned:
    """A barcode, the address of a label, the path of a place, or a reference code: at most four queries."""
    told = code.strip().rstrip("/").rpartition("/")[2].strip()
    barcode = canonical(told)[:200]
    if not barcode:
        return Scanned()
    boxes = Box.objects.within(scope).present().select_related("fonds", "place")
    if box := boxes.filter(barcode=barcode).first():
        return Scanned(box=box)
    named = Q(barcode=barcode) | Q(path__in={told, barcode})
    if place := _places(scope).filter(named).first():
        return Scanned(place=place)
    records = Record.objects.within(scope).listed().filter(code_key=barcode)
    if record := records.first():
        papers = Paper.objects.filter(record=record).select_related("box__place", "place").order_by("copy")
        return Scanned(record=record, papers=tuple(papers))
    return Scanned()


def place_named(code: str, scope: Scope) -> Place | None:
    """A place by its barcode or path."""
    return scanned(code, scope).place


def box_named(code: str, scope: Scope) -> Box | None:
    """A box by its barcode."""
    return scanned(code, scope).box


def institutions_of(actor: Actor) -> list[Institution]:
    """Those whose storerooms this person keeps."""
    codes = actor.institutions_with(Right.KEEP_STORES)
    return list(Institution.objects.all() if "*" in codes else Institution.objects.filter(code__in=codes))


def fonds_of(actor: Actor) -> list[Fonds]:
    """The fonds that lie in the storerooms this person keeps."""
    codes = actor.institutions_with(Right.KEEP_STORES)
    every = Fonds.objects.select_related("institution").order_by("code", "institution__code")
    return list(every if "*" in codes else every.filter(institution__code__in=codes))
