"""Spans of a text, from left to right, and which of them lie near one another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

Span = tuple[int, int]
BLANKS = r"[ \n\t\u3000]"


def nearby(spans: Sequence[Span], first: int, last: int) -> Span | None:
    """The first span that begins at one of these places."""
    at = bisect_left(spans, (first, 0))
    return spans[at] if at < len(spans) and spans[at][0] <= last else None


def count_near(spans: Sequence[Span], start: int, end: int) -> int:
    """How many of the spans, sorted by their start, begin between these places."""
    return bisect_left(spans, (end,)) - bisect_left(spans, (start,))
