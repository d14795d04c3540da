"""The one indexer: drains the outbox into the index, and rebuilds the index while the old one serves.

Three locks keep processes apart, each let go by the kernel when its holder dies: `indexer` is held by whoever may
write, `round` while a batch is on its way (so that a swap never falls between a commit and its outbox rows), and
`reindex` while a rebuild runs (drained rows are then kept, for the rebuild to replay).
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TypeAlias

from django.db import close_old_connections, transaction
from django.db.models import Max
from django.utils import timezone

from lantai.base.common.locks import lock
from lantai.engines.search.factory import index_folder, search_index
from lantai.engines.search.models import OutboxEntry
from lantai.engines.search.protocol import Batch, IndexIsBusy, SearchIndex
from lantai.engines.search.rounds import Loader, Round, chunks, put_all
from lantai.engines.search.sweeps import end_sweeps, newer_than_a_sweep

__all__ = [
    "IndexingStatus",
    "drain",
    "drain_all",
    "indexing_status",
    "newest_change",
    "pending",
    "register_loader",
    "reindex",
    "run_indexer",
    "search_index",
    "wait_until_indexed",
    "waiting_keys",
]

logger = logging.getLogger(__name__)

Keys: TypeAlias = Callable[[], Iterable[int]]
Progress: TypeAlias = Callable[[int, int], None]
Coming: TypeAlias = Callable[[float], bool]
"""Whether more changes are on their way, so that a commit may wait for them; asks so many seconds until none are."""

POLL_SECONDS, _LOOK_SECONDS = 0.1, 0.02
BATCH = 2_000
"""So many changes at most are one commit: the longer, the fewer turns at a database that others are writing to."""
MOST_WAITING = 1_000
"""Of changes that searches look up one by one: enough for decisions, bounded when a whole archive is taken in."""
_ROWS_AT_ONCE = 500
_LONGEST_BACKOFF = 5.0
_LONGEST_RETRY = 3_600
_LOCK_PATIENCE = 10.0
_LONGEST_GATHERING, _LONGEST_SILENCE = 1.5, 1.0
"""A commit writes out what came since the one before: short, that the last one is, for which somebody waits."""


@dataclass(frozen=True, slots=True)
class _Source:
    load: Loader
    keys: Keys


_source: list[_Source] = []


def register_loader(load: Loader, *, keys: Keys) -> None:
    """Say where documents come from: `load` gives those of the row ids asked for (one it leaves out is deleted),
    `keys` all row ids there are. Called once, by the app that owns records, when it is ready.
    """
    _source[:] = [_Source(load, keys)]


@dataclass(frozen=True, slots=True)
class IndexingStatus:
    """For status pages: `behind` changes are not visible yet, `failing` of them were tried and could not be indexed."""

    documents: int
    size: int
    last_commit: dt.datetime | None
    behind: int
    failing: int
    problem: str


def indexing_status() -> IndexingStatus:
    """The state of index and outbox."""
    found = search_index().status()
    changed = None if found.last_commit is None else dt.datetime.fromtimestamp(found.last_commit, tz=dt.UTC)
    behind = OutboxEntry.objects.behind()
    return IndexingStatus(
        documents=found.documents,
        size=found.size,
        last_commit=changed,
        behind=behind.count(),
        failing=behind.filter(attempts__gt=0).count(),
        problem=found.problem,
    )


def drain(*, limit: int = BATCH, index: SearchIndex | None = None) -> int:
    """Index up to `limit` waiting changes now; gives how many outbox rows were settled.

    Gives 0 when nothing waits, and also when another process is the indexer: it does the work then. A row is removed
    only when the commit with its document is on disk.
    """
    target = index or search_index()
    with lock(_lock_file("indexer"), wait=False) as got:
        if not got:
            return 0
        try:
            _make_ready(target)
            return _round(target, limit)
        finally:
            target.close()


def drain_all(*, index: SearchIndex | None = None) -> bool:
    """Index everything that waits, here; false, having done nothing, when another process is the indexer."""
    target = index or search_index()
    with lock(_lock_file("indexer"), wait=False) as got:
        if got:
            try:
                _make_ready(target)
                while _round(target, BATCH):
                    pass
            finally:
                target.close()
        return got


def pending() -> int:
    """How many changes the index does not show yet."""
    return OutboxEntry.objects.behind().count()


def waiting_keys(most: int) -> frozenset[int] | None:
    """The row ids of all changes the index does not show yet, those of sweeps (`sweeps.py`) among them; None where more
    than so many wait. One query that looks at no more than these.
    """
    keys = list(OutboxEntry.objects.behind().order_by().values_list("key", flat=True)[: most + 1])
    return frozenset(keys) if len(keys) <= most else None


def newest_change() -> int:
    """The newest change noted until now, to be waited for; 0 when nothing is behind."""
    return OutboxEntry.objects.behind().aggregate(newest=Max("pk"))["newest"] or 0


def wait_until_indexed(change: int, *, seconds: float = 60.0) -> bool:
    """Wait until this change and those before it are visible; false when time is up first.

    Changes that failed and are tried again later are not waited for.
    """
    end = time.monotonic() + seconds
    while OutboxEntry.objects.behind().filter(pk__lte=change, attempts=0).exists():
        if time.monotonic() > end:
            return False
        time.sleep(_LOOK_SECONDS)
    return True


def run_indexer(stop: Event, *, index: SearchIndex | None = None, coming: Coming | None = None) -> None:
    """Be the indexer until `stop` is set; when another process is, stand by to take over.

    While `coming` says so, what comes is gathered into one commit: each costs a segment, to be merged again later.
    Failures are logged and tried again, ever more slowly; nothing is lost meanwhile, as rows stay in the outbox.
    """
    target = index or search_index()
    while not stop.is_set():
        with lock(_lock_file("indexer"), wait=False) as got:
            if got:
                _follow(target, stop, coming)
        stop.wait(1.0)


def reindex(*, index: SearchIndex | None = None, progress: Progress | None = None) -> int:
    """Build a new index from all records beside the old one, add what changed meanwhile, and swap.

    Searching and indexing go on while it runs; gives the number of documents. `IndexIsBusy` when one is running.
    """
    target = index or search_index()
    with ExitStack() as until_swapped:
        _get_reindex_lock(until_swapped)
        covered = set(OutboxEntry.objects.values_list("pk", flat=True))
        keys = list(_documents_of().keys())
        with target.rebuild() as batch:
            _fill(batch, keys, progress or (lambda done, of: None))
            until_swapped.enter_context(lock(_lock_file("round"), wait=True))
            replayed = list(OutboxEntry.objects.values_list("pk", "key"))
            failed = put_all(batch, _changed_since(covered, replayed, keys), _documents_of().load)
        _delete_rows([pk for pk, key in replayed if key not in failed])
        _put_off([pk for pk, key in replayed if key in failed], failed)
        end_sweeps()
    return target.status().documents


def _changed_since(covered: set[int], entries: Sequence[tuple[int, int]], filled: Sequence[int]) -> list[int]:
    """Keys to put again: those noted after the filling began, and those noted before that it did not come upon.

    What was noted and committed before the keys were listed has been read since, in its present state.
    """
    known = set(filled)
    return list(dict.fromkeys(key for pk, key in entries if pk not in covered or key not in known))


def _follow(target: SearchIndex, stop: Event, coming: Coming | None) -> None:
    """Round after round, with the writer kept open so that merges go on behind."""
    pause = POLL_SECONDS
    waits = (lambda seconds: coming(seconds) and not stop.is_set()) if coming else None
    try:
        while not stop.is_set():
            try:
                _make_ready(target)
                settled = _round(target, BATCH, waits)
                pause = 0.0 if settled >= BATCH else POLL_SECONDS
            except Exception:
                logger.exception("indexing waiting changes")
                close_old_connections()
                pause = min(_LONGEST_BACKOFF, max(pause, POLL_SECONDS) * 2)
            if not (waits and waits(0.0)):
                stop.wait(pause)
            else:
                waits(pause)
    finally:
        target.close()


def _make_ready(target: SearchIndex) -> None:
    """A missing, damaged or outdated index is rebuilt from the records before anything is added to it."""
    if not target.status().ready:
        reindex(index=target)


def _round(target: SearchIndex, limit: int, coming: Coming | None = None) -> int:
    """One commit: first what somebody waits for, then the oldest, fewer of them when somebody comes meanwhile."""
    with lock(_lock_file("round"), wait=True):
        newest = newest_change()
        awaited = list(OutboxEntry.objects.awaited().values_list("pk", "key")[:limit]) if newest else []
        others = list(OutboxEntry.objects.others().values_list("pk", "key")[: limit - len(awaited)]) if newest else []
        if not awaited and not others:
            return 0
        with target.write() as batch:
            this = Round(batch, _documents_of().load, newest=newest)
            this.put_awaited(awaited)
            this.put(others)
            if coming:
                _gather(this, limit, coming)
        _settle(this.settled)
        _put_off(this.put_off, this.failed)
        return len(this.settled)


def _gather(this: Round, limit: int, coming: Coming) -> None:
    """Put what follows into the same commit; ends when nothing more is coming, with the limit, or after a while.

    It ends at once when somebody waits.
    """
    end = time.monotonic() + _LONGEST_GATHERING
    silent = time.monotonic() + _LONGEST_SILENCE
    while not this.is_awaited and len(this.entries) < limit and time.monotonic() < min(end, silent):
        is_last_look = not coming(0.0)
        taken = len(this.entries)
        others = OutboxEntry.objects.others().filter(pk__gt=max(pk for pk, _ in this.entries))
        this.put(list(others.values_list("pk", "key")[: limit - taken]))
        if is_last_look:
            return
        if len(this.entries) > taken:
            silent = time.monotonic() + _LONGEST_SILENCE
        else:
            coming(POLL_SECONDS / 2)


def _settle(rows: list[int]) -> None:
    """Remove indexed rows, or keep them marked while a rebuild runs that began without them."""
    with lock(_lock_file("reindex"), wait=False) as no_rebuild:
        if no_rebuild:
            # At once: who enters many records holds the database most of the time, and each turn has to be waited for.
            with transaction.atomic():
                kept = newer_than_a_sweep(rows)
                _keep(kept)
                _delete_rows(sorted(set(rows).difference(kept)))
                end_sweeps()
        else:
            _keep(rows)


def _keep(rows: Sequence[int]) -> None:
    for some in chunks(rows, _ROWS_AT_ONCE):
        OutboxEntry.objects.filter(pk__in=some).update(indexed=True)


def _put_off(rows: list[int], reasons: dict[int, str]) -> None:
    """Try failed ones again after 2, 4, 8 … seconds, up to an hour."""
    for entry in OutboxEntry.objects.filter(pk__in=rows):
        entry.attempts += 1
        wait = min(_LONGEST_RETRY, 2**entry.attempts)
        entry.due, entry.problem = timezone.now() + dt.timedelta(seconds=wait), reasons[entry.key][:1_000]
        entry.indexed, entry.closes = False, True  # the sweep it belonged to may end before it is tried again
        entry.save(update_fields=["attempts", "due", "problem", "indexed", "closes"])


def _fill(batch: Batch, keys: list[int], progress: Progress) -> None:
    for done, some in enumerate(chunks(keys, _ROWS_AT_ONCE)):
        progress(done * _ROWS_AT_ONCE, len(keys))
        failed = put_all(batch, some, _documents_of().load)
        OutboxEntry.objects.bulk_create([OutboxEntry(key=key, problem=reason) for key, reason in failed.items()])
    batch.flush()
    progress(len(keys), len(keys))


def _delete_rows(rows: list[int]) -> None:
    for some in chunks(rows, _ROWS_AT_ONCE):
        OutboxEntry.objects.filter(pk__in=some).delete()


def _get_reindex_lock(stack: ExitStack) -> None:
    """Rounds hold this lock for moments to see whether a rebuild runs, so a refusal is final only after a while."""
    end = time.monotonic() + _LOCK_PATIENCE
    while True:
        with ExitStack() as attempt:
            if attempt.enter_context(lock(_lock_file("reindex"), wait=False)):
                stack.push(attempt.pop_all())
                return
        if time.monotonic() > end:
            raise IndexIsBusy(folder=str(index_folder()))
        time.sleep(POLL_SECONDS)


def _documents_of() -> _Source:
    if not _source:
        msg = "No app has registered a loader of search documents."
        raise RuntimeError(msg)
    return _source[0]


def _lock_file(name: str) -> Path:
    return index_folder() / f"{name}.lock"
