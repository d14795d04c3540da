"""Proposing links for many records, one after the other: each in its own short transaction."""

from __future__ import annotations

from collections.abc import Iterable

from lantai.base.accounts.access import Actor
from lantai.holdings.catalogue.models import PersonEntry
from lantai.holdings.people.actions import propose_links


def propose_for_records(records: Iterable[int], *, actor: Actor) -> int:
    """How many links were proposed. Records that have gone, or name nobody any more, are passed over."""
    count = 0
    for pk in records:
        entries = list(PersonEntry.objects.filter(record=pk).select_related("record").defer("id_cipher"))
        count += len(propose_links(actor=actor, entries=entries)) if entries else 0
    return count
