"""What the unit said when it handed over: 到期开放意见, 政府信息公开情况, 密级变更情况 (条例 30), for the review."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from lantai.holdings.accessions.models import TransferItem
from lantai.holdings.catalogue.models import Record
from lantai.holdings.transfers.models import Transfer
from lantai.services.opening.models import BatchItem, ReviewBatch

MOST = 20
"""So many hand-overs at most are shown of one batch; the latest."""
SAYS_SOMETHING = ~Q(openings="", government_information="", secrecy_changes="")


def handed_over_with(record: Record) -> list[Transfer]:
    """The hand-overs a record came with, with what their unit said: one query."""
    return _with(TransferItem.objects.filter(record=record))


def handed_over_in(batch: ReviewBatch) -> list[Transfer]:
    """The hand-overs the records of a batch came with: one query, however many records there are."""
    records = BatchItem.objects.filter(batch=batch).exclude(state=BatchItem.State.LEFT_OUT).values("record")
    return _with(TransferItem.objects.filter(record__in=records))


def _with(items: QuerySet[TransferItem]) -> list[Transfer]:
    rows = Transfer.objects.filter(SAYS_SOMETHING, intake__in=items.values("transfer"))
    return list(rows.select_related("unit").order_by("-pk")[:MOST])
