"""Waiting for the recognition that goes on behind an intake, done here when nobody else is doing it."""

from __future__ import annotations

import time

from django.utils.translation import gettext as _, gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.queries import is_paused, live_workers
from lantai.engines.jobs.worker import run_worker
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.recognition import ask_for_forgotten, is_asked_for

IDLE_SECONDS = 240.0
"""No page takes longer: from then on the workers that live are taken to have no part in recognition."""
LOOK_SECONDS = 5.0


class RecognitionStopped(ArchiveError):
    """Pages wait, and waiting longer would not help."""

    code = "accessions.recognition_stopped"
    message = gettext_noop("%(count)s pages still wait for recognition: %(reason)s")
    hint = gettext_noop(
        "All else is stored and can be found. When the cause is mended, a worker reads these pages by itself within an "
        "hour; “bin/lantai read_again” asks for them at once."
    )
    http_status = 409
    exit_code = 4


def wait_for_recognition(transfer: Transfer) -> RecognitionStopped | None:
    """Return when no page of this transfer waits any more, or why it is of no use to wait longer.

    Recognises here when no worker lives, or when those that live do not recognise.
    """
    waiting = Page.objects.filter(
        state=Page.State.WAITING, record_id__in=transfer.items.filter(record__isnull=False).values("record_id")
    ).order_by()
    left, moved, looked = 0, time.monotonic(), 0.0
    while count := waiting.count():
        if is_paused("ocr"):
            return RecognitionStopped(count=count, reason=_("the queue is paused; the jobs page resumes it."))
        if time.monotonic() - looked > LOOK_SECONDS:
            files = frozenset(waiting.values_list("file_id", flat=True).distinct())
            if not is_asked_for(files) and not ask_for_forgotten():
                return _stopped(waiting.count())
            looked = time.monotonic()
        if count != left:
            left, moved = count, time.monotonic()
        if live_workers() and time.monotonic() - moved < IDLE_SECONDS:
            time.sleep(0.5)
        else:
            run_worker(("ocr",), batch=True)
            looked = 0.0
    return None


def _stopped(count: int) -> RecognitionStopped | None:
    """Why no task is left for pages that wait; None when they were given up at this moment, or read."""
    from lantai.engines.formats.ocr.engine import OcrToolMissing, missing_part  # heavy, and asked at most once

    if not count:
        return None
    missing = missing_part()
    reason = str(OcrToolMissing(missing=missing)) if missing else _("their tasks failed; the jobs page says why.")
    return RecognitionStopped(count=count, reason=reason)
