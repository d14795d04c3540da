"""What storerooms do when two records are merged: the paper of both is then the paper of the kept one."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Max

from lantai.base.common.journal import Journal
from lantai.holdings.catalogue.models import Record
from lantai.holdings.storerooms.models import Paper


def follow_paper(*, keep: Record, absorb: Record, journal: Journal, **_signal: Any) -> None:
    """Part of the act that merges: it is taken back with the merge. Two papers stay two, as copies of one record."""
    last = Paper.objects.filter(record=keep).aggregate(last=Max("copy"))["last"]
    moved = Paper.objects.filter(record=absorb)
    journal.change(moved, record=keep, copy=F("copy") + (0 if last is None else last + 1))
