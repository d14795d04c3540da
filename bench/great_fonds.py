"""A fonds of 100,000 records is renamed, closed and opened by one act each: what that costs, and when readers see it.

    python -m bench.great_fonds HOME [--code J001] [--keep-index]

HOME is one of `bench.big_archive HOME --records 1500000`. Of each act: time, statements, rows for the index and for the
storage root, memory. Then the next requests of an anonymous reader are compared with what was decided (list, counts,
searches, facets, record page), asked once more all the while the indexer works in a process of its own, and the time is
taken until it has caught up. At the end everything is undone by the same acts. `--keep-index`: no indexer; the changes
are undone before the index hears of them, and it stays as it is.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import logging
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CLOSED, OPEN = "deferred", "open"
CHECKOUT = Path(__file__).resolve().parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("--code", default="J001", help="the fonds; the first of that code")
    parser.add_argument("--keep-index", action="store_true")
    options = parser.parse_args()
    from bench.big_archive import begin

    begin(options.home)
    logging.getLogger("django.request").setLevel(logging.ERROR)  # what is closed is not found, as it should be
    fonds, before = _fonds(options.code), Before.of(options.code)
    print(f"fonds {fonds.code}: {sum(map(len, before.states.values())):,} records, {len(before.states[OPEN]):,} opened")
    try:
        late = _renamed(options.code) + _decided(options, CLOSED) + _decided(options, OPEN)
    finally:
        before.undo(options)
    print("everything was seen by the next request" if not late else f"SEEN LATE: {', '.join(late)}")
    return 1 if late else 0


def _fonds(code: str) -> Any:
    from lantai.holdings.catalogue.models import Fonds

    return Fonds.objects.filter(code=code).order_by("pk").select_related("institution")[0]


@dataclass(frozen=True, slots=True)
class Before:
    """What the bench found, to be put back."""

    code: str
    title: str
    states: dict[str, list[int]]
    marks: tuple[int, int]

    @classmethod
    def of(cls, code: str) -> Before:
        from lantai.holdings.catalogue.models import OpeningState, Record

        fonds = _fonds(code)
        states: dict[str, list[int]] = {str(state): [] for state in OpeningState}
        rows = Record.objects.filter(fonds=fonds).order_by()
        for pk, state in rows.values_list("pk", "opening_state"):
            states[state].append(pk)
        return cls(code, fonds.title, states, _newest())

    def undo(self, options: argparse.Namespace) -> None:
        """By acts: the title, and each state with its records."""
        from lantai.base.accounts.access import OPERATOR
        from lantai.engines.search.models import OutboxEntry
        from lantai.holdings.catalogue.actions import enter_openings, rename_fonds
        from lantai.holdings.preservation.models import Mark

        fonds = _fonds(self.code)
        rename_fonds(actor=OPERATOR, fonds=fonds, title=self.title, reason="bench: undone")
        with _measured("undone: each record its state again"):
            enter_openings(actor=OPERATOR, institution=fonds.institution, states=self.states, reason="bench: undone")
        outbox, marks = self.marks
        if options.keep_index:
            OutboxEntry.objects.filter(pk__gt=outbox).delete()
        else:
            _catch_up(options.home, list)
        Mark.objects.filter(pk__gt=marks).delete()


def _newest() -> tuple[int, int]:
    """The newest row that waits for the index, and for the storage root, or that ever waited."""
    from lantai.engines.search.models import OutboxEntry
    from lantai.holdings.preservation.models import Mark

    outbox, marks = OutboxEntry.objects.order_by("-pk"), Mark.objects.order_by("-pk")
    return outbox.values_list("pk", flat=True).first() or 0, marks.values_list("pk", flat=True).first() or 0


def _renamed(code: str) -> list[str]:
    from lantai.base.accounts.access import OPERATOR
    from lantai.holdings.catalogue.actions import rename_fonds

    title = "改名的大全宗"
    with _measured("renamed"):
        rename_fonds(actor=OPERATOR, fonds=_fonds(code), title=title, reason="bench")
    ulid = _of_fonds(code, OPEN)[0].ulid
    pages = {"fonds list": "/fonds/", "fonds": f"/fonds/{code}", "record page": f"/records/{ulid}"}
    pages |= {"search": f"/search?fonds={code}", "API": f"/api/v1/fonds/{code}"}
    return [f"title on {name}" for name, address in pages.items() if title not in _ask(address)]


def _decided(options: argparse.Namespace, state: str) -> list[str]:
    """One decision on all records of the fonds, and what a reader sees from the next request on."""
    from lantai.base.accounts.access import OPERATOR
    from lantai.holdings.catalogue.actions import DecidedElsewhere, Selection, set_opening_states
    from lantai.holdings.catalogue.models import Record

    code = options.code
    _ask(f"/search?fonds={code}")  # what a page loads and counts once is there
    paper = DecidedElsewhere("bench", dt.date(2001, 5, 8), "bench")
    with _measured(f"all {state}") as told:
        told["records"] = set_opening_states(
            actor=OPERATOR, fonds=_fonds(code), selection=Selection(), state=state, decision=paper, reason="bench"
        )
    sample = _of_fonds(code, state)
    expected = Record.objects.filter(fonds=_fonds(code)).count() if state == OPEN else 0

    def wrong() -> list[str]:
        return _wrong(code, sample, expected, state)

    first = wrong()
    _told_times(f"  next requests, {told['waiting']:,} changes waiting")
    return first + ([] if options.keep_index else _catch_up(options.home, wrong))


def _of_fonds(code: str, state: str) -> Sequence[Any]:
    from lantai.holdings.catalogue.models import Record

    rows = Record.objects.filter(fonds=_fonds(code), opening_state=state).order_by()
    first = list(rows.order_by("pk").values_list("pk", flat=True))
    return list(Record.objects.filter(pk__in=first[:: max(1, len(first) // 10)][:10]).order_by("pk"))


def _wrong(code: str, sample: Sequence[Any], expected: int, state: str) -> list[str]:
    """What an anonymous reader is not told as it was decided."""
    from lantai.base.accounts.access import ANONYMOUS
    from lantai.engines.search.document import SearchQuery
    from lantai.holdings.fulltext.finding import find_records

    counts = {
        "fonds": json.loads(_ask(f"/api/v1/fonds/{code}"))["records"],
        "list": json.loads(_ask(f"/api/v1/records?fonds={code}"))["count"],
    }
    found = json.loads(_ask(f"/api/v1/search?q=&fonds={code}"))
    counts["search"] = found["count"]
    facets = find_records(SearchQuery(fonds=(code,)), scope=ANONYMOUS.scope()).facets
    counts |= {f"facet of {name}": sum(each.count for each in facets[name]) for name in ("type", "state")}
    counts["facet of what is opened"] = sum(each.count for each in facets["state"] if each.value == OPEN)
    wrong = [f"{name} {state}: {count:,}" for name, count in counts.items() if count != expected]
    for record in sample:
        status = _client().get(f"/records/{record.ulid}").status_code
        named = json.loads(_ask(f"/api/v1/search?q={record.code}"))["count"]
        seen = (status == 200, named > 0)
        wrong += [] if seen == ((state == OPEN),) * 2 else [f"record {state}: {seen}"]
    return wrong


_asked: list[tuple[float, str]] = []


def _ask(address: str) -> str:
    """As an anonymous reader; how long it took is kept."""
    began = time.perf_counter()
    answer = _client().get(address)
    _asked.append(((time.perf_counter() - began) * 1000, address))
    return str(answer.content.decode("utf-8", "replace"))


def _client() -> Any:
    from bench.page_queries import _client as client

    return client("")


def _told_times(what: str) -> None:
    searches = sorted(took for took, address in _asked if "/search" in address) or [0.0]
    _asked.clear()
    print(
        f"{what}: {len(searches)} searches, {statistics.median(searches):.0f} ms (median), "
        f"{searches[int(len(searches) * 0.95)]:.0f} (p95), {searches[-1]:.0f} at most",
        flush=True,
    )


@contextmanager
def _measured(what: str) -> Iterator[dict[str, int]]:
    """Prints what the block cost. `waiting`, afterwards: rows for the index."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    reset_queries()  # the log holds nine thousand: full, it would count none
    told: dict[str, int] = {}
    outbox, marks = _newest()
    memory = _memory()
    began, spent = time.perf_counter(), time.process_time()
    with CaptureQueriesContext(connection) as statements:
        yield told
    took, used = time.perf_counter() - began, time.process_time() - spent
    told["waiting"], told["marks"] = _rows_behind(outbox, marks)
    told.setdefault("records", 0)
    print(
        f"{what}: {told['records']:,} records, {took * 1000:,.0f} ms ({used * 1000:,.0f} of processor here), "
        f"{len(statements)} statements, {told['waiting']:,} rows for the index, {told['marks']:,} for the storage, "
        f"memory {memory:.0f} → {_memory():.0f} MB at most",
        flush=True,
    )


def _rows_behind(outbox: int, marks: int) -> tuple[int, int]:
    from lantai.engines.search.models import OutboxEntry
    from lantai.holdings.preservation.models import Mark

    return OutboxEntry.objects.filter(pk__gt=outbox).count(), Mark.objects.filter(pk__gt=marks).count()


def _memory() -> float:
    """The most this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _catch_up(home: Path, wrong: Callable[[], list[str]]) -> list[str]:
    """The indexer at work in a process of its own until nothing waits; what readers are told wrongly meanwhile."""
    from lantai.engines.search.indexing import pending

    environment = {**os.environ, "LANTAI_HOME": str(home.resolve()), "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"}
    command = [sys.executable, "-m", "lantai", "work", "--only", "index"]
    waiting, began, late = pending(), time.monotonic(), set[str]()
    indexer = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        while pending():
            late |= set(wrong())
            time.sleep(0.5)
        took = time.monotonic() - began
        late |= set(wrong())
    finally:
        indexer.terminate()
        indexer.wait()
    _told_times(f"  index caught up with {waiting:,} changes after {took:.0f} s; meanwhile")
    return sorted(late)


if __name__ == "__main__":
    sys.exit(main())
