"""An indexer beside a command that changes many records, and waiting until what it changed can be found."""

from __future__ import annotations

import os
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


@contextmanager
def indexing_beside() -> Iterator[None]:
    """An indexer in a process of its own for the time of the block, so that records are searchable as they come in.

    Where a server runs, its indexer is at work already and this one stands by; it ends with the block in any case. It
    is a fork: what a command has loaded need not be loaded a second time. Enter it before any thread is started.
    """
    connections.close_all()
    command = os.getpid()
    beside = os.fork()
    if beside == 0:
        _be_the_indexer(command)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(beside, signal.SIGTERM)
        _wait_or_kill(beside)


def _be_the_indexer(command: int) -> NoReturn:
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
        run_indexer(stop)
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


def wait_for_index() -> None:
    """Return when everything changed until now can be found. Drains the outbox here unless an indexer runs."""
    change = newest_change()
    if not drain_all():
        wait_until_indexed(change, seconds=LONGEST)
