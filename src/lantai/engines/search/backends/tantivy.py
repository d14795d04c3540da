"""The index on disk, kept by Tantivy: many processes read it, one writes, and a rebuild swaps in whole.

Readers look at two small files at each search (which generation is served, and its last commit), so what was committed
by any process is seen at once, without threads that watch. The folder must be on a local disk.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import tantivy

from lantai.base.common.locks import lock
from lantai.base.common.text import parse_query
from lantai.engines.search import fields, paging
from lantai.engines.search.backends import tantivy_schema
from lantai.engines.search.backends.answers import Answers, Facets, Question
from lantai.engines.search.backends.tantivy_order import Fetch
from lantai.engines.search.backends.tantivy_query import Compiler, most_hits
from lantai.engines.search.backends.tantivy_years import years_of
from lantai.engines.search.document import (
    Hit,
    IndexStatus,
    SearchDocument,
    SearchPage,
    SearchQuery,
    Sort,
    Suggestion,
)
from lantai.engines.search.generations import Generations, size_of
from lantai.engines.search.protocol import IndexIsBusy, IndexNotReady, Visibility

_HEAP = 128_000_000
_REBUILD_HEAP = 256_000_000
_COLLECT_EVERY = 50
_MOST_VALUES = 65_000
_TERM_FACETS = ("fonds", "type", "retention", "state")
_SUGGESTION_TERMS = 400
_MANY = 50_000
"""Hits from which on a second processor is worth waking: fewer are counted in two milliseconds."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """One generation open for reading, as of one commit: what it answers does not change."""

    generation: Path
    commit: tuple[int, int]
    index: Any
    schema: Any
    searcher: Any
    compiler: Compiler
    answers: Answers

    @classmethod
    def now(cls, generation: Path, commit: tuple[int, int], index: Any) -> _Opened:
        searcher, schema = index.searcher(), index.schema
        compiler = Compiler(schema, cache(partial(years_of, searcher)))
        return cls(generation, commit, index, schema, searcher, compiler, Answers())


class TantivyIndex:
    """Implements `SearchIndex` in the folder `path`."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._generations = Generations(self.path, tantivy_schema.mark())
        self._opened: _Opened | None = None
        self._opening = threading.Lock()
        self._beside = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="facets")
        self._writing = threading.RLock()
        self._writer: Any = None
        self._written: Path | None = None
        self._commits = 0

    # Reading

    def search(self, query: SearchQuery, *, scope: Visibility) -> SearchPage:
        begun = time.perf_counter()
        words, sort = parse_query(query.words, loose=query.loose), fields.sort_of(query)
        cursor = paging.read_cursor(query.cursor, sort=sort)
        opened = self._current()
        compiled = opened.compiler.query(words, query, scope)
        is_long = query.facets and (query.tolerant or most_hits(opened.searcher, words) > _MANY)
        facets = self._counting(opened, compiled, Question.of(query, scope), beside=is_long) if query.facets else dict
        fetch = Fetch(opened.searcher, opened.schema, compiled, sort)
        start, page = paging.page_behind(cursor, query.wanted(), fetch, fetch.total)
        return SearchPage(
            count=fetch.total(),
            hits=_hits(opened.searcher, page, sort),
            facets=facets(),
            next_cursor=paging.next_cursor(cursor, begun=start, page=page, count=fetch.total()),
            milliseconds=(time.perf_counter() - begun) * 1000,
        )

    def _counting(self, opened: _Opened, compiled: Any, question: Question, *, beside: bool) -> Callable[[], Facets]:
        """The facets of a question: known already, or counted now, `beside` the search for hits when that is long.

        The engine lets go of the interpreter while it counts, so that a second processor can help. No more questions
        are counted at once than there are processors.
        """
        if (known := opened.answers.get(question)) is not None:
            return partial(dict, known)
        count = partial(_facets, opened.searcher, compiled)
        wait = self._beside.submit(count).result if beside else count

        def found() -> Facets:
            opened.answers.keep(question, facets := wait())
            return dict(facets)

        return found

    def suggest(self, prefix: str, *, scope: Visibility, limit: int = 8) -> tuple[Suggestion, ...]:
        typed = tantivy_schema.suggestion_prefix(prefix)
        if not typed:
            return ()
        opened = self._current()
        visible = opened.compiler.visible(scope)
        found = opened.searcher.terms_with_prefix("sg", typed, visible, _SUGGESTION_TERMS)
        counts: Counter[tuple[str, str]] = Counter()
        for term, count in found:
            shown = tantivy_schema.suggestion_of(term)
            counts[shown] = max(counts[shown], count)
        return fields.ordered_suggestions(counts, limit)

    def status(self) -> IndexStatus:
        try:
            opened = self._current()
        except IndexNotReady as refusal:
            return IndexStatus(0, 0, None, problem=str(refusal))
        changed = opened.commit[0] / 1e9
        twins = opened.searcher.search(opened.compiler.twins(), limit=1, count=True).count
        documents = opened.searcher.num_docs - twins
        return IndexStatus(documents, size_of(opened.generation), changed, opened.generation.name)

    def _current(self) -> _Opened:
        """The generation served, as of its last commit."""
        generation = self._served()
        opened = self._opened
        if opened and opened.generation == generation and opened.commit == _commit_of(generation):
            return opened
        with self._opening:
            try:
                self._opened = self._refreshed(generation)
            except (ValueError, OSError):
                # The generation may have been swapped away between the two looks.
                self._opened = self._refreshed(self._served())
        return self._opened

    def _served(self) -> Path:
        generation = self._generations.current()
        if generation is None:
            raise IndexNotReady(reason="there is none yet")
        if not self._generations.is_ours(generation):
            raise IndexNotReady(reason="it was made by another version of the program")
        return generation

    def _refreshed(self, generation: Path) -> _Opened:
        opened = self._opened
        commit = _commit_of(generation)
        if commit is None:
            raise IndexNotReady(reason=f"{generation} is incomplete")
        if opened and opened.generation == generation:
            opened.index.reload()
            return _Opened.now(generation, commit, opened.index)
        return _Opened.now(generation, commit, _open(generation))

    # Writing

    @contextmanager
    def write(self) -> Iterator[_Batch]:
        with self._writing:
            writer = self._open_writer()
            try:
                yield _Batch(writer)
                writer.commit()
            except BaseException:
                self._roll_back(writer)
                raise
            self._commits += 1
            if self._commits % _COLLECT_EVERY == 0:
                writer.garbage_collect_files()

    @contextmanager
    def rebuild(self) -> Iterator[_Batch]:
        with lock(self.path / "rebuild.lock", wait=False) as got:
            if not got:
                raise IndexIsBusy(folder=str(self.path))
            generation = self._generations.begin()
            try:
                batch = _Batch(_writer(_create(generation), generation, _REBUILD_HEAP))
                yield batch
                batch.finish()
            except BaseException:
                self._generations.drop(generation)
                raise
            self._generations.switch_to(generation)

    def forget(self) -> None:
        self._generations.forget()

    def close(self) -> None:
        with self._writing:
            writer, written = self._writer, self._written
            self._writer = self._written = None
            if writer is not None and written == self._generations.current():
                writer.garbage_collect_files()
                writer.wait_merging_threads()

    def _open_writer(self) -> Any:
        """The writer of the generation served; kept open between batches, so that merges go on behind."""
        if self._generations.current() is None:
            self._begin_empty()
        generation = self._served()
        if self._writer is None or self._written != generation:
            self._writer, self._written = _writer(_open(generation), generation, _HEAP), generation
        return self._writer

    def _begin_empty(self) -> None:
        with lock(self.path / "begin.lock", wait=True):
            if self._generations.current() is None:
                generation = self._generations.begin()
                _create(generation)
                self._generations.point_to(generation)

    def _roll_back(self, writer: Any) -> None:
        """Forget uncommitted changes; a writer whose threads have died is forgotten with them."""
        try:
            writer.rollback()
        except ValueError:
            self._writer = self._written = None


