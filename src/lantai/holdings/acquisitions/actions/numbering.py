"""Numbers of leads, acquisitions and certificates: one row of the database counts each archive's year."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from lantai.holdings.acquisitions.models import NumberSeries

LEAD, ACQUISITION, CERTIFICATE = "XS", "ZJ", "ZS"


def take_number(institution: str, prefix: str) -> str:
    """The next one. Inside the transaction of the act: what is refused leaves no gap."""
    year = timezone.localdate().year
    series, _ = NumberSeries.objects.get_or_create(institution_id=institution, prefix=prefix, year=year)
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db()
    return str(series)
