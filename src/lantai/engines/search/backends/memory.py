"""An index in memory that looks at every document: the truth other back ends are measured by, and enough for tests.

Each text is kept as its units in one string, words between separators, so that a phrase is a substring: nothing of the
terms, positions and postings that a real index might get wrong is used here.
"""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from lantai.base.common.text import FreeText, Phrase, Words, bigrams, is_word, parse_query, units
from lantai.engines.search import fields, paging
from lantai.engines.search.document import (
    FILTERS,
    Hit,
    IndexStatus,
    SearchDocument,
    SearchPage,
    SearchQuery,
    Sort,
    State,
    Suggestion,
)
from lantai.engines.search.protocol import IndexNotReady, Visibility, describes_only, form_for

_MARK = "\u241f"
_HOLE = f"(?:{_MARK}[^{_MARK}]+{_MARK}|[^{_MARK}])"


def encoded(sequence: Iterable[str]) -> str:
    """Units in one string: words stand between marks, wide characters alone."""
    return "".join(f"{_MARK}{unit}{_MARK}" if is_word(unit) else unit for unit in sequence)


@dataclass(frozen=True, slots=True)
class _Kept:
    document: SearchDocument
    texts: tuple[str, ...]
    terms: frozenset[str]
    number: str
    pinyin: frozenset[str]
    public: _Kept | None

    @classmethod
    def of(cls, document: SearchDocument) -> _Kept:
        """The last of the texts is the one of the pages."""
        sequences = [*fields.pieces(document), units(document.body)]
        terms = frozenset(term for sequence in sequences for term in (*sequence, *bigrams(sequence)))
        texts = tuple(encoded(sequence) for sequence in sequences)
        public = cls.of(document.public) if document.public else None
        return cls(document, texts, terms, fields.number_key(document), fields.pinyin_of(document), public)

    def form_for(self, scope: Visibility) -> _Kept | None:
        found = form_for(self.document, scope)
        if found is not None and describes_only(scope):
            return _Kept.of(replace(found, body=""))
        return None if found is None else self if found is self.document else self.public


class MemoryIndex:
    """Implements `SearchIndex`; lives and dies with its process."""

    def __init__(self, path: Path | None = None) -> None:
        self._kept: dict[int, _Kept] = {}
        self._lock = threading.Lock()
        self._last_commit: float | None = None
        self._problem = ""

    @contextmanager
    def write(self) -> Iterator[_Changes]:
        changes = _Changes()
        yield changes
        with self._lock:
            self._apply(dict(self._kept), changes)

    @contextmanager
    def rebuild(self) -> Iterator[_Changes]:
        changes = _Changes()
        yield changes
        with self._lock:
            self._apply({}, changes)

    def _apply(self, kept: dict[int, _Kept], changes: _Changes) -> None:
        for num, document in changes.made.items():
            if document is None:
                kept.pop(num, None)
            else:
                kept[num] = _Kept.of(document)
        self._kept, self._last_commit, self._problem = kept, time.time(), ""

    def search(self, query: SearchQuery, *, scope: Visibility) -> SearchPage:
        begun = time.perf_counter()
        words, sort = parse_query(query.words, loose=query.loose), fields.sort_of(query)
        found = [
            (score, kept.document)
            for kept in self._found_by(query, scope)
            if _passes(kept.document, query) and (score := _score(kept, words, tolerant=query.tolerant)) is not None
        ]
        ranked = _ranked(found, sort)
        cursor = paging.read_cursor(query.cursor, sort=sort)
        start, page = paging.page_behind(
            cursor, query.wanted(), lambda offset, limit: ranked[offset : offset + limit], lambda: len(ranked)
        )
        return SearchPage(
            count=len(ranked),
            hits=tuple(hit for _, hit in page),
            facets=_facets([document for _, document in found]) if query.facets else {},
            next_cursor=paging.next_cursor(cursor, begun=start, page=page, count=len(ranked)),
            milliseconds=(time.perf_counter() - begun) * 1000,
        )

    def suggest(self, prefix: str, *, scope: Visibility, limit: int = 8) -> tuple[Suggestion, ...]:
        typed = "".join(units(prefix))
        counts: Counter[tuple[str, str]] = Counter()
        for kept in self._visible(scope) if typed else ():
            counts.update(
                {(kind, text) for key, kind, text in fields.suggestion_keys(kept.document) if key.startswith(typed)}
            )
        return fields.ordered_suggestions(counts, limit)

    def _visible(self, scope: Visibility) -> list[_Kept]:
        if self._problem:
            raise IndexNotReady(reason=self._problem)
        return [found for kept in self._kept.values() if (found := kept.form_for(scope))]

    def _found_by(self, query: SearchQuery, scope: Visibility) -> list[_Kept]:
        """In one of the states that are asked for, as the index has them or as a decision on very many made them."""
        found = [kept for kept in self._visible(scope) if not query.state or kept.document.state in query.state]
        found = [kept for kept in found if not _is_swept(kept.document, query, opens=False)]
        if query.state and State.OPEN not in query.state:
            return found
        known = {kept.document.num for kept in found}
        opened = [kept for num, kept in self._kept.items() if num not in known]
        return found + [kept for kept in opened if _is_swept(kept.document, query, opens=True)]

    def forget(self) -> None:
        with self._lock:
            self._kept, self._last_commit, self._problem = {}, None, "there is none yet"

    def status(self) -> IndexStatus:
        size = sum(len(text) for kept in self._kept.values() for text in kept.texts)
        return IndexStatus(len(self._kept), size, self._last_commit, "memory", self._problem)

    def close(self) -> None:
        """Nothing is held open."""


