"""What happens while a worker lives, once an hour, by one process: cases nobody answers end, personal data whose time
is over are removed, applicants and staff are reminded of terms. And that an applicant is told of a certificate."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from lantai.base.accounts.access import Actor
from lantai.base.common.locks import lock
from lantai.services.enquiries.matters import matters

if TYPE_CHECKING:
    from lantai.services.certificates.models import Certificate

EVERY = 3600.0


def tell_applicant(sender: object, *, certificate: Certificate, actor: Actor, **_more: Any) -> None:
    """That nothing was found is certified: of what was found, its delivery tells."""
    if certificate.kind == certificate.Kind.NOT_FOUND:
        from lantai.services.enquiries.actions import tell_nothing_certified  # of no use to a verb

        tell_nothing_certified(certificate, by=actor)


def learn(sender: object, **_more: Any) -> None:
    """The matters, for wishes in other words. By itself: a broken plug-in keeps nothing else from being done."""
    from lantai.services.enquiries.meaning import learn_matters  # numpy: of no use to a verb

    learn_matters(matters().values())


def look_after(sender: object, **_more: Any) -> None:
    """Asked by workers at every sign of life; the file's own time says when it was last done on this machine."""
    path = Path(settings.WORK_FOLDER) / "locks" / "enquiries.done"
    if path.exists() and time.time() - path.stat().st_mtime < EVERY:
        return
    with lock(path.with_suffix(".lock"), wait=False) as mine:
        if mine:
            from lantai.services.enquiries.actions import (  # of no use to a verb
                erase_what_is_due,
                lapse_what_is_due,
                remind_of_terms,
                remind_staff,
            )

            lapse_what_is_due(now=timezone.now())
            erase_what_is_due(now=timezone.now())
            remind_of_terms(now=timezone.now())
            remind_staff(now=timezone.now())
            path.touch()
