"""What the audit chain hears of refusals at the doors of the public service: one event for a burst."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from lantai.base.audit.actions import Who, record as record_event
from lantai.base.audit.models import Event

VERB, KIND = "sender:refuse", "sender"


@dataclass(frozen=True, slots=True)
class Refusal:
    """At which door (the app that refused), with which status, by which code of an error; by which mark of a sender."""

    sender: str
    door: str
    status: int
    code: str = ""


@transaction.atomic
def note_refusal(*, actor: Who, refusal: Refusal, minutes: int, most: int) -> bool:
    """Write down that a sender, or somebody signed in, was refused; gives whether it was written.

    What the same sender is refused in the same way within `minutes` is one burst, and one event. Of all senders
    together at most `most` are written in an hour, the last of them marked: nobody can fill the chain by being refused.
    """
    now = timezone.now()
    told = {name: said for name, said in asdict(refusal).items() if name != "sender"}
    mine = Event.objects.filter(verb=VERB, subject_kind=KIND, subject_id=refusal.sender)
    burst = mine.filter(at__gt=now - dt.timedelta(minutes=minutes), actor_id=actor.user_id)
    if any(all(data.get(name) == told[name] for name in told) for data in burst.values_list("data", flat=True)[:200]):
        return False
    written = Event.objects.filter(verb=VERB, at__gt=now - dt.timedelta(hours=1)).count()
    if written >= most:
        return False
    last = {"last": True} if written + 1 >= most else {}
    record_event("sender:refuse", actor=actor, subject=(KIND, refusal.sender), data=told | last)
    return True
