"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.base.limits.tries import Tries
from lantai.services.appointments.actions import (
    Booked,
    Sending,
    Used,
    Visitor,
    book_seat,
    cancel_booking,
    erase_visitors,
    note_use,
    note_visit,
    strike_use,
)
from lantai.services.appointments.hours import reading_room
from lantai.services.appointments.models import Booking, RoomUse
from tests.architecture.acts import Call, example
from tests.support.world import World

ANYBODY = "anybody may book, and whoever has the code gives back"


def sending(**more) -> Sending:
    return Sending(**({"sender": "x", "ulid": new_ulid(), "of_one": 1000, "of_all": 1000} | more))


def booked(institution: Institution, **more) -> Booked:
    day, slot = reading_room().bookable(timezone.localdate())[0]
    visitor = Visitor("柳文澜", "000-5550123", "地方志")
    said = {"day": day, "starts": slot.starts, "visitor": visitor, "sending": sending()} | more
    return book_seat(actor=OPERATOR, institution=institution, **said)


def of_today(world: World) -> Booking:
    """One whose visit can be noted; made anew each time, so that no test uses it up."""
    made = booked(world.institution).booking
    Booking.objects.filter(pk=made.pk).update(day=timezone.localdate(), seat=100 + made.pk)
    made.refresh_from_db()
    return made


@example(book_seat, unasked=ANYBODY)
def _book(world: World) -> Call:
    day, slot = reading_room().bookable(timezone.localdate())[-1]
    return lambda actor: book_seat(
        actor=actor, institution=world.institution, day=day, starts=slot.starts, visitor=Visitor("柳文澜"),
        sending=sending(),
    )  # fmt: skip


@example(cancel_booking, unasked=ANYBODY)
def _cancel(world: World) -> Call:
    made = booked(world.institution)
    return lambda actor: cancel_booking(
        actor=actor, number=made.booking.number, code=made.code, sender="x", tries=Tries(100, 15)
    )


@example(note_visit)
def _visit(world: World) -> Call:
    booking = of_today(world)
    return lambda actor: note_visit(actor=actor, booking=booking, came=True)


@example(erase_visitors)
def _erase(world: World) -> Call:
    of_today(world)
    before = timezone.localdate() + dt.timedelta(days=1)
    return lambda actor: erase_visitors(actor=actor, institution=world.institution, before=before)


def used_today(institution: Institution, **more) -> RoomUse:
    used = Used(**({"what": "archives", "who": "person", "purpose": "history"} | more))
    return note_use(actor=OPERATOR, institution=institution, day=timezone.localdate(), used=used)


@example(note_use)
def _use(world: World) -> Call:
    used = Used("materials", "scholar", "research", people=2, books=3)
    return lambda actor: note_use(actor=actor, institution=world.institution, day=timezone.localdate(), used=used)


@example(strike_use)
def _strike(world: World) -> Call:
    use = used_today(world.institution)
    return lambda actor: strike_use(actor=actor, use=use)
