"""Reading the chain."""

from __future__ import annotations

import datetime as dt

from lantai.base.audit.chain import GENESIS
from lantai.base.audit.models import Event, Head
from lantai.base.audit.verification import Break, stored_entries, walk_chain


def chain_breaks() -> list[Break]:
    """Every place where the stored chain itself does not hold; empty when it is whole. Checkpoints are not asked."""
    head = Head.objects.filter(pk=1).values_list("number", "hash").first() or (0, GENESIS)
    return walk_chain(stored_entries(until=head[0]), head=head).found.breaks


def count_since(verb: str, *, subject: tuple[str, str], since: dt.datetime) -> int:
    """How often one thing happened to one subject since a moment."""
    return Event.objects.filter(verb=verb, subject_kind=subject[0], subject_id=subject[1], at__gte=since).count()


def last_of(verb: str, *, subject: tuple[str, str]) -> dt.datetime | None:
    """When one thing last happened to one subject."""
    events = Event.objects.filter(verb=verb, subject_kind=subject[0], subject_id=subject[1])
    return events.order_by("-number").values_list("at", flat=True).first()
