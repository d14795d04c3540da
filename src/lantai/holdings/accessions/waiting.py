"""Waiting for what goes on behind an intake: the index and recognition, done here when nobody else is doing it."""

from __future__ import annotations

import time

from lantai.engines.jobs.queries import live_workers
from lantai.engines.jobs.worker import run_worker
from lantai.engines.search.indexing import drain_all, newest_change, wait_until_indexed
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.fulltext.models import Page

LONGEST = 6 * 3600.0


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
