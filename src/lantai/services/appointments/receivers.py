"""What happens while a worker lives: once an hour who came is forgotten when its time is over."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from lantai.base.common.locks import lock

EVERY = 3600.0


def look_after(sender: object, **_more: Any) -> None:
    """Asked by workers at every sign of life; the file's own time says when it was last done on this machine."""
    path = Path(settings.WORK_FOLDER) / "locks" / "appointments.done"
    if path.exists() and time.time() - path.stat().st_mtime < EVERY:
        return
    with lock(path.with_suffix(".lock"), wait=False) as mine:
        if mine:
            forget_what_is_due(timezone.now())
            path.touch()


def forget_what_is_due(now: dt.datetime) -> int:
    """Gives how many bookings say no more who came."""
    from lantai.base.accounts.access import OPERATOR  # of no use to a verb
    from lantai.base.accounts.models import Institution
    from lantai.services.appointments.actions import erase_visitors
    from lantai.services.appointments.hours import reading_room
    from lantai.services.appointments.models import Booking

    before = timezone.localdate(now) - dt.timedelta(days=reading_room().keep_days)
    old = Booking.objects.filter(day__lt=before, erased_at__isnull=True).values("institution")
    archives = list(Institution.objects.filter(code__in=old)[:200])
    return sum(erase_visitors(actor=OPERATOR, institution=each, before=before) for each in archives)
