"""Waiting for what goes on behind an intake: the index and recognition, done here when nobody else is doing it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from lantai.engines.jobs.queries import live_workers
from lantai.engines.jobs.worker import run_worker
from lantai.engines.search.indexing import drain_all, newest_change, wait_until_indexed
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.fulltext.models import Page

LONGEST = 6 * 3600.0


@contextmanager
def indexing_beside() -> Iterator[None]:
    """An indexer in a process of its own for the time of the block, so that records are searchable as they come in.

    Where a server runs, its indexer is at work already and this one stands by; it ends with the block in any case.
    """
    command = [sys.executable, "-m", "lantai", "work", "--only", "index"]
    beside = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        beside.terminate()
        try:
            beside.wait(30)
        except subprocess.TimeoutExpired:
            beside.kill()
            beside.wait()


def wait_for_index() -> None:
    """Return when everything changed until now can be found. Drains the outbox here unless an indexer runs."""
    change = newest_change()
    if not drain_all():
        wait_until_indexed(change, seconds=LONGEST)


def wait_for_recognition(transfer: Transfer) -> None:
    """Return when no page of this transfer waits any more; recognises here when no worker lives."""
    waiting = Page.objects.filter(
        state=Page.State.WAITING, record_id__in=transfer.items.filter(record__isnull=False).values("record_id")
    )
    while waiting.exists():
        if live_workers():
            time.sleep(0.5)
        else:
            run_worker(("ocr",), batch=True)
