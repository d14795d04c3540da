"""What is done at a worker's sign of life: now and then, a look at what is due."""

from __future__ import annotations

import time
from typing import Any

SECONDS_BETWEEN_LOOKS = 1800.0
_next_look = [0.0]


def look_now_and_then(sender: object, **_more: Any) -> None:
    """Asked by every worker every quarter of a minute: looking through a million objects is for every half hour."""
    now = time.monotonic()
    if now >= _next_look[0]:
        from lantai.holdings.fixity.beginning import begin_what_is_due  # heavy, and of no use to a verb

        _next_look[0] = now + SECONDS_BETWEEN_LOOKS
        begin_what_is_due()


def take_up_again(sender: object, *, kind: str, subject: str, **_more: Any) -> None:
    """A check whose process is gone goes on behind its last piece, in a worker: nobody need come back for it."""
    if kind != "fixity":
        return
    from lantai.engines.jobs.queries import is_waiting
    from lantai.holdings.fixity.models import FixityRun
    from lantai.holdings.fixity.tasks import check

    claimed = FixityRun.objects.filter(ulid=subject, state=FixityRun.State.RUNNING)
    run = claimed.first()
    if run is not None and claimed.update(state=FixityRun.State.WAITING) and not is_waiting(check):
        check.enqueue(run.pk, None)
