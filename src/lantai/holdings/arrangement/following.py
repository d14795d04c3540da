"""What the fonds file does when one record is merged into another: its entries speak of the kept one."""

from __future__ import annotations

from lantai.base.common.journal import Journal
from lantai.holdings.arrangement.models import FondsFileEntry
from lantai.holdings.catalogue.models import Record


def follow_mentions(*, keep: Record, absorb: Record, journal: Journal) -> None:
    """Part of the act that merges. An entry that speaks of both speaks of the kept one once."""
    mentions = FondsFileEntry.records.through.objects
    named = list(mentions.filter(record=keep).values_list("fondsfileentry", flat=True))
    journal.remove(mentions.filter(record=absorb, fondsfileentry__in=named))
    journal.change(mentions.filter(record=absorb), record=keep)
