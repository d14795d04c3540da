"""Where the words stand on the pages of one record, as one reader has them: hits on a page, and across its end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypedDict

from lantai.base.accounts.access import Scope
from lantai.base.common.text import Words, parse_query
from lantai.engines.formats.model import Box, Line
from lantai.engines.search.page_ends import Across, hit_across
from lantai.engines.search.snippets import Spans, hit_spans, merged
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.asked import Asked
from lantai.holdings.fulltext.leaves import Leaf, names_for, veils_of
from lantai.holdings.fulltext.models import Page
from lantai.holdings.withholding.queries import MARK, Rows, withheld_from

Text = tuple[int, str]
"""The position of a page and its text as it is given out."""
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PageHit:
    """One hit on a page: offsets into its text, and the boxes it covers, one for each line it touches."""

    start: int
    end: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class RecordHits:
    """Hits of a record. One that a page end cuts in two counts on the page where it begins.

    `counts` by position; `halves` are the pieces of hits that were cut, on both pages, and `carried` the pages that
    begin with such a piece.
    """

    counts: Mapping[int, int]
    halves: Mapping[int, tuple[Span, ...]]
    carried: frozenset[int]


NO_HITS = RecordHits({}, {}, frozenset())
_NO_PAGE: Text = (0, "")
_NO_SPANS: Spans = ()


class _Said(TypedDict):
    tolerant: bool
    names: list[str]


def page_hits(leaf: Leaf, asked: Asked, *, halves: Sequence[Span] = ()) -> tuple[PageHit, ...]:
    """Every hit on one page as this reader has it, in order, with its boxes; with pieces of hits across its ends."""
    if not asked.words:
        return ()
    found = hit_spans(leaf.text, parse_query(asked.words), tolerant=asked.tolerant, names=leaf.names)
    return tuple(PageHit(start, end, tuple(_boxes(leaf.lines, start, end))) for start, end in merged([*found, *halves]))


def record_hits(record: Record, asked: Asked, *, scope: Scope) -> RecordHits:
    """Hits of all pages of a record for this reader; pages without any are left out. One pass over its texts."""
    if not asked.words:
        return NO_HITS
    words, names = parse_query(asked.words), names_for(record, in_full=scope.reads_in_full(record.institution_id))
    rows = withheld_from(scope, [record]).get(record.pk, {})
    pages = Page.objects.filter(record=record).exclude(text="").order_by("position")
    rest = _given(record.pk, rows, pages.values_list("position", "text").iterator())
    said: _Said = {"tolerant": asked.tolerant, "names": names}
    counts: dict[int, int] = {}
    halves: dict[int, tuple[Span, ...]] = {}
    carried: set[int] = set()
    last, own = _NO_PAGE, _NO_SPANS
    for page in chain(rest, [_NO_PAGE]):
        if cut := across(last, page, rows, words, **said):
            halves[last[0]] = (*halves.get(last[0], ()), (cut.start, cut.end))
            halves[page[0]] = ((cut.begin, cut.until),)
            carried.add(page[0])
        counts[last[0]] = len(merged([*own, *halves.get(last[0], ())])) - (last[0] in carried)
        last, own = page, hit_spans(page[1], words, **said)
    return RecordHits({number: n for number, n in counts.items() if n}, halves, frozenset(carried))


def halves_on(leaf: Leaf, asked: Asked, *, scope: Scope) -> list[Span]:
    """Pieces on this page of hits that its ends cut: only the neighbours are looked at. Six queries at most."""
    if not asked.words or not leaf.text:
        return []
    here, record = leaf.position, leaf.record
    pages = Page.objects.filter(record=record).exclude(text="").values_list("position", "text")
    near = [
        *pages.filter(position__lt=here).order_by("-position")[:1],
        *pages.filter(position__gt=here).order_by("position")[:1],
    ]
    rows, found = withheld_from(scope, [record]).get(record.pk, {}), list[Span]()
    said: _Said = {"tolerant": asked.tolerant, "names": leaf.names}
    words, this = parse_query(asked.words), (here, leaf.text)
    for other in _given(record.pk, rows, near, [position for position, _ in near]):
        if other[0] < here and (cut := across(other, this, rows, words, **said)):
            found.append((cut.begin, cut.until))
        elif other[0] > here and (cut := across(this, other, rows, words, **said)):
            found.append((cut.start, cut.end))
    return found


def across(
    first: Text, second: Text, rows: Collection[int], words: Words, *, tolerant: bool, names: Sequence[str]
) -> Across | None:
    """The hit across the end of a page; none over a page (of `rows`) or a passage that is withheld from this reader."""
    (one, before), (two, after) = first, second
    if any(one < number < two for number in rows):
        return None
    cut = hit_across(before, after, words, tolerant=tolerant, names=names)
    if cut is None or MARK in before[cut.start :] or MARK in after[: cut.until]:
        return None
    return cut


def _given(record: int, rows: Rows, texts: Iterable[Text], positions: Collection[int] | None = None) -> Iterator[Text]:
    """Texts as they are given out; pages of which nothing is left are left out."""
    veils = veils_of(record, rows, positions) if rows else {}
    given = ((number, veils[number].text(text) if number in veils else text) for number, text in texts)
    return ((number, text) for number, text in given if text)


def _boxes(lines: Sequence[Line], start: int, end: int) -> Iterable[Box]:
    """One box a line for the characters from start to end of the page's text."""
    offset = 0
    for line in lines:
        first, last = max(start - offset, 0), min(end - offset, len(line.text))
        chosen = [box for box in line.boxes[first:last] if box[2] and box[3]] if first < last else []
        if chosen:
            left, top = min(b[0] for b in chosen), min(b[1] for b in chosen)
            right, bottom = max(b[0] + b[2] for b in chosen), max(b[1] + b[3] for b in chosen)
            yield left, top, right - left, bottom - top
        offset += len(line.text) + 1
