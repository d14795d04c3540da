"""Finding records and the page of the hit: the index says which records, the page texts say where, under one scope."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lantai.base.accounts.access import Scope
from lantai.base.common.text import FreeText, Words, parse_query
from lantai.engines.formats.model import Box, Line
from lantai.engines.search.document import SearchQuery
from lantai.engines.search.factory import search_index
from lantai.engines.search.indexing import pending, waiting_keys
from lantai.engines.search.snippets import Spans, best_snippet, hit_spans
from lantai.holdings.catalogue.models import Fonds, PersonEntry, Record
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.fulltext.asked import Asked
from lantai.holdings.fulltext.borrowing import is_lent, not_found_under
from lantai.holdings.fulltext.leaves import Leaf, masked, names_for, veils_of
from lantai.holdings.fulltext.models import Page
from lantai.holdings.withholding.queries import partly_withheld, withheld_from

MOST_PAGES_SCANNED = 200
"""Of one record, for one line of a result list. The record's own page looks at all of them."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found: the page with the best hit (None: the description), a piece of its text, what to mark.

    `score` is a share of the best one's on this sheet: by itself it would tell how rare the words are in records that
    this reader may not see.
    """

    record: Record
    page: int | None
    snippet: str
    spans: Spans
    title_spans: Spans
    score: float


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a facet with its name for people."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results, and what was asked: the links to pages carry it."""

    asked: Asked
    count: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[Facet, ...]]
    next_cursor: str
    milliseconds: float
    shortened: bool = False

    @property
    def words(self) -> str:
        return self.asked.words

    def as_json(self) -> dict[str, Any]:
        """The shape architecture.md promises."""
        return {
            "count": self.count,
            "hits": [
                {
                    "code": hit.record.code,
                    "title": hit.record.title,
                    "date": hit.record.date_text,
                    "snippet": hit.snippet,
                    "page": hit.page,
                    "score": round(hit.score, 4),
                    "id": hit.record.ulid,
                }
                for hit in self.hits
            ],
            "milliseconds": round(self.milliseconds, 2),
        }


@dataclass(frozen=True, slots=True)
class PageHit:
    """One hit on a page: offsets into its text, and the boxes it covers, one for each line it touches."""

    start: int
    end: int
    boxes: tuple[Box, ...]


def find_records(query: SearchQuery, *, scope: Scope, values: int | None = None) -> Results:
    """Search under a scope. Raises `NothingToFind`, `BadCursor`, `IndexNotReady`.

    Of each facet only so many `values` are given, and those asked for.

    What the index names is read again from the database under the same scope, and what was closed since its last
    commit is kept out of the query itself: hits, count and facets agree with what may be seen now.
    """
    began = time.perf_counter()
    words = parse_query(query.words, loose=query.loose)
    found = search_index().search(replace(query, hidden=_closed_meanwhile(scope)), scope=scope)
    records = _records([hit.num for hit in found.hits], scope)
    snippets = _snippets(list(records.values()), words, scope, tolerant=query.tolerant)
    hits, best = [], max((each.score for each in found.hits), default=0.0) or 1.0
    for each in found.hits:
        if record := records.get(each.num):
            page, snippet, spans = snippets[record.pk]
            title_spans = hit_spans(record.title, words, tolerant=query.tolerant)
            hits.append(Hit(record, page, snippet, spans, title_spans, each.score / best))
    facets = {name: _labelled(name, _first(counts, values, query, name)) for name, counts in found.facets.items()}
    milliseconds = (time.perf_counter() - began) * 1000
    asked = Asked(query.words, query.tolerant)
    return Results(asked, found.count, tuple(hits), facets, found.next_cursor, milliseconds, words.shortened)


def _closed_meanwhile(scope: Scope) -> frozenset[int]:
    """Records with changes the index does not show yet and that may not be seen (any more), or not all of: at most
    three queries. What was withheld a moment ago is found by nobody until the index knows which of it may be."""
    if scope.share is not None:
        return not_found_under(scope.share)
    waiting = waiting_keys()
    if not waiting:
        return frozenset()
    rows = Record.objects.filter(pk__in=waiting).order_by().values_list("pk", "opening_state", "institution")
    seen = {pk: str(code) for pk, state, code in rows if scope.covers(state=state, institution=str(code))}
    partly = {pk for pk, institution in seen.items() if not scope.reads_in_full(institution)}
    return frozenset(waiting).difference(seen) | (partly & partly_withheld(waiting))


def suggestions(prefix: str, *, scope: Scope, limit: int = 8) -> list[str]:
    """Names and titles of visible records that begin with what was typed.

    While changes wait for the index, each is looked up again: a record closed a moment ago is suggested to nobody.
    """
    if scope.share is not None:  # the index knows nothing of marks of secrecy
        return []
    found = [each.text for each in search_index().suggest(prefix, scope=scope, limit=limit)]
    if not found or not pending():
        return found
    visible = Record.objects.visible_to(scope)
    known = set(visible.filter(title__in=found).values_list("title", flat=True))
    known |= set(PersonEntry.objects.visible_to(scope).filter(name__in=found).values_list("name", flat=True))
    return [text for text in found if text in known]


