"""Background work on pages: recognition, one page at a time and resumable between pages, and redacted copies."""

from __future__ import annotations

from lantai.engines.jobs.tasks import task
from lantai.holdings.fulltext.public_copy import make_copy
from lantai.holdings.fulltext.recognition import recognise_file


@task(queue_name="ocr")
def recognise(file_id: int) -> int:
    """Read every waiting page of one file; returns how many pages were read."""
    return recognise_file(file_id)


@task()
def make_public_copy(record_id: int) -> str:
    """Make, replace or take away the redacted copy of one record; returns its ulid, empty when there is none."""
    row = make_copy(record_id)
    return row.ulid if row else ""
