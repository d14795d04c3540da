"""Entering the places of a house: a room, what it is divided into, and how much fits onto a shelf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Q, QuerySet
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.rows import insert_rows
from lantai.holdings.storerooms.actions.numbering import PLACE, take_barcodes
from lantai.holdings.storerooms.kinds import holding, place_kinds
from lantai.holdings.storerooms.models import Place
from lantai.holdings.storerooms.models.places import LONGEST_NAME, LONGEST_PATH

MOST_AT_ONCE = 5000
_WIDTH = 8


class PlaceIsThere(ArchiveError):
    code = "storerooms.place_is_there"
    message = gettext_noop("%(path)s is entered already.")
    hint = gettext_noop("Begin with the next number, or give another name.")
    http_status = 409


class PlaceMisfits(ArchiveError):
    code = "storerooms.place_misfits"
    message = gettext_noop("A %(kind)s cannot lie within a %(around)s.")
    hint = gettext_noop("From the room inwards: rows, racks, shelves, compartments. Leave out what the room lacks.")
    http_status = 422


class TooManyPlaces(ArchiveError):
    code = "storerooms.too_many_places"
    message = gettext_noop("That would be %(count)s places; at most %(most)s are entered at once.")
    hint = gettext_noop("Enter the racks first, then the shelves of one row after the other.")
    http_status = 422


class PlaceNameUnfit(ArchiveError):
    code = "storerooms.place_name_unfit"
    message = gettext_noop("“%(name)s” cannot be the name of a place.")
    hint = gettext_noop("Give it a short name or number without a dash: dashes divide the levels.")
    http_status = 422


class PlaceInUse(ArchiveError):
    code = "storerooms.place_in_use"
    message = gettext_noop("%(path)s stays: something stands or stood there, and its history names it.")
    hint = gettext_noop("Only what was entered by mistake and never used is taken out.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Climate:
    """The limits a room is kept within, in °C and % of relative humidity; None where nobody has said."""

    temperature_from: int | None = None
    temperature_to: int | None = None
    humidity_from: int | None = None
    humidity_to: int | None = None

    def as_columns(self) -> dict[str, int | None]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a room: so many of a kind, numbered from `first` to `last`."""

    kind: str
    first: int
    last: int


@transaction.atomic
def enter_room(
    *, actor: Actor, institution: Institution, kind: str, name: str, climate: Climate | None = None
) -> Place:
    """Enter a room. Raises `PlaceIsThere`, `PlaceMisfits`, `PlaceNameUnfit`."""
    require(actor, Right.KEEP_STORES, institution.code)
    told = _fit_name(name)
    known = place_kinds().get(kind)
    if known is None or known.within:
        raise PlaceMisfits(kind=kind, around="—")
    if Place.objects.filter(institution=institution, path=told).exists():
        raise PlaceIsThere(path=told)
    room = Place(institution=institution, kind=kind, name=told, path=told, order_key=order_of(told))
    room.barcode = take_barcodes(PLACE, 1)[0]
    for column, value in (climate or Climate()).as_columns().items():
        setattr(room, column, value)
    room.save(force_insert=True)
    record_event("place:enter", actor=actor, subject=("place", room.ulid), data={"path": told, "kind": kind})
    return room


@transaction.atomic
def furnish_place(
    *, actor: Actor, place: Place, levels: Sequence[Level], capacity_mm: int | None = None
) -> list[Place]:
    """Divide a place: levels from the outside inwards, each of them in every one of the level around it.

    `capacity_mm` is that of each place that holds boxes. One statement a level. Raises `PlaceMisfits`,
    `TooManyPlaces`, `PlaceIsThere`, `PlaceNameUnfit`.
    """
    require(actor, Right.KEEP_STORES, place.institution_id)
    _refuse_misfits(place, levels)
    made: list[Place] = []
    around: Sequence[Place] = [place]
    for level in levels:
        around = insert_rows(_inside(around, level, capacity_mm))
        made += around
    data = {"path": place.path, "places": len(made), "levels": [f"{x.kind} {x.first}-{x.last}" for x in levels]}
    record_event("place:furnish", actor=actor, subject=("place", place.ulid), data=data)
    return made


