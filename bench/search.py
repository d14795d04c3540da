"""Search at size: exactness against a plain scan, and time beside SQLite FTS5 trigram and PostgreSQL in the same run.

    python -m bench.search [--documents 45000] [--each 60] [--rivals 6] [--work FOLDER] [--json FILE]

Makes a corpus of real texts repeated with variation (100 M Han characters at 45,000 documents), builds the index, asks
ten queries for each of `--each`, and times them as the least privileged reader. Beside each rival two jobs are timed,
by kind of query: the answer (count and ten row ids) and the page (besides, titles, snippets and facets), in turn.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.search_corpus import SURNAMES, Asked, base_text, document, queries
from bench.search_page import OurPage
from bench.search_rivals import PostgresTrigram, PostgresVector, Rival, SqliteTrigram, phrases_of, postgres, timed
from lantai.base.common.text import parse_query, units
from lantai.engines.search.backends.memory import encoded
from lantai.engines.search.backends.tantivy import TantivyIndex
from lantai.engines.search.document import SearchDocument, SearchQuery, State
from lantai.engines.search.fields import number_key, pieces
from lantai.engines.search.paging import cursor_for_page

REPEATS = 3


@dataclass(frozen=True)
class Anybody:
    """The least privileged reader: opened records only."""

    everything: bool = False
    institutions: frozenset[str] = frozenset()
    share: None = None


class Scan:
    """The truth: every opened document as one string of units, looked through from end to end."""

    def __init__(self, count: int) -> None:
        self._texts: dict[int, str] = {}
        self._about: dict[int, tuple[str, int | None, str]] = {}
        self.han = 0
        for one in all_documents(count):
            body = units(one.body)
            self.han += sum(unit > "\u2e80" for unit in body)
            if one.state == State.OPEN:
                self._texts[one.num] = "\n".join(encoded(sequence) for sequence in [*pieces(one), body])
                self._about[one.num] = (one.fonds, one.year, number_key(one))

    def find(self, asked: Asked) -> set[int]:
        wanted = [encoded(phrase) for phrase in phrases_of(asked)]
        found = {num for num, text in self._texts.items() if all(phrase in text for phrase in wanted)}
        numbers = {getattr(part, "number", None) for part in parse_query(asked.words).parts} - {None}
        found |= {num for num, (_, _, number) in self._about.items() if number in numbers}
        return {num for num in found if self._passes(num, asked)}

    def _passes(self, num: int, asked: Asked) -> bool:
        fonds, year, _ = self._about[num]
        if asked.fonds and fonds not in asked.fonds:
            return False
        return asked.year_from is None or (year is not None and asked.year_from <= year <= (asked.year_to or year))


def all_documents(count: int) -> Iterator[SearchDocument]:
    return (document(num) for num in range(1, count + 1))


def built(name: str, work: Callable[[], None]) -> dict[str, Any]:
    """Seconds of a build, by the clock and of this process's CPU."""
    begun, cpu = time.perf_counter(), time.process_time()
    work()
    return {"name": name, "seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu}


def fill(index: TantivyIndex, count: int) -> None:
    with index.rebuild() as batch:
        for one in all_documents(count):
            batch.put(one)


def search_query(asked: Asked, *, size: int) -> SearchQuery:
    return SearchQuery(
        words=asked.words,
        fonds=asked.fonds,
        year_from=asked.year_from,
        year_to=asked.year_to,
        facets=False,
        size=size,
    )


def is_exact(index: TantivyIndex, asked: Asked, truth: set[int]) -> tuple[int, int]:
    """(missing, extra) against the truth; all pages of hits are fetched."""
    found: set[int] = set()
    query = search_query(asked, size=200)
    while True:
        page = index.search(query, scope=Anybody())
        found |= {hit.num for hit in page.hits}
        if not page.next_cursor or len(found) > 2_000:
            break
        query = replace(query, cursor=page.next_cursor)
    if page.next_cursor:
        return abs(page.count - len(truth)), len(found - truth)
    return len(truth - found), len(found - truth) + abs(page.count - len(found))


def share(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


class Table:
    """Times of each engine by kind of query, and what they got wrong."""

    def __init__(self) -> None:
        self.times: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        self.wrong: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.asked: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def note(self, engine: str, kind: str, times: list[float], *, right: bool) -> None:
        self.times[engine][kind] += times
        self.asked[engine][kind] += 1
        self.wrong[engine][kind] += not right

    def add(self, other: Table) -> None:
        self.times |= other.times
        self.wrong |= other.wrong
        self.asked |= other.asked

    def lines(self) -> Iterator[str]:
        engines = list(self.times)
        yield "kind | " + " | ".join(f"{engine} p50 / p95 ms, exact" for engine in engines)
        for kind in self.times[engines[0]]:
            yield f"{kind} | " + " | ".join(self._cell(engine, kind) for engine in engines)
        yield "all | " + " | ".join(self._cell(engine, None) for engine in engines)

    def _cell(self, engine: str, kind: str | None) -> str:
        times = [t for k, some in self.times[engine].items() if kind in (None, k) for t in some]
        asked = sum(n for k, n in self.asked[engine].items() if kind in (None, k))
        wrong = sum(n for k, n in self.wrong[engine].items() if kind in (None, k))
        return f"{statistics.median(times):.2f} / {share(times, 0.95):.1f}, {asked - wrong}/{asked}"

    def by_kind(self, engine: str) -> Iterator[str]:
        """The medians of both for each kind of query, and how many times slower the rival is."""
        for kind, theirs in self.times[engine].items():
            they, we = statistics.median(theirs), statistics.median(self.times[beside(engine)][kind])
            yield f"{engine} | {kind} | {they:.2f} ms | ours {we:.2f} ms | {they / we:.1f} ×"

    def ratio(self, engine: str) -> str:
        """How many times slower, over the same queries asked of both in turn, so that a busy machine slows both."""
        mine = [t for times in self.times[beside(engine)].values() for t in times]
        theirs = [t for times in self.times[engine].values() for t in times]
        p50 = statistics.median(theirs) / statistics.median(mine)
        mean = statistics.fmean(theirs) / statistics.fmean(mine)
        p95 = share(theirs, 0.95) / share(mine, 0.95)
        return f"{engine} takes {p50:.0f} × our time at the median, {mean:.0f} × in the mean, {p95:.0f} × at p95"


OURS = "Lantai"


def beside(engine: str) -> str:
    """The name under which our times for a rival's queries are noted."""
    return f"{OURS} beside {engine}"


def measure_ours(index: TantivyIndex, asked: list[Asked], scan: Scan, table: Table) -> dict[str, int]:
    errors = {"missing": 0, "extra": 0}
    for one in asked:
        missing, extra = is_exact(index, one, scan.find(one))
        errors["missing"] += missing
        errors["extra"] += extra
        times = [_once(index, one) for _ in range(REPEATS)]
        table.note(OURS, one.kind, times, right=not missing and not extra)
    return errors


def _once(index: TantivyIndex, one: Asked, **more: Any) -> float:
    query = replace(search_query(one, size=10), **more)
    begun = time.perf_counter()
    index.search(query, scope=Anybody())
    return (time.perf_counter() - begun) * 1000


def measure_extras(index: TantivyIndex, asked: list[Asked], documents: int) -> dict[str, list[float]]:
    """What only we can do, or what is asked beside the hits."""
    phrases = [one for one in asked if one.kind == "phrase 4–12"]
    common = [one for one in asked if one.kind.startswith("common")]
    everything = Asked("everything", "")
    return {
        "phrase with facets": [_once(index, one, facets=True) for one in phrases],
        "common with facets": [_once(index, one, facets=True) for one in common],
        "everything with facets": [_once(index, everything, facets=True) for _ in range(5)],
        "phrase by date": [_once(index, one, sort="-date") for one in phrases],
        "common by code": [_once(index, one, sort="code") for one in common],
        "one wrong character": [_once(index, one, tolerant=True) for one in phrases],
        "one hole": [_once(index, replace(one, words=_with_hole(one.words))) for one in phrases],
        "free text": [_once(index, one, loose=True) for one in _loose(phrases)],
        "last page by code": [_deep(index, documents) for _ in range(3)],
        "suggest one character": [_suggested(index, one) for one in SURNAMES[:20]],
        "suggest by initials": [_suggested(index, one) for one in ("wj", "zg", "li", "c", "zhangw")],
    }


def _with_hole(words: str) -> str:
    sequence = units(words)
    return '"' + " ".join([*sequence[:1], "?", *sequence[2:]]) + '"'


def _loose(phrases: list[Asked]) -> list[Asked]:
    return [replace(one, words="".join(units(one.words))) for one in phrases]


def _deep(index: TantivyIndex, documents: int) -> float:
    number = int(documents * 0.6) // 10
    return _once(index, Asked("deep", ""), sort="code", cursor=cursor_for_page(number, 10, sort="code"))


def _suggested(index: TantivyIndex, typed: str) -> float:
    begun = time.perf_counter()
    index.suggest(typed, scope=Anybody())
    return (time.perf_counter() - begun) * 1000


def measure_rival(rival: Rival, ours: OurPage, index: TantivyIndex, asked: list[Asked], scan: Scan, each: int) -> Table:
    """The first queries of every kind, of the rival and of us in turn: some take seconds. Both jobs, in one table."""
    done: dict[str, int] = defaultdict(int)
    table = Table()
    for one in asked:
        if done[one.kind] >= each:
            continue
        done[one.kind] += 1
        truth, query = scan.find(one), search_query(one, size=10)
        exact = is_exact(index, one, truth) == (0, 0)
        for job, page in ((rival.name, False), (f"{rival.name}, page", True)):
            theirs, mine = list[float](), list[float]()
            while len(theirs) < REPEATS and sum(theirs) <= 2_000:
                count, took = timed(rival, one, page=page)
                theirs.append(took)
                mine.append(ours.ask(query, scope=Anybody()) if page else _once(index, one))
            table.note(job, one.kind, theirs, right=count == len(truth))
            table.note(beside(job), one.kind, mine, right=exact)
    return table


def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    base_text()
    asked = queries(options.documents, options.each)
    index, table = TantivyIndex(folder / "index"), Table()
    builds = [built(OURS, lambda: fill(index, options.documents))]
    print(f"{OURS}: built in {builds[0]['seconds']:.0f} s ({builds[0]['cpu']:.0f} CPU s)", flush=True)
    scan = Scan(options.documents)
    print(f"{options.documents} documents, {scan.han / 1e6:.1f} M Han; {len(asked)} queries", flush=True)
    errors = measure_ours(index, asked, scan, table)
    extras = measure_extras(index, asked, options.documents)
    sizes = {OURS: index.status().size}
    with ExitStack() as stack:
        rivals: list[Any] = [SqliteTrigram(folder)]
        ours = OurPage(folder, index)
        if options.rivals:
            ours.fill(all_documents(options.documents))
        server = stack.enter_context(postgres(folder)) if options.rivals else None
        if options.rivals and server is None:
            print("PostgreSQL: no binaries here, not measured")
        elif server is not None:
            rivals += [PostgresTrigram(server), PostgresVector(server)]
        for rival in rivals if options.rivals else []:
            builds.append(built(rival.name, lambda rival=rival: rival.fill(all_documents(options.documents))))
            print(f"{rival.name}: built in {builds[-1]['seconds']:.0f} s", flush=True)
            table.add(measure_rival(rival, ours, index, asked, scan, options.rivals))
            sizes[rival.name] = rival.size()
    figures = {"builds": builds, "sizes": sizes, "errors": errors, "han": scan.han, "queries": len(asked)}
    return {"table": table, "extras": extras, **figures}


def report(found: dict[str, Any]) -> None:
    table: Table = found["table"]
    print()
    for line in table.lines():
        print(line)
    print()
    for name, times in found["extras"].items():
        print(f"{name}: p50 {statistics.median(times):.2f} ms, worst {max(times):.1f} ms")
    print()
    ours = [t for times in table.times[OURS].values() for t in times]
    print(f"missing {found['errors']['missing']}, extra {found['errors']['extra']} of {found['queries']} queries")
    print(f"{OURS}: p50 {statistics.median(ours):.2f} ms (≤ 1), p95 {share(ours, 0.95):.1f} ms (≤ 20)")
    for engine in table.times:
        if beside(engine) in table.times:
            print(table.ratio(engine))
            print(*table.by_kind(engine), sep="\n")
    for name, size in found["sizes"].items():
        print(f"{name}: {size / 1e6:.0f} MB")
    print(f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=45_000)
    parser.add_argument("--each", type=int, default=60, help="queries of every kind")
    parser.add_argument("--rivals", type=int, default=6, help="queries of every kind asked of the others; 0: none")
    parser.add_argument("--work", type=Path, help="folder for indexes, kept; otherwise a temporary one")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = options.work or Path(stack.enter_context(tempfile.TemporaryDirectory(dir="/var/tmp")))
        folder.mkdir(parents=True, exist_ok=True)
        found = run(options, folder)
    report(found)
    if options.json:
        options.json.write_text(json.dumps(_figures(found), ensure_ascii=False, indent=1), encoding="utf-8")


def _figures(found: dict[str, Any]) -> dict[str, Any]:
    table: Table = found["table"]
    kinds = {
        engine: {kind: {"p50": statistics.median(t), "p95": share(t, 0.95)} for kind, t in by_kind.items()}
        for engine, by_kind in table.times.items()
    }
    extras = {name: {"p50": statistics.median(t), "worst": max(t)} for name, t in found["extras"].items()}
    return {
        "kinds": kinds,
        "extras": extras,
        **{name: found[name] for name in ("builds", "sizes", "errors", "han", "queries")},
    }


if __name__ == "__main__":
    main()
