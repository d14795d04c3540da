"""What entering by hand has to say when records are merged: what is still being typed, and rows of a volume."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from lantai.base.common.journal import Journal
from lantai.holdings.catalogue.models import Record
from lantai.holdings.entry.models import EnteredRecord, EntryItem

ENDED = (EntryItem.State.AGREED, EntryItem.State.DECIDED)


def being_typed(records: Sequence[Record]) -> list[EntryItem]:
    """Items of tasks in which one of these records is not done: typed once is done where nobody types it again."""
    items = EntryItem.objects.filter(record__in=[record.pk for record in records]).exclude(state__in=ENDED)
    open_still = items.exclude(state=EntryItem.State.TYPED, checked=False)
    return list(open_still.select_related("task", "record").order_by("pk"))


def follow_rows(*, keep: Record, absorb: Record, before: int, journal: Journal) -> None:
    """Rows entered from pages of the absorbed volume stand on the same images, which now follow `before` others."""
    journal.change(EnteredRecord.objects.filter(volume=absorb), volume=keep, page=F("page") + before)