def _inside(around: Sequence[Place], level: Level, capacity_mm: int | None) -> list[Place]:
    names = [str(number) for number in range(level.first, level.last + 1)]
    holds, room = level.kind in holding(), around[0].room or around[0]
    rows = [
        Place(
            institution_id=outer.institution_id,
            parent=outer,
            room=room,
            kind=level.kind,
            name=name,
            path=f"{outer.path}-{name}",
            order_key=f"{outer.order_key}-{order_of(name)}",
            capacity_mm=capacity_mm if holds else None,
        )
        for outer in around
        for name in names
    ]
    if too_long := next((row for row in rows if len(row.path) > LONGEST_PATH), None):
        raise PlaceNameUnfit(name=too_long.path[:80])
    taken = Place.objects.filter(parent__in=[outer.pk for outer in around[:500]])
    if clash := taken.filter(name__in=names).first():
        raise PlaceIsThere(path=clash.path)
    for row, barcode in zip(rows, take_barcodes(PLACE, len(rows)), strict=True):
        row.barcode = barcode
    return rows


def _refuse_misfits(place: Place, levels: Sequence[Level]) -> None:
    around, count, total = place.kind, 1, 0
    for level in levels:
        kind = place_kinds().get(level.kind)
        if kind is None or around not in kind.within or level.first < 0 or level.last < level.first:
            outer = place_kinds().get(around)
            raise PlaceMisfits(kind=kind.label if kind else level.kind, around=outer.label if outer else around)
        count *= level.last - level.first + 1
        total += count
        around = level.kind
    if not levels or total > MOST_AT_ONCE:
        raise TooManyPlaces(count=f"{total:,}", most=f"{MOST_AT_ONCE:,}")


@transaction.atomic
def change_place(
    *, actor: Actor, place: Place, capacity_mm: int | None, climate: Climate | None = None, note: str = ""
) -> Place:
    """Say anew how much fits there, within which limits it is kept, and what else is to be known. Names stay."""
    require(actor, Right.KEEP_STORES, place.institution_id)
    said: dict[str, Any] = {"capacity_mm": capacity_mm, "note": " ".join(note.split())[:400]}
    said |= climate.as_columns() if climate else {}
    before = {name: getattr(place, name) for name in said}
    for name, value in said.items():
        setattr(place, name, value)
    place.save(update_fields=list(said))
    data = {"path": place.path, "from": before, "to": said}
    record_event("place:change", actor=actor, subject=("place", place.ulid), data=data)
    return place


@transaction.atomic
def remove_place(*, actor: Actor, place: Place) -> int:
    """Take a place out that was entered by mistake, with all that lies in it; gives how many. Raises `PlaceInUse`."""
    require(actor, Right.KEEP_STORES, place.institution_id)
    inside = places_in(place)
    if inside.filter(Q(boxes__gt=0) | Q(papers__gt=0)).exists():
        raise PlaceInUse(path=place.path)
    ulid, path, count = place.ulid, place.path, inside.count()
    try:
        # From the innermost outwards: a place is kept by what lies in it.
        for kind in reversed(list(place_kinds())):
            inside.filter(kind=kind).delete()
    except ProtectedError as error:
        raise PlaceInUse(path=path) from error
    record_event("place:remove", actor=actor, subject=("place", ulid), data={"path": path, "places": count})
    return count


def places_in(place: Place) -> QuerySet[Place]:
    """The place itself and everything within it."""
    inner = Q(room=place.room_id or place.pk, order_key__startswith=place.order_key + "-")
    return Place.objects.filter(Q(pk=place.pk) | inner)


def order_of(name: str) -> str:
    """Numbers in a name count as numbers: 2 before 10."""
    parts, number = [], ""
    for character in name + "\0":
        if character.isdecimal():
            number += character
            continue
        if number:
            parts.append(number.zfill(_WIDTH) if len(number) < _WIDTH else number)
            number = ""
        parts.append(character)
    return "".join(parts)[:-1]


def _fit_name(name: str) -> str:
    told = " ".join(name.split())
    if not told or len(told) > LONGEST_NAME or "-" in told:
        raise PlaceNameUnfit(name=name[:80])
    return told
