"""What is done at a worker's sign of life: ask for a run of the writer when something has waited long enough."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from lantai.base.common.locks import lock


def describe_when_due(sender: object, **_more: Any) -> None:
    """One of a machine at a time looks; a run that waits in the queue already is enough."""
    from lantai.engines.jobs.queries import is_waiting  # the writer is heavy: it is loaded where workers live
    from lantai.holdings.preservation.describing.running import is_due
    from lantai.holdings.preservation.tasks import describe_changes

    with lock(Path(settings.WORK_FOLDER) / "locks" / "describing-due.lock", wait=False) as mine:
        if mine and not is_waiting(describe_changes) and is_due():
            describe_changes.enqueue()
