"""The acts of appointments: a seat is booked, given back, the visit noted, and who came forgotten; and what the reading
room was used for is written down. One event each."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.limits.tries import Tries, count_wrong, hold_door
from lantai.base.limits.waiting import DAY, ComeAgain, Sending, hold, wait_for
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.appointments.hours import ReadingRoom, Slot, reading_room
from lantai.services.appointments.models import Booking, RoomUse
from lantai.services.enquiries.actions import WordsMissing
from lantai.services.enquiries.data import listed
from lantai.services.enquiries.sealed import LETTERS, Reachable, code_hash, is_code, new_code, seal_contact

DOOR = "booking"


class NoSuchSlot(ArchiveError):
    code = "appointments.no_such_slot"
    message = gettext_noop("The reading room cannot be booked for this time.")
    hint = gettext_noop("Choose one of the times that are offered. Nothing was booked.")
    http_status = 422


class NoSeatLeft(ArchiveError):
    code = "appointments.no_seat_left"
    message = gettext_noop("All seats of this time are taken.")
    hint = gettext_noop("Choose another time. Nothing was booked.")
    http_status = 409


class TooManyBookings(ComeAgain):
    code = "appointments.too_many"
    message = gettext_noop("So many seats were booked that no more can be at the moment.")
    hint = gettext_noop("Nothing was booked. Call the archive if you cannot come at another time.")


class TooManyTries(ComeAgain):
    code = "appointments.too_many_tries"
    message = gettext_noop("Too many wrong codes: this door is closed for %(minutes)s minutes.")
    hint = gettext_noop("Look the code up where you noted it, or call the archive.")


class VisitIsOver(ArchiveError):
    code = "appointments.visit_is_over"
    message = gettext_noop("This seat was given back, or the visit is noted already.")
    hint = gettext_noop("Load the page again; it shows what can be done now.")
    http_status = 409


class UseUnclear(ArchiveError):
    code = "appointments.use_unclear"
    message = gettext_noop("This use of the reading room cannot be written down: %(what)s.")
    hint = gettext_noop("Correct it, then try again. Nothing was written down.")
    http_status = 422


class UseIsStruck(ArchiveError):
    code = "appointments.use_is_struck"
    message = gettext_noop("This line was struck already.")
    hint = gettext_noop("Load the page again; it shows what counts.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Used:
    """What somebody, or a group, used the reading room for. `people` of one kind, with one purpose."""

    what: str
    who: str
    purpose: str
    people: int = 1
    had_booked: bool = False
    volumes: int = 0
    items: int = 0
    books: int = 0
    documents: int = 0
    copied: int = 0
    excerpted: int = 0


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who comes. The telephone lives in memory only until it is sealed."""

    name: str
    phone: str = field(default="", repr=False)
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """A seat and its code, which is shown this once."""

    booking: Booking
    code: str


@transaction.atomic
def book_seat(
    *, actor: Actor, institution: Institution, day: dt.date, starts: dt.time, visitor: Visitor, sending: Sending
) -> Booked:
    """Anybody may. Raises `NoSuchSlot`, `NoSeatLeft`, `TooManyBookings`, `WordsMissing`."""
    if known := Booking.objects.filter(ulid=sending.ulid).first():
        return Booked(known, "")
    room, today = reading_room(), timezone.localdate()
    slot = next((slot for at, slot in room.bookable(today) if (at, slot.starts) == (day, starts)), None)
    if slot is None:
        raise NoSuchSlot
    if not visitor.name.strip():
        raise WordsMissing(what=_("who comes"))
    every = Booking.objects.all()
    of_one = wait_for(every.filter(sender=sending.sender), sending.of_one, DAY)
    hold(TooManyBookings, of_one, wait_for(every, sending.of_all, DAY))
    number, code, keys = _new_number(institution), new_code(), person_keys()
    made = {
        "ulid": sending.ulid, "number": number, "name": visitor.name.strip()[:80], "sender": sending.sender,
        "contact": seal_contact(Reachable(visitor.phone), keys), "purpose": visitor.purpose.strip()[:200],
        "code_hash": code_hash(number, code, keys), "made_by": actor.label,
    }  # fmt: skip
    booking = _seated(institution, day, slot, room, made)
    data = {"number": number, "day": day.isoformat(), "starts": f"{starts:%H:%M}", "seat": booking.seat}
    record_event("booking:book", actor=actor, subject=("booking", booking.ulid), data=data)
    return Booked(booking, code)


def _new_number(institution: Institution) -> str:
    """Not counted on: who has one number does not know the next."""
    return f"{institution.code}-YY-{''.join(secrets.choice(LETTERS) for _n in range(8))}"


