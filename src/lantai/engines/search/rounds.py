"""What one commit of the index holds: what somebody waits for first, then the rest, until somebody waits."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from django.db import DatabaseError, InterfaceError

from lantai.engines.search.document import SearchDocument
from lantai.engines.search.models import OutboxEntry
from lantai.engines.search.protocol import Batch

logger = logging.getLogger(__name__)

Loader: TypeAlias = Callable[[Sequence[int]], Iterable[SearchDocument]]
Entries: TypeAlias = Sequence[tuple[int, int]]
"""Outbox rows and the keys of the records they speak of."""

LOADED_AT_ONCE = 250
_LOOKED_EVERY = 0.1
_LEAST_WORK = 0.2
"""So long a commit for which somebody waits takes others along, so that what is many goes on beside it."""


class Round:
    """One commit on its way. `entries` are the rows it settles, but for those whose keys `failed`."""

    def __init__(self, batch: Batch, load: Loader, *, newest: int) -> None:
        self.entries: list[tuple[int, int]] = []
        self.failed: dict[int, str] = {}
        self.is_awaited = False
        self._batch, self._load = batch, load
        self._newest = newest
        self._began = self._looked = time.monotonic()

    def put_awaited(self, entries: Entries) -> None:
        """Changes somebody waits for: all of them, now."""
        if entries:
            self.is_awaited = True
            self.failed |= put_all(self._batch, _keys(entries), self._load)
            self.entries += entries

    def put(self, entries: Entries) -> None:
        """Others, until somebody waits for a commit; the rest of them stays in the outbox."""
        left = set[int]()
        self.failed |= put_all(self._batch, _keys(entries), self._load, until=self._is_over, left=left)
        self.entries += [entry for entry in entries if entry[1] not in left]
        self._take_awaited()

    @property
    def settled(self) -> list[int]:
        return [pk for pk, key in self.entries if key not in self.failed]

    @property
    def put_off(self) -> list[int]:
        return [pk for pk, key in self.entries if key in self.failed]

    def _is_over(self) -> bool:
        now = time.monotonic()
        if not self.is_awaited and now >= self._looked + _LOOKED_EVERY:
            self._take_awaited()
            self._looked = time.monotonic()
        return self.is_awaited and now >= self._began + _LEAST_WORK

    def _take_awaited(self) -> None:
        """Only what came since it was looked last: thousands may wait behind."""
        fresh = list(OutboxEntry.objects.awaited().filter(pk__gt=self._newest).values_list("pk", "key"))
        if fresh:
            self._newest = fresh[-1][0]
            self.put_awaited(fresh)


def put_all(
    batch: Batch,
    keys: Sequence[int],
    load: Loader,
    *,
    until: Callable[[], bool] = lambda: False,
    left: set[int] | None = None,
) -> dict[int, str]:
    """Put the documents of these keys, delete those that are no more; gives the keys that failed, with the reason.

    It ends early when `until` says so; what was not come to is added to `left`.
    """
    failed: dict[int, str] = {}
    for some in chunks(keys, LOADED_AT_ONCE):
        there, is_over = _put_loaded(batch, some, load, failed, until)
        rest = [key for key in some if key not in there and key not in failed]
        if is_over and left is not None:
            left.update(rest, keys[keys.index(some[-1]) + 1 :])
            return failed
        for key in rest:
            batch.delete(key)
    return failed


def _put_loaded(
    batch: Batch, keys: Sequence[int], load: Loader, failed: dict[int, str], until: Callable[[], bool]
) -> tuple[set[int], bool]:
    """Documents are put as they are read, as their pages may be long; one that cannot be read must not stop the others.

    Putting one twice does no harm: it replaces itself. Gives the keys that are there, and whether it was over before
    all were looked at.
    """
    put: set[int] = set()
    try:
        for document in load(keys):
            _put(batch, document, failed)
            put.add(document.num)
            if until():
                return put, True
    except (DatabaseError, InterfaceError, MemoryError):
        raise
    except Exception as error:
        if len(keys) > 1:
            one_by_one = [_put_loaded(batch, [key], load, failed, lambda: False)[0] for key in keys if key not in put]
            return put.union(*one_by_one), False
        logger.exception("loading document %s for the index", keys[0])
        failed[keys[0]] = repr(error)
    return put, False


def _put(batch: Batch, document: SearchDocument, failed: dict[int, str]) -> None:
    try:
        batch.put(document)
    except (TypeError, ValueError, OverflowError) as error:
        logger.exception("putting document %s into the index", document.num)
        failed[document.num] = repr(error)


def _keys(entries: Entries) -> list[int]:
    return list(dict.fromkeys(key for _, key in entries))


def chunks(items: Sequence[int], size: int) -> Iterator[list[int]]:
    """So many at a time, in order."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