class _Changes:
    """A batch: the last change of each document counts."""

    def __init__(self) -> None:
        self.made: dict[int, SearchDocument | None] = {}

    def put(self, document: SearchDocument) -> None:
        self.made[document.num] = document

    def delete(self, num: int) -> None:
        self.made[num] = None

    def flush(self) -> None:
        """Nothing outlives the process anyway."""


def _is_swept(document: SearchDocument, query: SearchQuery, *, opens: bool) -> bool:
    return any(
        document.state in each.stood
        and document.num not in each.but
        and each.means(document)
        and not any(later.means(document) for later in each.unless)
        for each in query.swept
        if each.opens == opens
    )


def _passes(document: SearchDocument, query: SearchQuery) -> bool:
    if document.num in query.hidden:
        return False
    for name in FILTERS:
        accepted = getattr(query, name)
        if name != "state" and accepted and getattr(document, name) not in accepted:
            return False
    years = (query.year_from, query.year_to)
    return _overlaps(document.years, years) and _overlaps(document.days, query.days)


def _overlaps(span: tuple[int, int] | None, asked: tuple[int | None, int | None]) -> bool:
    """Whether a stretch of time reaches into the one that is asked for; what is of no known time does not."""
    first, last = asked
    if first is None and last is None:
        return True
    return span is not None and (first is None or span[1] >= first) and (last is None or span[0] <= last)


def _score(kept: _Kept, words: Words, *, tolerant: bool) -> float | None:
    """None when the document is no hit; else how often its parts occur, title and names before text."""
    if any(_phrase_score(kept, phrase, tolerant=False) for phrase in words.excluded):
        return None
    total = 0.0
    for part in words.parts:
        score = _free_score(kept, part) if isinstance(part, FreeText) else _phrase_score(kept, part, tolerant=tolerant)
        if not score:
            return None
        total += score
    return total


def _phrase_score(kept: _Kept, phrase: Phrase, *, tolerant: bool) -> float:
    score = float(bool(phrase.number) and kept.number == phrase.number) * 10
    score += float(phrase.letters in kept.pinyin) * 5
    wanted = _pattern(phrase.units)
    score += sum(3.0 if text is not kept.texts[-1] else 1.0 for text in kept.texts if wanted.search(text))
    if tolerant and not score:
        near = [_pattern(sequence) for sequence in fields.with_one_wrong(phrase.units)]
        score = 0.5 * any(wanted.search(text) for wanted in near for text in kept.texts)
    return score


def _free_score(kept: _Kept, part: FreeText) -> float:
    met = sum(term in kept.terms for term in (*part.units, *part.bigrams))
    return float(met) if met >= part.least else 0.0


def _pattern(sequence: Sequence[str | None]) -> re.Pattern[str]:
    return re.compile("".join(_HOLE if unit is None else re.escape(encoded([unit])) for unit in sequence))


def _ranked(found: list[tuple[float, SearchDocument]], sort: Sort) -> list[tuple[paging.Key, Hit]]:
    if sort is Sort.RELEVANCE:
        scored = sorted(found, key=lambda pair: (-pair[0], pair[1].num))
        return [(score, Hit(document.num, score)) for score, document in scored]
    key = {Sort.OLDEST: fields.oldest_key, Sort.NEWEST: fields.newest_key, Sort.CODE: fields.code_key}[sort]
    keyed = [(key(document), Hit(document.num)) for _, document in found]
    keyed.sort(key=lambda pair: pair[0], reverse=sort in paging.DESCENDING)  # type: ignore[arg-type,return-value]
    return keyed  # type: ignore[return-value]


def _facets(documents: list[SearchDocument]) -> dict[str, tuple[tuple[str, int], ...]]:
    facets = {
        name: fields.by_frequency(Counter(getattr(document, name) for document in documents))
        for name in ("fonds", "type", "retention", "state")
    }
    return facets | fields.year_facets(Counter(document.year for document in documents if document.year is not None))
