"""Seats: never two people on one, given back by number and code, listed for the desk, forgotten in time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.base.audit.models import Event
from lantai.base.common.data_files import BadDataFile
from lantai.base.common.ids import new_ulid
from lantai.services.appointments.actions import NoSeatLeft, VisitIsOver, note_visit
from lantai.services.appointments.hours import SHIPPED, read_room, reading_room
from lantai.services.appointments.models import Booking
from lantai.services.appointments.queries import offers_of
from lantai.services.appointments.receivers import forget_what_is_due
from lantai.services.appointments.tests.acts import booked, of_today
from lantai.services.enquiries.visits import visits_of

pytestmark = pytest.mark.django_db
PAGE, CANCEL = "/appointments", "/appointments/cancel"


def said(institution, **changed):
    offer = offers_of(institution, timezone.localdate())[0]
    known = {"time": offer.value, "name": "柳文澜", "phone": "000-5550123", "agreed": "on", "ulid": new_ulid()}
    return known | changed


def test_no_seat_is_taken_twice_and_a_full_time_is_full():
    archive = InstitutionFactory()
    made = [booked(archive).booking for _ in range(reading_room().seats)]
    assert sorted(each.seat for each in made) == list(range(1, reading_room().seats + 1))
    with pytest.raises(NoSeatLeft):
        booked(archive)
    assert offers_of(archive, timezone.localdate())[0].left == 0
    first = made[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(
            institution=archive, number="x", day=first.day, starts=first.starts, ends=first.ends, seat=first.seat,
            made_by="x",
        )  # fmt: skip


def test_a_seat_is_booked_once_shown_its_code_once_and_given_back(client):
    archive = InstitutionFactory()
    form = said(archive)
    first, again = client.post(PAGE, form), client.post(PAGE, form)
    booking, code = Booking.objects.get(), first.context["booked"].code
    assert (first.status_code, code in first.content.decode(), again.context["booked"].code) == (200, True, "")
    assert b"5550123" not in bytes(booking.contact)
    assert "柳文澜" not in str(list(Event.objects.values_list("data", flat=True)))

    assert client.post(CANCEL, {"number": booking.number, "code": "X" * 12}).status_code == 403
    assert client.post(CANCEL, {"number": booking.number.lower(), "code": code.lower()}).status_code == 200
    booking.refresh_from_db()
    assert booking.state == "cancelled"
    assert client.post(CANCEL, {"number": booking.number, "code": code}).status_code == 409
    assert offers_of(archive, timezone.localdate())[0].left == reading_room().seats


@pytest.mark.parametrize(
    "changed",
    [{"time": "2020-01-01T09:00"}, {"time": "x"}, {"name": ""}, {"phone": "call"}, {"agreed": ""}, {"ulid": "x"}],
)
def test_what_is_incomplete_is_not_booked(client, changed):
    assert client.post(PAGE, said(InstitutionFactory(), **changed)).status_code == 400
    assert not Booking.objects.exists()


def test_machines_and_the_many_are_stopped(client, settings):
    settings.BOOKINGS_OF_ONE, settings.ENQUIRY_TRIES = 1, 2
    archive = InstitutionFactory()
    assert client.post(PAGE, said(archive, website="x")).status_code == 200
    assert [client.post(PAGE, said(archive)).status_code for _ in range(2)] == [200, 429]
    number = Booking.objects.get().number
    tried = [
        client.post(CANCEL, {"number": each, "code": "X" * 12}) for each in (number, "LT01-YY-NONE", number, number)
    ]
    assert [each.status_code for each in tried] == [403, 403, 403, 429]
    assert [each.data["rests"] for each in Event.objects.filter(verb="booking:cancel:refuse").order_by("number")] == [
        False, True,
    ]  # fmt: skip


def test_the_desk_lists_the_day_and_notes_who_came(client, world, django_assert_max_num_queries):
    booking = of_today(world)
    client.force_login(world.people["desk_officer"])
    page = client.get("/staff/appointments")
    assert "柳文澜" in page.content.decode()
    assert client.get("/staff/appointments", {"day": "x"}).status_code == 200
    assert client.post(f"/staff/appointments/{booking.ulid}/visit", {"came": "yes"}).status_code == 302
    booking.refresh_from_db()
    assert booking.state == "came"
    assert visits_of(booking.day.year, [booking.institution_id]) == 1
    assert visits_of(booking.day.year, ["LT99"]) == visits_of(2000, None) == 0
    with pytest.raises(VisitIsOver):
        note_visit(actor=OPERATOR, booking=booking, came=False)


def test_who_came_is_forgotten_and_the_seat_stays():
    booking = booked(InstitutionFactory()).booking
    later = timezone.now() + dt.timedelta(days=reading_room().keep_days + 20)
    assert forget_what_is_due(timezone.now()) == 0
    assert forget_what_is_due(later) == 1
    booking.refresh_from_db()
    assert (booking.name, bytes(booking.contact), booking.code_hash, booking.seat) == ("", b"", "", 1)
    assert forget_what_is_due(later) == 0


def test_opening_hours_that_cannot_be_are_told(tmp_path):
    text = SHIPPED.read_text(encoding="utf-8")
    for number, (was, becomes) in enumerate(
        (("'11:30'", "'08:00'"), ("closed: []", "closed: [x]"), ("seats: 6", "seats: x"))
    ):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text.replace(was, becomes), encoding="utf-8")
        with pytest.raises(BadDataFile):
            read_room(path)
