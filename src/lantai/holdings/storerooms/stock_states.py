"""The states of a stock-taking's lines, as conditions: what was found, what is missing, lent, misplaced or unknown."""

from __future__ import annotations

from django.db.models import Count, F, Q

from lantai.holdings.storerooms.models import StockLine, StockTaking

_KNOWN = Q(box__isnull=False) | Q(paper__isnull=False)
OF = {
    "found": Q(seen__isnull=False, expected=F("seen")),
    "missing": Q(seen__isnull=True, lent=False),
    "lent": Q(seen__isnull=True, lent=True),
    "misplaced": _KNOWN & Q(seen__isnull=False) & (Q(expected__isnull=True) | ~Q(expected=F("seen"))),
    "unknown": Q(seen__isnull=False, box__isnull=True, paper__isnull=True),
}
"""The condition of each state, as `StockLine.state` says it of one line."""


def sums_of(taking: StockTaking) -> dict[str, int]:
    """How many lines of each state: one query."""
    asked = {"expected": Q(expected__isnull=False), **OF}
    counts = {f"number_{name}": Count("pk", filter=condition) for name, condition in asked.items()}
    found = StockLine.objects.filter(taking=taking).aggregate(**counts)
    return {name.removeprefix("number_"): number for name, number in found.items()}
