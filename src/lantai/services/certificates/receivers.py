"""What happens while a worker lives: what a killed one had begun is completed."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from lantai.base.common.locks import lock

EVERY = 60.0
AFTER = dt.timedelta(minutes=5)
"""So long a certificate may be in the hands of a worker that lives; drawing two hundred pages takes less."""
MOST = 20


def look_after(sender: object, **_more: Any) -> None:
    """Asked by workers at every sign of life; the file's own time says when it was last done on this machine."""
    path = Path(settings.WORK_FOLDER) / "locks" / "certificates.done"
    if path.exists() and time.time() - path.stat().st_mtime < EVERY:
        return
    with lock(path.with_suffix(".lock"), wait=False) as mine:
        if mine:
            take_up_again(timezone.now())
            path.touch()


def take_up_again(now: dt.datetime) -> int:
    """Give out again what was begun and is in nobody's hands; gives how many. Those that failed wait for a person."""
    from lantai.services.certificates.models import Certificate  # of no use to a verb
    from lantai.services.certificates.tasks import draw_up

    left = Certificate.objects.begun().filter(begun_at__lt=now - AFTER, failure="").order_by("pk")[:MOST]
    keys = list(left.values_list("pk", flat=True))
    for pk in keys:
        draw_up.enqueue(pk)
    return len(keys)
