"""What happened to one subject. Whether the chain holds is asked of `verification`, which loads what signs."""

from __future__ import annotations

import datetime as dt

from lantai.base.audit.models import Event


def count_since(verb: str, *, subject: tuple[str, str], since: dt.datetime) -> int:
    """How often one thing happened to one subject since a moment."""
    return Event.objects.filter(verb=verb, subject_kind=subject[0], subject_id=subject[1], at__gte=since).count()


def last_of(verb: str, *, subject: tuple[str, str]) -> dt.datetime | None:
    """When one thing last happened to one subject."""
    events = Event.objects.filter(verb=verb, subject_kind=subject[0], subject_id=subject[1])
    return events.order_by("-number").values_list("at", flat=True).first()
