"""Paper that was handed over and where it lies: what still waits for a box or a shelf."""

from __future__ import annotations

from django.db.models import QuerySet

from lantai.holdings.catalogue.models import Record
from lantai.holdings.storerooms.models import Paper
from lantai.holdings.transfers.models import Transfer


def records_to_box(transfer: Transfer) -> QuerySet[Record]:
    """Records of its list that lie nowhere yet; what lies in a volume lies where its volume does."""
    if transfer.intake is None:
        return Record.objects.none()
    placed = Paper.objects.exclude(box__isnull=True, place__isnull=True).values("record_id")
    entered = transfer.intake.items.filter(record__isnull=False).values("record_id")
    return Record.objects.filter(pk__in=entered, parent__isnull=True).exclude(pk__in=placed)
