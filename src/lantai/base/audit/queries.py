"""Reading the chain."""

from __future__ import annotations

import datetime as dt

from lantai.base.audit.actions import entry_of
from lantai.base.audit.chain import GENESIS, Break, breaks
from lantai.base.audit.models import Event, Head


def chain_breaks() -> list[Break]:
    """Every place where the stored chain does not hold; empty when it is whole."""
    head = Head.objects.filter(pk=1).values_list("number", "hash").first() or (0, GENESIS)
    events = Event.objects.order_by("number").iterator(chunk_size=2000)
    return breaks(((entry_of(event), event.hash) for event in events), head=head)


def count_since(verb: str, *, subject: tuple[str, str], since: dt.datetime) -> int:
    """How often one thing happened to one subject since a moment."""
    return Event.objects.filter(verb=verb, subject_kind=subject[0], subject_id=subject[1], at__gte=since).count()
