"""Finding records and the page of the hit: the index says which records, the page texts say where, under one scope."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef

from lantai.base.accounts.access import Scope
from lantai.base.common.text import parse_query
from lantai.engines.search.document import UNOPENED, SearchQuery, State, Swept
from lantai.engines.search.factory import search_index
from lantai.engines.search.indexing import MOST_WAITING
from lantai.engines.search.models import OutboxEntry, Sweep
from lantai.engines.search.snippets import Spans, hit_spans
from lantai.engines.search.sweeps import closing_and_sweeps, sweeps_waiting, swept_of, waiting_beside_sweeps
from lantai.holdings.catalogue.models import Fonds, PersonEntry, Record
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.catalogue.shown import Further
from lantai.holdings.fulltext.asked import Asked
from lantai.holdings.fulltext.borrowing import is_lent, not_found_under
from lantai.holdings.fulltext.excerpts import excerpts
from lantai.holdings.withholding.queries import partly_withheld, partly_withheld_in

MOST_CLOSING = 50_000
"""Of records closed one by one that a search keeps out by name: more than a batch of a review, however large."""
_SPARE = 8
"""So many times the suggestions that are wanted are looked at while some of them may be closed."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found: the page with the best hit (None: the description), a piece of its text, what to mark.

    `element`: which of the further elements of the description the hit is in.

    `score` is a share of the best one's on this sheet: by itself it would tell how rare the words are in records that
    this reader may not see.
    """

    record: Record
    page: int | None
    snippet: str
    spans: Spans
    title_spans: Spans
    score: float
    element: Further | None = None


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


def find_records(query: SearchQuery, *, scope: Scope, values: int | None = None) -> Results:
    """Search under a scope. Raises `NothingToFind`, `BadCursor`, `IndexNotReady`, `TooMuchWaits`.

    Of each facet only so many `values` are given, and those asked for.

    What the index names is read again from the database under the same scope, and what was closed since its last
    commit is kept out of the query itself, as what one decision opened of very many is let in: hits, count and facets
    agree with what may be seen now.
    """
    began = time.perf_counter()
    words = parse_query(query.words, loose=query.loose)
    hidden, swept = _decided_meanwhile(scope)
    found = search_index().search(replace(query, hidden=hidden, swept=swept), scope=scope)
    records = _records([hit.num for hit in found.hits], scope)
    shown = excerpts(list(records.values()), words, scope, tolerant=query.tolerant)
    hits, best = [], max((each.score for each in found.hits), default=0.0) or 1.0
    for each in found.hits:
        if record := records.get(each.num):
            why = shown[record.pk]
            title_spans = hit_spans(record.title, words, tolerant=query.tolerant)
            hits.append(Hit(record, why.page, why.text, why.spans, title_spans, each.score / best, why.element))
    counted = dict(found.facets)
    if any(each.opens for each in swept) and not scope.institutions:
        counted["state"] = _all_open(counted.get("state", ()))
    facets = {name: _labelled(name, _first(counts, values, query, name)) for name, counts in counted.items()}
    milliseconds = (time.perf_counter() - began) * 1000
    asked = Asked(query.words, query.tolerant)
    return Results(asked, found.count, tuple(hits), facets, found.next_cursor, milliseconds, words.shortened)


def _decided_meanwhile(scope: Scope) -> tuple[frozenset[int], tuple[Swept, ...]]:
    """What the index does not show yet: records that may not be seen (any more), or not all of, and decisions on very
    many. One query where nothing was closed; else three, and with sweeps two and two for each more.

    What was withheld a moment ago is found by nobody until the index knows which of it may be.
    """
    if scope.share is not None:
        return not_found_under(scope.share), ()
    closing, is_swept = closing_and_sweeps(MOST_CLOSING)
    if len(closing) > MOST_CLOSING:
        return _fonds_kept_out(scope)
    beside, sweeps = waiting_beside_sweeps(MOST_WAITING) if is_swept else ([], [])
    waiting = frozenset(beside[:MOST_WAITING])
    swept = _swept(sweeps, scope, waiting, is_all=len(beside) <= MOST_WAITING) if sweeps else ()
    return _kept_out(waiting.union(closing), scope), swept


def _kept_out(changed: frozenset[int], scope: Scope) -> frozenset[int]:
    """Those of these records that the scope does not cover as they are now, or that it may read in part only."""
    if not changed:
        return changed
    known = Record.objects.filter(IsAmong(sorted(changed))).order_by()
    rows = known.values_list("pk", "opening_state", "institution")
    seen = {pk: str(code) for pk, state, code in rows if scope.covers(state=state, institution=str(code))}
    partly = [pk for pk, institution in seen.items() if not scope.reads_in_full(institution)]
    return changed.difference(seen) | (partly_withheld(partly) if partly else set())


def _fonds_kept_out(scope: Scope) -> tuple[frozenset[int], tuple[Swept, ...]]:
    """More was closed one by one than a search can name: all that is open of these fonds waits for the index.

    For moments readers are shown too little, in hits, counts and facets alike, and never too much. Four queries.
    """
    closing = OutboxEntry.objects.closing().order_by()
    among = Record.every.filter(pk__in=closing.values("key")).order_by()
    fonds = {(str(keeper), code) for keeper, code in among.values_list("institution", "fonds__code").distinct()}
    closed = tuple(
        Swept(institution=keeper, fonds=code, to=State.RESTRICTED, states=(State.OPEN,))
        for keeper, code in sorted(fonds)
        if not scope.reads_in_full(keeper)
    )
    gone = closing.exclude(Exists(Record.every.filter(pk=OuterRef("key")))).values_list("key", flat=True)
    return frozenset(gone), closed + _swept(sweeps_waiting(), scope, frozenset(), is_all=False)


def _swept(sweeps: Sequence[Sweep], scope: Scope, waiting: frozenset[int], *, is_all: bool) -> tuple[Swept, ...]:
    """Decisions that change what the scope sees. Where not everything that waits could be looked up (`is_all`), what
    was opened waits for the index, and what was closed is closed whatever was decided since of single records.
    """
    found = []
    for each in swept_of(sweeps, but=waiting if is_all else frozenset()):
        if scope.everything or each.institution in scope.institutions:
            continue
        if not each.opens:
            found.append(each)
        elif is_all and (partly := partly_withheld_in(each.institution, each.fonds, most=MOST_WAITING)) is not None:
            found.append(replace(each, but=each.but | partly))
    return tuple(found)


def _all_open(counts: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Who sees opened records only is told of no other state, though the index may still have them so."""
    opened = sum(count for state, count in counts if state in (State.OPEN, *UNOPENED))
    return ((State.OPEN.value, opened),) if opened else ()


