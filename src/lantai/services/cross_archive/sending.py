"""Packages leave by the line: in order, one peer after another, until the first that cannot be brought there."""

from __future__ import annotations

import datetime as dt
import http.client
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.locks import lock
from lantai.services.cross_archive.actions import NotAcknowledged, acknowledge_parcel
from lantai.services.cross_archive.models import Parcel, Peer

ENDPOINT, SECONDS, MOST = "/exchange/cases", 30.0, 50
FIRST_WAIT, LONGEST_WAIT = 10, 1800
"""Seconds between tries: twice as long each time."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A package goes where was agreed, and nowhere else."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


def is_due(peer: Peer, now: dt.datetime) -> bool:
    if not peer.address or peer.ended_at:
        return False
    wait = min(FIRST_WAIT * 2 ** min(peer.tries - 1, 10), LONGEST_WAIT) if peer.tries else 0
    return peer.tried_at is None or now >= peer.tried_at + dt.timedelta(seconds=wait)


def send_waiting(peer: Peer) -> int:
    """Gives how many were acknowledged. Of two workers the second finds the door locked: the first does the work.

    After a try that failed a peer rests, however many packages ask to be sent meanwhile: each would lengthen the wait.
    """
    path = Path(settings.WORK_FOLDER) / "locks" / f"peer-{peer.ulid}.lock"
    with lock(path, wait=False) as mine:
        if not mine:
            return 0
        peer.refresh_from_db()
        return _send(peer) if is_due(peer, timezone.now()) else 0


def _send(peer: Peer) -> int:
    done = 0
    for parcel in Parcel.objects.waiting().filter(peer=peer).select_related("peer", "passed__enquiry")[:MOST]:
        problem = _send_one(parcel)
        if problem:
            Peer.objects.filter(pk=peer.pk).update(problem=problem[:400], tries=F("tries") + 1, tried_at=timezone.now())
            break
        done += 1
    return done


def _send_one(parcel: Parcel) -> str:
    """Empty when it was acknowledged, else why not."""
    request = urllib.request.Request(  # noqa: S310 - the address was checked when it was agreed: https, or this machine
        parcel.peer.address + ENDPOINT, bytes(parcel.content), {"Content-Type": "application/json"}, method="POST"
    )
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=SECONDS) as answer:
            acknowledge_parcel(actor=OPERATOR, parcel=parcel, data=answer.read(100_000))
    except urllib.error.HTTPError as error:
        return f"HTTP {error.code}: {error.read(300).decode('utf-8', 'replace')}"
    except NotAcknowledged:
        return "The answer is not signed by the other archive."
    except (OSError, http.client.HTTPException) as error:
        return f"{type(error).__name__}: {error}"
    return ""
