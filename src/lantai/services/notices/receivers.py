"""What happens while a worker lives: messages whose next try has come are given out."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from lantai.base.common.locks import lock

EVERY, MOST = 30.0, 50


def look_after(sender: object, **_more: Any) -> None:
    """Asked by workers at every sign of life; the file's own time says when it was last done on this machine."""
    path = Path(settings.WORK_FOLDER) / "locks" / "notices.done"
    if path.exists() and time.time() - path.stat().st_mtime < EVERY:
        return
    with lock(path.with_suffix(".lock"), wait=False) as mine:
        if mine:
            give_out(timezone.now())
            path.touch()


def give_out(now: dt.datetime) -> int:
    """Those that are due, the oldest first; gives how many."""
    from lantai.services.notices.models import Notice  # of no use to a verb
    from lantai.services.notices.tasks import send

    keys = list(Notice.objects.due(now).order_by("due_at").values_list("pk", flat=True)[:MOST])
    for pk in keys:
        send.enqueue(pk)
    return len(keys)
