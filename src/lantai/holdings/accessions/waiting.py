"""Waiting for the recognition that goes on behind an intake, done here when nobody else is doing it."""

from __future__ import annotations

import time

from lantai.engines.jobs.queries import live_workers
from lantai.engines.jobs.worker import run_worker
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.fulltext.models import Page


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
