"""Recognition as background work: one task a file, one page at a time, resumable between pages."""

from __future__ import annotations

from lantai.engines.jobs.tasks import task
from lantai.holdings.fulltext.recognition import recognise_file


@task(queue_name="ocr")
def recognise(file_id: int) -> int:
    """Read every waiting page of one file; returns how many pages were read."""
    return recognise_file(file_id)