def _seated(institution: Institution, day: dt.date, slot: Slot, room: ReadingRoom, made: Mapping[str, Any]) -> Booking:
    """The first free seat; where somebody was faster, the next. Raises `NoSeatLeft`."""
    there = Booking.objects.standing().filter(institution=institution, day=day, starts=slot.starts)
    taken = set(there.values_list("seat", flat=True))
    for seat in range(1, room.seats + 1):
        if seat in taken:
            continue
        try:
            with transaction.atomic():
                return Booking.objects.create(
                    institution=institution, day=day, starts=slot.starts, ends=slot.ends, seat=seat, **made
                )
        except IntegrityError:
            continue
    raise NoSeatLeft


@transaction.atomic
def cancel_booking(*, actor: Actor, number: str, code: str, sender: str, tries: Tries) -> Booking | None:
    """Give a seat back, by number and code; nothing when they are wrong, and nobody learns which.

    Raises `TooManyTries`, `VisitIsOver`.
    """
    number = number.strip().upper()[:40]
    hold_door(DOOR, number=number, sender=sender, tries=tries, refusal=TooManyTries)
    booking = Booking.objects.filter(number=number).first()
    if not is_code(booking.code_hash if booking else "", number, code, person_keys()) or booking is None:
        wrong = count_wrong(DOOR, number=number, sender=sender, tries=tries)
        if wrong.is_told:
            record_event("booking:cancel:refuse", actor=actor, subject=("booking_number", number), data=wrong.told)
        return None
    waiting = Booking.objects.filter(pk=booking.pk, state=Booking.State.BOOKED, day__gte=timezone.localdate())
    if not waiting.update(state=Booking.State.CANCELLED, ended_at=timezone.now()):
        raise VisitIsOver
    booking.refresh_from_db()
    record_event("booking:cancel", actor=actor, subject=("booking", booking.ulid), data={"number": number})
    return booking


@transaction.atomic
def note_visit(*, actor: Actor, booking: Booking, came: bool) -> Booking:
    """The desk says whether somebody came. Raises `VisitIsOver`."""
    require(actor, Right.HANDLE_ENQUIRIES, booking.institution_id)
    state = Booking.State.CAME if came else Booking.State.ABSENT
    noted = Booking.objects.filter(pk=booking.pk, state=Booking.State.BOOKED, day__lte=timezone.localdate())
    if not noted.update(state=state, ended_at=timezone.now()):
        raise VisitIsOver
    booking.refresh_from_db()
    data = {"number": booking.number, "came": came}
    record_event("booking:visit", actor=actor, subject=("booking", booking.ulid), data=data)
    return booking


@transaction.atomic
def erase_visitors(*, actor: Actor, institution: Institution, before: dt.date) -> int:
    """Remove what tells who came before a day; that a seat was taken stays. Gives how many."""
    require(actor, Right.HANDLE_ENQUIRIES, institution.code)
    old = Booking.objects.filter(institution=institution, day__lt=before, erased_at__isnull=True)
    number = old.update(name="", contact=b"", purpose="", code_hash="", sender="", erased_at=timezone.now())
    data = {"before": before.isoformat(), "bookings": number}
    record_event("booking:erase", actor=actor, subject=("institution", institution.code), data=data)
    return number


MOST_PEOPLE, MOST_USED = 500, 99_999


@transaction.atomic
def note_use(*, actor: Actor, institution: Institution, day: dt.date, used: Used) -> RoomUse:
    """A line of the register of the reading room (利用登记), without who it was. Raises `UseUnclear`."""
    require(actor, Right.HANDLE_ENQUIRIES, institution.code)
    if day > timezone.localdate():
        raise UseUnclear(what=_("the day is still to come"))
    if used.purpose not in listed("purposes") or used.what not in RoomUse.What or used.who not in RoomUse.Who:
        raise UseUnclear(what=_("a purpose or kind that is not of the list"))
    amounts = (used.volumes, used.items, used.books, used.documents, used.copied, used.excerpted)
    if not 1 <= used.people <= MOST_PEOPLE or not all(0 <= each <= MOST_USED for each in amounts):
        raise UseUnclear(what=_("a number that is too small or too large"))
    row = RoomUse.objects.create(institution=institution, day=day, made_by=actor.label, **asdict(used))
    data = {"day": day.isoformat(), **asdict(used)}
    record_event("room:use", actor=actor, subject=("room_use", row.ulid), data=data)
    return row


@transaction.atomic
def strike_use(*, actor: Actor, use: RoomUse) -> RoomUse:
    """A line that was wrong counts no more; it stays to be seen. Raises `UseIsStruck`."""
    require(actor, Right.HANDLE_ENQUIRIES, use.institution_id)
    if not RoomUse.objects.filter(pk=use.pk, struck_at=None).update(struck_at=timezone.now()):
        raise UseIsStruck
    use.refresh_from_db()
    record_event("room:use:strike", actor=actor, subject=("room_use", use.ulid), data={"day": use.day.isoformat()})
    return use
