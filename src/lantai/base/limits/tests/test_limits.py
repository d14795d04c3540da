"""Marks of senders, waits, paces, and that a burst of refusals is one event."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import override

from lantai.base.audit.models import Event
from lantai.base.audit.tests.conftest import OPERATOR
from lantai.base.limits.actions import Refusal, note_refusal
from lantai.base.limits.models import Try
from lantai.base.limits.paces import SLOTS, Paces, too_early
from lantai.base.limits.senders import is_uncounted, mark_of
from lantai.base.limits.tries import Tries, count_wrong, hold_door
from lantai.base.limits.waiting import HOUR, ComeAgain, hold, wait_for

NOON = dt.datetime(2026, 11, 30, 4, 0, tzinfo=dt.UTC)
"""Twelve o'clock where archives are."""
TRIES = Tries(3, 30)


def test_a_mark_is_of_a_connection_and_of_a_day():
    with time_machine.travel(NOON, tick=False):
        one = mark_of("192.0.2.1")
        same = {mark_of("192.0.2.1"), mark_of("::ffff:192.0.2.1")}
        house = {mark_of("2001:db8:0:1::1"), mark_of("2001:db8:0:1:ffff::2")}
        assert (same, len(house), mark_of("192.0.2.2") != one, len(one)) == ({one}, 1, True, 32)
        assert "192" not in one
        assert mark_of("no address") != one
    with time_machine.travel(NOON + dt.timedelta(days=1), tick=False):
        assert mark_of("192.0.2.1") != one


def test_this_machine_and_the_reading_room_are_not_counted(settings):
    settings.UNCOUNTED = ["127.0.0.0/8", "10.1.0.0/16"]

    assert [is_uncounted(each) for each in ("127.0.0.1", "10.1.2.3", "10.2.0.1", "unix:")] == [True, True, False, False]


def test_who_keeps_the_pace_never_waits_and_who_does_not_is_told_how_long(tmp_path):
    paces = Paces(tmp_path / "limits" / "senders.bin")

    assert [paces.take("slow", 60, float(second)) for second in range(500)] == [0.0] * 500
    burst = [paces.take("fast", 60, 1000.0) for _ in range(63)]
    assert (burst[:60], [round(wait) for wait in burst[60:]]) == ([0.0] * 60, [1, 1, 1])
    assert paces.take("fast", 60, 1001.0) == 0.0
    assert Paces(tmp_path / "limits" / "senders.bin").take("fast", 60, 1001.0) > 0, "another process knows it too"
    assert [paces.take("any", 0, 1000.0) for _ in range(99)] == [0.0] * 99


def test_a_crowd_takes_each_others_slots_and_nobody_is_refused_for_it(tmp_path):
    path = tmp_path / "senders.bin"

    assert not any(too_early(path, f"sender {n}", 60, 1000.0) for n in range(SLOTS // 2))
    assert path.stat().st_size == SLOTS * 16
    (tmp_path / "file").touch()
    assert too_early(tmp_path / "file" / "x", "anybody", 1, 0.0) == 0.0, "readers are not refused for a lost file"


@pytest.mark.django_db
def test_a_wait_ends_when_the_oldest_is_old_enough():
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(3):
            count_wrong("door", number="A1", sender="x", tries=TRIES)
            clock.shift(60)
        with pytest.raises(ComeAgain) as refusal:
            hold_door("door", number="A1", sender="y", tries=TRIES, refusal=ComeAgain)
        assert refusal.value.seconds == 27 * 60
        with override("en"):
            assert refusal.value.remedy() == "Nothing was changed. Come again from 12:30 on."
        with override("zh-hans"):
            assert "请在 12:30 之后再来。" in refusal.value.remedy()
        hold_door("door", number="A2", sender="x", tries=TRIES, refusal=ComeAgain)
        hold_door("other", number="A1", sender="y", tries=TRIES, refusal=ComeAgain)
        clock.shift(27 * 60)
        hold_door("door", number="A1", sender="y", tries=TRIES, refusal=ComeAgain)
    assert wait_for(Try.objects.all(), 0, HOUR, at="at") == 3600
    with pytest.raises(ComeAgain), override("en"):
        hold(ComeAgain, 0, 5)


@pytest.mark.django_db
def test_a_sender_that_goes_from_number_to_number_rests_and_two_events_tell_of_it():
    wrong = [count_wrong("door", number=f"A{n}\0", sender="x", tries=TRIES) for n in range(6)]

    assert [each.is_told for each in wrong] == [True, False, False, False, False, True]
    with pytest.raises(ComeAgain):
        hold_door("door", number="new", sender="x", tries=TRIES, refusal=ComeAgain)


@pytest.mark.django_db
def test_a_burst_is_one_event_and_nobody_fills_the_chain():
    def noted(sender="x", door="enquiries", status=404, most=5):
        refusal = Refusal(sender, door, status)
        return note_refusal(actor=OPERATOR, refusal=refusal, minutes=60, most=most)

    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert [noted() for _ in range(3)] == [True, False, False]
        assert [noted(status=403), noted(door="appointments"), noted("y"), noted("z"), noted("w")] == [True] * 4 + [
            False
        ]
        assert [each.data.get("last", False) for each in Event.objects.order_by("number")] == [False] * 4 + [True]
        clock.shift(3601)
        assert noted()
