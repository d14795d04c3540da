"""Copying to a second place."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.engines.jobs.actions import end_job, move_job, start_job
from lantai.holdings.fixity.actions.checking import EVERYWHERE
from lantai.holdings.fixity.copying import Copied, copy_loose, copy_piece
from lantai.holdings.fixity.models import Replica
from lantai.holdings.fixity.places import lock_file, place_of, prepare_replica
from lantai.holdings.fixity.running import RunIsHeld


def replicate(*, actor: Actor, replica: Replica, pause: Callable[[], bool] = bool) -> Copied:
    """Copy every object and version the place does not have yet. Killed, it is begun again and finds what is left.

    Raises `RunIsHeld` while another process copies there, and a `StorageError`, which the page of fixity shows too.
    """
    require(actor, Right.MANAGE_JOBS, EVERYWHERE)
    copied = Copied()
    with lock(lock_file(f"copy-{replica.pk}"), wait=False) as mine:
        if not mine:
            raise RunIsHeld
        job = start_job(
            kind="fixity_copy", title=_("Copying to %(place)s") % {"place": replica.name}, subject=str(replica.pk)
        )
        try:
            place = place_of(replica)
            prepare_replica(place)
            while copy_piece(place, replica, copied) and not pause():
                move_job(job, done=copied.copied)
            copy_loose(place, copied)
        except ArchiveError as refusal:
            Replica.objects.filter(pk=replica.pk).update(message=f"{refusal} {refusal.remedy()}")
            end_job(job, failed=str(refusal))
            raise
        move_job(job, done=copied.copied, total=copied.copied)
        end_job(job)
    Replica.objects.filter(pk=replica.pk).update(copied_at=timezone.now(), message="")
    data = {"objects": copied.copied, "bytes": copied.size, "refused": copied.refused}
    record("replica:copy", actor=actor, subject=("replica", replica.name), data=data)
    return copied