class _Batch:
    """Changes on their way into one commit."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def put(self, document: SearchDocument) -> None:
        made = [tantivy_schema.to_engine(document), tantivy_schema.public_to_engine(document)]
        self.delete(document.num)
        for each in made:
            if each is not None:
                self._writer.add_document(each)

    def delete(self, num: int) -> None:
        self._writer.delete_documents_by_term("num", num)

    def flush(self) -> None:
        self._writer.commit()

    def finish(self) -> None:
        """Commit, and wait for the merges, so that the swap hands over a finished index."""
        self._writer.commit()
        self._writer.garbage_collect_files()
        self._writer.wait_merging_threads()


def _hits(searcher: Any, page: Sequence[paging.Ranked], sort: Sort) -> tuple[Hit, ...]:
    addresses = [address for _, address in page]
    nums = searcher.fast_field_values("num", addresses) if addresses else []
    scores = [float(score) if sort is Sort.RELEVANCE else 0.0 for score, _ in page]
    return tuple(map(Hit, nums, scores))


def _facets(searcher: Any, query: Any) -> Facets:
    """Exact counts: every value of every segment is counted, none is cut off."""
    wanted = {
        name: {"terms": {"field": name, "size": _MOST_VALUES, "segment_size": _MOST_VALUES}}
        for name in (*_TERM_FACETS, "year")
    }
    found = searcher.aggregate(query, wanted)
    counts = {name: {row["key"]: row["doc_count"] for row in found[name]["buckets"]} for name in wanted}
    years = {int(year): count for year, count in counts.pop("year").items()}
    return {name: fields.by_frequency(values) for name, values in counts.items()} | fields.year_facets(years)


def _commit_of(generation: Path) -> tuple[int, int] | None:
    """Changes with every commit of any process: the engine replaces this file in one step."""
    try:
        found = os.stat(f"{generation}/meta.json")  # noqa: PTH116 - asked at every search
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino


def _create(generation: Path) -> Any:
    return _prepared(tantivy.Index(tantivy_schema.schema(), path=str(generation)))


def _open(generation: Path) -> Any:
    try:
        return _prepared(tantivy.Index.open(str(generation)))
    except ValueError as error:
        raise IndexNotReady(reason=f"{generation} is damaged") from error


def _prepared(index: Any) -> Any:
    for name, analyser in tantivy_schema.analysers().items():
        index.register_tokenizer(name, analyser)
    index.config_reader("manual")
    return index


def _writer(index: Any, generation: Path, heap: int) -> Any:
    try:
        return index.writer(heap_size=heap, num_threads=1)
    except ValueError as error:
        if "LockBusy" in str(error):
            raise IndexIsBusy(folder=str(generation)) from error
        raise
