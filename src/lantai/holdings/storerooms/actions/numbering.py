"""Numbers on labels: given out once, in runs, never again. Part of larger acts."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from lantai.holdings.storerooms.models import Counter

PLACE, BOX, LOAN = "P", "B", "L"


def take_barcodes(letter: str, count: int) -> Sequence[str]:
    """The next so many of this letter. The row is claimed by its update: on PostgreSQL the next one waits for it."""
    Counter.objects.get_or_create(name=letter)
    Counter.objects.filter(name=letter).update(last=F("last") + count)
    last = Counter.objects.get(name=letter).last
    return [f"{letter}{number:07d}" for number in range(last - count + 1, last + 1)]
