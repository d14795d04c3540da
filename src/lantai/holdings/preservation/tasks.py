"""What a worker does for storage: what changed is written into its objects. Done again, it changes nothing."""

from __future__ import annotations

from lantai.engines.jobs.tasks import task
from lantai.holdings.preservation.describing.running import write_down_changes


@task(priority=-10)
def describe_changes() -> int:
    """Versions of every subject that has waited long enough, and segments of the chain."""
    return write_down_changes()
