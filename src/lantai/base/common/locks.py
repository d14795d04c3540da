"""Between processes: locks on files, given back by the system when their holder dies, and dying with one's parent."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def lock(path: Path, *, wait: bool) -> Iterator[bool]:
    """Hold `path` for the time of the block and give whether it was got; with `wait` it always is, sooner or later."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def lock_of_many(path: Path, number: int) -> Iterator[bool]:
    """Hold the lock of this number for the time of the block and give whether it was got; nobody waits.

    All numbers share one file, which stays empty: a file for each would stay behind for each. The lock is the process's
    (POSIX, one byte at this place), so it keeps processes apart and not threads.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except (BlockingIOError, PermissionError):  # which of the two is the system's choice
            yield False
            return
        yield True  # closing the file gives it back


_PR_SET_PDEATHSIG = 1


def end_with_parent(number: signal.Signals, *, parent: int | None = None) -> None:
    """Have the kernel send this signal here when the parent's thread that made this process dies, however it dies.

    With `parent` given, one that is gone already counts as dead: then the signal comes at once.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), number)
