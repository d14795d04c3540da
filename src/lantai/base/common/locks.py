"""One process at a time: advisory locks on files, given back by the system when their holder dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Another process holds the lock."""


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold `path` for the time of the block; raises `Busy` at once when another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="ascii") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(str(path)) from error
        yield


@contextmanager
def blocking_lock(path: Path) -> Iterator[None]:
    """Hold `path` for the time of the block, waiting for whoever holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="ascii") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