def suggestions(prefix: str, *, scope: Scope, limit: int = 8) -> list[str]:
    """Names and titles of visible records that begin with what was typed.

    While changes wait for the index, each is looked up again: a record closed a moment ago is suggested to nobody, and
    others take its place, so that a short list tells of nothing.
    """
    if scope.share is not None:  # the index knows nothing of marks of secrecy
        return []
    is_behind = OutboxEntry.objects.behind().exists()
    asked = limit * _SPARE if is_behind else limit
    found = [each.text for each in search_index().suggest(prefix, scope=scope, limit=asked)]
    if not found or not is_behind:
        return found
    visible = Record.objects.visible_to(scope)
    known = set(visible.filter(title__in=found).values_list("title", flat=True))
    known |= set(PersonEntry.objects.visible_to(scope).filter(name__in=found).values_list("name", flat=True))
    return [text for text in found if text in known][:limit]


def _records(pks: Sequence[int], scope: Scope) -> dict[int, Record]:
    """By their numbers alone, and only those this scope covers.

    The scope is asked row by row: as a condition, SQLite would walk all opened records to find these few.
    """
    rows = Record.objects.filter(pk__in=pks).listed().order_by()
    if (share := scope.share) is not None:
        return {row.pk: row for row in rows if is_lent(row, share)}
    return {row.pk: row for row in rows if scope.covers(state=row.opening_state, institution=row.institution_id)}


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
