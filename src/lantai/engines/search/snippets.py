"""Why something was found: exact places of hits in the text as it was written, and a short piece of it around them.

The same analyser that found the record says where, so what is boxed is what was found, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from lantai.base.common.text import (
    FreeText,
    Phrase,
    Words,
    fold_aligned,
    is_word,
    pattern,
    pinyin_terms,
    spans_in,
    units,
)
from lantai.engines.search.fields import with_one_wrong

Spans: TypeAlias = tuple[tuple[int, int], ...]
"""Half-open offsets, in order, not overlapping."""

WIDTH = 120
_LEAD = 24
_CUT = "…"
_LINE_ENDS = {ord(c): " " for c in "\r\n\t\v\f\u2028\u2029"}


class Snippet(NamedTuple):
    """A piece of `texts[text_index]` on one line; the spans are offsets into `text`, cut marks included."""

    text_index: int
    text: str
    spans: Spans


def hit_spans(text: str, words: Words, *, tolerant: bool = False, names: Sequence[str] = ()) -> Spans:
    """Where the words stand in `text`. `names` are the record's: those found by pinyin are marked where they occur."""
    return merged(span for spans in _by_part(text, words, tolerant=tolerant, names=tuple(names)) for span in spans)


def best_snippet(
    texts: Sequence[str], words: Words, *, tolerant: bool = False, names: Sequence[str] = (), width: int = WIDTH
) -> Snippet:
    """The piece that shows most of what was asked: the text with most parts, then most hits, the first among equals.

    Without any hit, the beginning of the first text that has one.
    """
    best, best_score, found = 0, (0, 0), list[list[tuple[int, int]]]()
    for index, text in enumerate(texts):
        parts = _by_part(text, words, tolerant=tolerant, names=tuple(names))
        score = (sum(map(bool, parts)), min(sum(map(len, parts)), 99))
        if score > best_score:
            best, best_score, found = index, score, parts
    if best_score == (0, 0):
        best = next((index for index, text in enumerate(texts) if text.strip()), 0)
    return _cut(best, texts[best] if texts else "", found, width)


def _by_part(text: str, words: Words, *, tolerant: bool, names: tuple[str, ...]) -> list[list[tuple[int, int]]]:
    """Hits of each part by itself."""
    if not text or not words.parts:
        return []
    folded, sources = fold_aligned(text)
    return [
        [span for wanted in _patterns(part, tolerant, names) for span in spans_in(folded, sources, wanted)]
        for part in words.parts
    ]


def longest(words: Words, *, tolerant: bool, names: tuple[str, ...]) -> int:
    """Units of the longest run that is looked for: further apart than that, nothing is one hit."""
    found = (len(sequence) for part in words.parts for sequence in _sequences(part, tolerant, names))
    return max(found, default=0)


@lru_cache(maxsize=512)
def _patterns(part: Phrase | FreeText, tolerant: bool, names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:  # noqa: FBT001 - positional for the cache
    return tuple(pattern(sequence) for sequence in _sequences(part, tolerant, names))


@lru_cache(maxsize=512)
def _sequences(part: Phrase | FreeText, tolerant: bool, names: tuple[str, ...]) -> tuple[tuple[str | None, ...], ...]:  # noqa: FBT001 - positional for the cache
    if isinstance(part, FreeText):
        return tuple(_free_sequences(part))
    sequences: list[tuple[str | None, ...]] = [part.units]
    if part.number:
        sequences.append(tuple(units(part.number)))
    if part.letters:
        sequences += [tuple(units(name)) for name in names if part.letters in pinyin_terms(name)]
    if tolerant:
        sequences += with_one_wrong(part.units)
    return tuple(sequence for sequence in dict.fromkeys(sequences) if sequence)


def _free_sequences(part: FreeText) -> Iterator[tuple[str, ...]]:
    """Pairs of neighbours, and words and numbers alone; single characters alone would mark half the page."""
    kept = set(part.units)
    for first, second in zip(part.phrase, part.phrase[1:], strict=False):
        if first in kept and second in kept:
            yield first, second
    yield from ((unit,) for unit in part.units if is_word(unit) or not part.bigrams)


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """The same places in order, those that overlap as one."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return tuple(kept)


def _cut(index: int, text: str, parts: list[list[tuple[int, int]]], width: int) -> Snippet:
    start = max(0, _densest(parts, width - _LEAD) - _LEAD)
    end = min(len(text), start + width)
    start = max(0, end - width)
    before, after = _CUT if start else "", _CUT if end < len(text) else ""
    shift = len(before) - start
    inside = [(max(a, start) + shift, min(b, end) + shift) for part in parts for a, b in part if a < end and b > start]
    return Snippet(index, before + text[start:end].translate(_LINE_ENDS) + after, merged(inside))


def _densest(parts: list[list[tuple[int, int]]], width: int) -> int:
    """The hit from which on most parts, then most hits, fall within the width."""
    hits = sorted((start, number) for number, part in enumerate(parts) for start, _ in part)
    best, best_score = 0, (0, 0)
    for place, (start, _) in enumerate(hits):
        near = [number for begin, number in hits[place : place + 40] if begin < start + width]
        score = (len(set(near)), len(near))
        if score > best_score:
            best, best_score = start, score
    return best
