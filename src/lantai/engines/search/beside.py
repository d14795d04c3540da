"""An indexer beside a command that changes many records, and waiting until what it changed can be found."""

from __future__ import annotations

import gc
import os
import select
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from django.db import connections

from lantai.base.common.locks import end_with_parent
from lantai.engines.search.indexing import drain_all, newest_change, run_indexer, wait_until_indexed

LONGEST = 6 * 3600.0
ENDING = 30.0
_working: list[int] = []
"""Ends of pipes that are open as long as the command makes changes: their closing tells the indexer to commit."""


@contextmanager
def indexing_beside() -> Iterator[None]:
    """An indexer in a process of its own for the time of the block, so that records are searchable as they come in.

    Where a server runs, its indexer is at work already and this one stands by; it ends with the block in any case. It
    is a fork: what a command has loaded need not be loaded a second time. Enter it before any thread is started.
    While the command makes changes they are gathered; `wait_for_index` has what there is committed at once.
    """
    connections.close_all()
    gc.freeze()  # what is loaded stays: neither process looks through it again and again
    command = os.getpid()
    told, telling = os.pipe()
    beside = os.fork()
    if beside == 0:
        os.close(telling)
        _be_the_indexer(command, told)
    os.close(told)
    _working.append(telling)
    try:
        yield
    finally:
        all_is_changed()
        with suppress(ProcessLookupError):
            os.kill(beside, signal.SIGTERM)
        _wait_or_kill(beside)
        gc.unfreeze()


def _be_the_indexer(command: int, told: int) -> NoReturn:
    """The forked side. It ends cleanly when asked to, and by itself when the command is killed."""
    code = 1
    try:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        end_with_parent(signal.SIGTERM, parent=command)
        silence = os.open(os.devnull, os.O_RDWR)
        for descriptor in range(3):
            os.dup2(silence, descriptor)
        run_indexer(stop, coming=lambda seconds: not select.select([told], [], [], seconds)[0])
        code = 0
    finally:
        os._exit(code)


def _wait_or_kill(process: int) -> None:
    end = time.monotonic() + ENDING
    while os.waitpid(process, os.WNOHANG) == (0, 0):
        if time.monotonic() > end:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            return
        time.sleep(0.01)


def all_is_changed() -> None:
    """Say that the command changes no more: its indexer commits what there is, while other things are done here."""
    while _working:
        os.close(_working.pop())


def wait_for_index() -> None:
    """Return when everything changed until now can be found. Drains the outbox here unless an indexer runs."""
    all_is_changed()
    change = newest_change()
    if not drain_all():
        wait_until_indexed(change, seconds=LONGEST)
