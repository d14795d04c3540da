"""What happens while a worker lives: packages that wait are sent, answers are told, what tells of people is removed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from lantai.base.common.locks import lock

EVERY = 5.0


def look_after(sender: object, **_more: Any) -> None:
    """Asked by workers at every sign of life; the file's own time says when it was last done on this machine."""
    path = Path(settings.WORK_FOLDER) / "locks" / "cross_archive.done"
    if path.exists() and time.time() - path.stat().st_mtime < EVERY:
        return
    with lock(path.with_suffix(".lock"), wait=False) as mine:
        if mine:
            go_on()
            path.touch()


def go_on() -> None:
    """Three short questions where there is nothing to do."""
    from lantai.services.cross_archive.models import Parcel, PassedCertificate, Peer  # of no use to a verb
    from lantai.services.cross_archive.sending import is_due
    from lantai.services.cross_archive.tasks import report_open_cases, send_to_peer

    report_open_cases()
    PassedCertificate.objects.filter(passed__enquiry__erased_at__isnull=False).delete()
    waiting = Parcel.objects.waiting().order_by().values("peer_id")
    for peer in Peer.objects.agreed().filter(pk__in=waiting):
        if is_due(peer, timezone.now()):
            send_to_peer.enqueue(peer.pk)