def page_hits(leaf: Leaf, asked: Asked) -> tuple[PageHit, ...]:
    """Every hit on one page as this reader has it, in order, with its boxes."""
    if not asked.words:
        return ()
    spans = hit_spans(leaf.text, parse_query(asked.words), tolerant=asked.tolerant, names=leaf.names)
    return tuple(PageHit(start, end, tuple(_boxes(leaf.lines, start, end))) for start, end in spans)


def hit_pages(record: Record, asked: Asked, *, scope: Scope) -> dict[int, int]:
    """How many hits each page of a record has for this reader, by position; pages without any are left out."""
    if not asked.words:
        return {}
    parsed, names = parse_query(asked.words), names_for(record, in_full=scope.reads_in_full(record.institution_id))
    rows = withheld_from(scope, [record]).get(record.pk, {})
    veils = veils_of(record.pk, rows)
    texts = Page.objects.filter(record=record).exclude(text="").order_by("position").values_list("position", "text")
    given = ((n, veils[n].text(text) if n in veils else text) for n, text in texts.iterator())
    counts = ((n, len(hit_spans(text, parsed, tolerant=asked.tolerant, names=names))) for n, text in given)
    return {position: count for position, count in counts if count}


def _records(pks: Sequence[int], scope: Scope) -> dict[int, Record]:
    """By their numbers alone, and only those this scope covers.

    The scope is asked row by row: as a condition, SQLite would walk all opened records to find these few.
    """
    rows = Record.objects.filter(pk__in=pks).listed().order_by()
    if (share := scope.share) is not None:
        return {row.pk: row for row in rows if is_lent(row, share)}
    return {row.pk: row for row in rows if scope.covers(state=row.opening_state, institution=row.institution_id)}


def _snippets(
    records: Sequence[Record], words: Words, scope: Scope, *, tolerant: bool
) -> dict[int, tuple[int | None, str, Spans]]:
    texts: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    readable = records if scope.share is None or scope.share.pages else ()
    rows = Page.objects.filter(record__in=readable, position__lte=MOST_PAGES_SCANNED).exclude(text="")
    for record_id, position, text in rows.order_by("record_id", "position").values_list(
        "record_id", "position", "text"
    ):
        texts[record_id].append((position, text))
    for pk, withheld in withheld_from(scope, readable).items():
        texts[pk] = masked(texts[pk], veils_of(pk, withheld))
    found: dict[int, tuple[int | None, str, Spans]] = {}
    named = _names(records, scope)
    for record in records:
        names = named[record.pk]
        candidates: list[tuple[int | None, str]] = _promising(texts[record.pk], words) or [
            *texts[record.pk],
            (None, _described(record, names)),
        ]
        best = best_snippet([text for _, text in candidates], words, tolerant=tolerant, names=names)
        place = candidates[best.text_index][0] if best.spans else None
        found[record.pk] = (place, best.text, best.spans)
    return found


def _names(records: Sequence[Record], scope: Scope) -> defaultdict[int, list[str]]:
    """Of each record those this reader may see, in order: one query, and no object for each person."""
    names: defaultdict[int, list[str]] = defaultdict(list)
    in_full = {record.pk for record in records if scope.reads_in_full(record.institution_id)}
    persons = PersonEntry.objects.filter(record__in=records)
    for record_id, name, is_withheld in persons.values_list("record_id", "name", "is_withheld"):
        if record_id in in_full or not is_withheld:
            names[record_id].append(name)
    return names


def _promising(texts: Iterable[tuple[int, str]], words: Words) -> list[tuple[int | None, str]]:
    """The first page that holds every part as it was typed: a cheap test that settles most searches.

    Folding every page of every hit costs fifty times as much; only when this finds nothing is it done.
    """
    if not words.parts or any(isinstance(part, FreeText) for part in words.parts):
        return []
    typed = [word for word in words.text.replace('"', " ").split() if not word.startswith("-")]
    for position, text in texts:
        if all(word in text for word in typed) and hit_spans(text, words):
            return [(position, text)]
    return []


def _described(record: Record, names: Sequence[str]) -> str:
    """The words of the description that the index also holds, for hits that are on no page."""
    parts = [
        record.title,
        record.code,
        record.document_number,
        record.creator,
        record.note,
        *names,
        *record.field_words,
    ]
    return " · ".join(part for part in parts if part)


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


def _first(
    counts: Sequence[tuple[str, int]], most: int | None, query: SearchQuery, name: str
) -> Sequence[tuple[str, int]]:
    """The first values of a facet, and behind them those the query accepts."""
    if most is None:
        return counts
    accepted = getattr(query, name, ())
    return [*counts[:most], *(pair for pair in counts[most:] if pair[0] in accepted)]


def _labelled(name: str, values: Iterable[tuple[str, int]]) -> tuple[Facet, ...]:
    """Facet values with the names people know: fonds by title, types and states by their labels."""
    values = list(values)
    labels: dict[str, str] = {}
    if name == "fonds":
        labels = dict(Fonds.objects.filter(code__in=[v for v, _ in values]).values_list("code", "title"))
    elif name == "type":
        labels = {code: kind.label for code, kind in record_types().items()}
    elif name == "state":
        labels = {str(value): str(label) for value, label in Record._meta.get_field("opening_state").choices or ()}
    return tuple(Facet(value, labels.get(value, value), count) for value, count in values)
