"""What happens while a worker lives: what was written of opened records is stamped for harvesters."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings

from lantai.base.common.locks import lock

EVERY, LONGEST = 5.0, 4.0
"""Seconds between two looks, and how long one takes at most: workers say that they live from the same thread."""


def look_after(sender: object, **_more: Any) -> None:
    """Asked by workers at every sign of life; the file's own time says when it was last done on this machine."""
    path = Path(settings.WORK_FOLDER) / "locks" / "federation.done"
    if path.exists() and time.time() - path.stat().st_mtime < EVERY:
        return
    with lock(path.with_suffix(".lock"), wait=False) as mine:
        if mine:
            go_on()
            path.touch()


def go_on() -> None:
    """Where nobody is offered to harvesters, the triggers go, and with them what is known of changes."""
    from lantai.services.federation.models import Due, Round  # of no use to a verb
    from lantai.services.federation.offer import offer
    from lantai.services.federation.telling import bring_up_to_date
    from lantai.services.federation.triggers import drop_triggers, keep_triggers

    offered = offer()
    if offered is None:
        if drop_triggers():
            Due.objects.all().delete()
            Round.objects.all().delete()
        return
    if not keep_triggers():
        Round.objects.all().delete()
    end = time.monotonic() + LONGEST
    while time.monotonic() < end and bring_up_to_date(offered):
        pass
