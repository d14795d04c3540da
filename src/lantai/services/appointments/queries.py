"""What can be booked, and the desk's list of a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.services.appointments.hours import Slot, reading_room
from lantai.services.appointments.models import Booking, RoomUse
from lantai.services.enquiries.visits import Room

MOST = 400


@dataclass(frozen=True, slots=True)
class Offer:
    """A time and how many seats are left."""

    day: dt.date
    slot: Slot
    left: int

    @property
    def value(self) -> str:
        """As a form names it."""
        return f"{self.day.isoformat()}T{self.slot.starts:%H:%M}"


def offers_of(institution: Institution, today: dt.date) -> list[Offer]:
    """Every time that can be booked. One query."""
    room = reading_room()
    last = today + dt.timedelta(days=room.days_ahead)
    rows = Booking.objects.standing().filter(institution=institution, day__gt=today, day__lte=last)
    taken = Counter(rows.values_list("day", "starts"))
    return [Offer(day, slot, max(0, room.seats - taken[day, slot.starts])) for day, slot in room.bookable(today)]


def bookings_on(actor: Actor, day: dt.date) -> list[Booking]:
    """Those of archives this person works for, given back or not. One query; a day has no more than its seats."""
    return list(Booking.objects.of(actor).filter(day=day).select_related("institution")[:MOST])


def visits_in(year: int, archives: Collection[str] | None) -> int:
    """Who booked and came, of these archives. One query: the row stays when who it was is forgotten."""
    rows = Booking.objects.filter(state=Booking.State.CAME, day__year=year)
    return (rows if archives is None else rows.filter(institution__code__in=archives)).count()


def booking_at(ulid: str, actor: Actor) -> Booking | None:
    return Booking.objects.of(actor).filter(ulid=ulid).first()


def uses_on(actor: Actor, day: dt.date) -> list[RoomUse]:
    """What was written down of a day, struck or not. One query."""
    return list(_uses_of(actor).filter(day=day).select_related("institution")[:MOST])


def use_at(ulid: str, actor: Actor) -> RoomUse | None:
    return _uses_of(actor).filter(ulid=ulid).first()


def _uses_of(actor: Actor) -> QuerySet[RoomUse]:
    held = actor.institutions_with(Right.HANDLE_ENQUIRIES)
    return RoomUse.objects.all() if "*" in held else RoomUse.objects.filter(institution__code__in=held)


def room_in(year: int, archives: Collection[str]) -> Room:
    """The sums of a year, of these archives. One query, over as many groups as there are kinds and purposes."""
    rows = RoomUse.objects.filter(institution__code__in=archives, day__year=year, struck_at=None).order_by()
    named = ("people", *Room.AMOUNTS)
    sums = {f"sum_{each}": Sum(each) for each in named}
    groups: Any = rows.values("what", "who", "purpose", "had_booked").annotate(**sums)
    room = Room()
    for each in groups:
        room.add(each, each["sum_people"], {name: each[f"sum_{name}"] for name in Room.AMOUNTS})
    return room
