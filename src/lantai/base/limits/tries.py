"""Doors that open by number and code: wrong tries are counted, and a number or a sender rests after some of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from lantai.base.limits.models import Try
from lantai.base.limits.waiting import ComeAgain, hold, wait_for

LONGEST_NUMBER = 80


@dataclass(frozen=True, slots=True)
class Tries:
    """After how many wrong codes a number rests, and for how long; a sender has `times` as many for all numbers."""

    most: int
    minutes: int
    times: int = 2

    @property
    def within(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Wrong:
    """The how-manieth wrong code of a number it was, whether number or sender rest now, whether a burst begins."""

    count: int
    rests: bool
    is_first: bool

    @property
    def is_told(self) -> bool:
        """Whether the audit chain hears of it: of the first of a sender, and of the one that closes a door.

        Whoever goes on meanwhile adds nothing, so that a door cannot be used to fill the chain.
        """
        return self.is_first or self.rests

    @property
    def told(self) -> dict[str, int | bool]:
        return {"wrong": self.count, "rests": self.rests}


def hold_door(door: str, *, number: str, sender: str, tries: Tries, refusal: type[ComeAgain]) -> None:
    """Go on where the door is not closed, to the number or to the sender, whether there is such a number or not.

    Raises `refusal`, which is itself not counted: a closed door opens again in time.
    """
    seen = Try.objects.filter(door=door, number=_kept(number))
    of_number = wait_for(seen, tries.most, tries.within, at="at")
    hold(refusal, of_number, sender_waits(door, sender=sender, tries=tries))


def sender_waits(door: str, *, sender: str, tries: Tries) -> int:
    """Seconds for which a sender rests at a door, whatever number they say; 0 when they do not."""
    return wait_for(Try.objects.filter(door=door, sender=sender), tries.times * tries.most, tries.within, at="at")


def count_wrong(door: str, *, number: str, sender: str, tries: Tries) -> Wrong:
    """A wrong code was given: part of the act that says so."""
    seen = Try.objects.filter(door=door, at__gt=timezone.now() - tries.within)
    of_number = seen.filter(number=_kept(number)).count() + 1
    of_sender = seen.filter(sender=sender).count() + 1
    Try(door=door, number=_kept(number), sender=sender).save(force_insert=True)
    rests = of_number >= tries.most or of_sender >= tries.times * tries.most
    return Wrong(of_number, rests, of_sender == 1)


def _kept(number: str) -> str:
    """Without what PostgreSQL keeps nowhere."""
    return number[:LONGEST_NUMBER].replace("\0", "")


def forget_tries(*, now: dt.datetime) -> None:
    """Yesterday's."""
    Try.objects.filter(at__lt=now - dt.timedelta(days=1)).delete()
