"""What stands across the end of a text: it begins in the last words of one and ends in the first words of the next.

The index holds the pages of a record as one text, so it finds a phrase that a page end cuts in two. Here it is placed:
only as much of both sides is looked at as the longest of the words asked for can reach.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from lantai.base.common.text import Words, units
from lantai.engines.search.snippets import hit_spans, longest

_FURTHEST = 4_000
"""Characters looked at on each side at most, should a page end in nothing but dots and blanks."""
_SOME = 32
_LETTER = re.compile(r"\w")


class Across(NamedTuple):
    """Half-open offsets: `start` to `end` in the first text, `begin` to `until` in the one that follows."""

    start: int
    end: int
    begin: int
    until: int


def hit_across(
    first: str, second: str, words: Words, *, tolerant: bool = False, names: Sequence[str] = ()
) -> Across | None:
    """The hit that a page end cuts in two; of several that overlap there, all they cover. None: there is none."""
    reach = longest(words, tolerant=tolerant, names=tuple(names))
    if reach < 2 or not first or not second:
        return None
    tail, head = _last(first, reach), _first(second, reach)
    before, after = len(first) - len(tail), len(tail) + 1
    spans = hit_spans(f"{tail}\n{head}", words, tolerant=tolerant, names=names)
    for start, until in spans:
        if start < len(tail) and until > after:
            return Across(start + before, _end(first), _begin(second), until - after)
    return None


def _last(text: str, reach: int) -> str:
    """The end of the text with more units than can belong to a hit: the first of them may be a piece of a word."""
    size = 4 * reach + _SOME
    while size < min(len(text), _FURTHEST) and len(units(text[-size:])) <= reach:
        size *= 4
    return text[-size:]


def _first(text: str, reach: int) -> str:
    size = 4 * reach + _SOME
    while size < min(len(text), _FURTHEST) and len(units(text[:size])) <= reach:
        size *= 4
    return text[:size]


def _end(text: str) -> int:
    """Behind the last letter or character: a box around blanks says nothing."""
    return next((n for n in range(len(text), 0, -1) if _LETTER.match(text[n - 1])), len(text))


def _begin(text: str) -> int:
    found = _LETTER.search(text)
    return found.start() if found else 0
