"""One text made ready to be searched: folded, squeezed for words that a line break cuts, and mapped back exactly.

All detectors work on the folded text (full-width digits, traditional characters and variants become one form). Offsets
are carried back to the text as it was given at the very end, in `original`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property

from lantai.base.common.text import fold_aligned
from lantai.engines.hints.digits import Run, runs
from lantai.engines.hints.mentions import Mention, mentions
from lantai.engines.hints.spans import Span
from lantai.engines.hints.vocabulary import vocabulary

_BLANKS = re.compile(r"\s+")


class Squeezed:
    """A text without its blanks, whose places are found again in the text with them."""

    def __init__(self, text: str) -> None:
        self._ends: list[int] = []
        self._gone: list[int] = [0]
        parts, last, gone = [], 0, 0
        for blank in _BLANKS.finditer(text):
            start, end = blank.span()
            parts.append(text[last:start])
            gone += end - start
            self._ends.append(end - gone)
            self._gone.append(gone)
            last = end
        parts.append(text[last:])
        self.text = "".join(parts)

    def span(self, start: int, end: int) -> Span:
        """Where what stands at these places of the squeezed text stands in the text with blanks."""
        ends, gone = self._ends, self._gone
        at = bisect_right(ends, start)
        first = start + gone[at]
        if at < len(ends) and ends[at] < end:  # a blank stands within
            at = bisect_right(ends, end - 1)
        return first, end + gone[at]


class Page:
    """A text with everything that more than one detector wants to know of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded, self._sources = fold_aligned(text)

    def original(self, start: int, end: int) -> Span:
        """A span of the folded text as a span of the text as it was given."""
        return self._sources[start], self._sources[end - 1] + 1

    @cached_property
    def squeezed(self) -> Squeezed:
        return Squeezed(self.folded)

    @cached_property
    def cues(self) -> Mapping[str, list[Span]]:
        """The words of all rules that stand in the text: the name of their list → spans, from left to right."""
        words, squeezed = vocabulary(), self.squeezed
        found: dict[str, list[Span]] = {}
        for index, start, end in words.matches(squeezed.text):
            span = squeezed.span(start, end)
            for group in words.groups[index]:
                found.setdefault(group, []).append(span)
        for spans in found.values():
            spans.sort()
        return found

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Runs of digits, with what may be a digit."""
        return tuple(runs(self.folded))

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Names of persons, in private matters and in others."""
        return tuple(mentions(self.folded, self.cues))

    @cached_property
    def mention_spans(self) -> list[Span]:
        return [(each.start, each.end) for each in self.mentions]

    def before(self, start: int, labels: tuple[str, ...]) -> bool:
        """Whether one of these words stands directly before, but for marks such as a colon."""
        return self.folded[max(0, start - 14) : start].rstrip(_MARKS).endswith(labels)


_MARKS = " \n\t\u3000:：=为是(（[【)）]】.、+-"
