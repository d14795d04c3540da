"""Work that takes long is ordered by a person and done by a worker; one process at a time works on one hand-over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.engines.jobs.actions import end_job, move_job, start_job
from lantai.engines.jobs.models import Job
from lantai.engines.storage.errors import as_storage_error
from lantai.holdings.transfers.actions.stepping import NotNow, allowed, subject_of
from lantai.holdings.transfers.models import Transfer
from lantai.holdings.transfers.requirements import kind_of
from lantai.holdings.transfers.states import TRANSITIONS, State

TITLES = {
    "count": gettext_noop("Counting hand-over %(number)s"),
    "check": gettext_noop("Checking hand-over %(number)s"),
    "store": gettext_noop("Storing hand-over %(number)s"),
    "find_again": gettext_noop("Comparing hand-over %(number)s with what was signed"),
    "send_again": gettext_noop("Comparing what was sent again for %(number)s"),
    "self_check": gettext_noop("Self-check of “%(number)s”"),
}
FOR_THE_DESK = frozenset({"count", "check", "store", "find_again"})


class WorkUnknown(ArchiveError):
    code = "transfers.work_unknown"
    message = gettext_noop("“%(work)s” is not something a worker does with a hand-over.")
    hint = gettext_noop("It counts, checks or stores.")
    http_status = 404


class WorkRuns(ArchiveError):
    code = "transfers.work_runs"
    message = gettext_noop("A worker is at this hand-over already.")
    hint = gettext_noop("Wait for it; its progress is on the page of the hand-over.")
    http_status = 409


@transaction.atomic
def order_handover_work(*, actor: Actor, transfer: Transfer, work: str) -> Transfer:
    """Leave counting, checking or storing to a worker. Raises `WorkUnknown`, `NotNow`, `NotReady`."""
    from lantai.holdings.transfers.tasks import work_on  # the task calls back into this package

    require(actor, Right.TAKE_IN, transfer.archive.code)
    if work not in FOR_THE_DESK:
        raise WorkUnknown(work=work[:40])
    if transfer.is_working:
        raise WorkRuns
    allowed(work, actor=actor, transfer=transfer)
    transfer.job = begin_job(transfer, work)
    transfer.save(update_fields=["job"])
    work_on.enqueue(transfer.pk, work, actor.user_id)
    record("handover:work:order", actor=actor, subject=subject_of(transfer), data={"work": work})
    return transfer


def begin_job(transfer: Transfer, work: str) -> Job:
    """The row that pages poll; a unit's own check is its own and not told to the archive."""
    title = _(TITLES[work]) % {"number": transfer.number or transfer.title}
    institution = transfer.archive.code if work in FOR_THE_DESK else transfer.unit.code
    return start_job(kind=kind_of(work), subject=transfer.ulid, institution=institution, title=title[:300])


@contextmanager
def working(transfer: Transfer, work: str) -> Iterator[Callable[[int, int], None]]:
    """Hold the hand-over for one piece of work and give what moves its bar. A refusal is written on the job.

    Raises `WorkRuns` when another process has it, `NotNow` when another one has done it, a `StorageError` for a disk.
    """
    path = Path(settings.WORK_FOLDER) / "locks" / f"{transfer.ulid}.lock"
    with _disk_in_words(transfer, work), lock(path, wait=False) as mine:
        if not mine:
            raise WorkRuns
        _refuse_what_is_done(transfer, work)
        job = begin_job(transfer, work)
        Transfer.objects.filter(pk=transfer.pk).update(job=job)
        transfer.job = job
        try:
            yield _throttled(job)
        except ArchiveError as error:
            end_job(job, failed=f"{error} {error.remedy()}".strip())
            raise
        end_job(job)


@contextmanager
def _disk_in_words(transfer: Transfer, work: str) -> Iterator[None]:
    """A disk that is full, read-only or away ends the row of the job, also where it takes not even the lock."""
    try:
        yield
    except OSError as error:
        refusal = as_storage_error(error, error.filename or settings.WORK_FOLDER)
        if transfer.job is not None and transfer.is_working and transfer.job.kind == kind_of(work):
            end_job(transfer.job, failed=f"{refusal} {refusal.remedy()}")
        raise refusal from error


def _refuse_what_is_done(transfer: Transfer, work: str) -> None:
    """An order given out twice, after it has been done: its row says that it was done, and goes on saying so."""
    transfer.refresh_from_db(fields=["state", "round", "job"])
    transition = TRANSITIONS.get(work)
    if transition is None or transfer.state in transition.before:
        return
    refusal = NotNow(act=transition.label, state=State(transfer.state).label)
    if transfer.job is not None and transfer.is_working and transfer.job.kind == kind_of(work):
        end_job(transfer.job, failed=f"{refusal} {refusal.remedy()}")
    raise refusal


def _throttled(job: Job) -> Callable[[int, int], None]:
    """Moves the row three times a second at most."""
    last = 0.0

    def told(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > 0.3 or done == total:
            last = time.monotonic()
            move_job(job, done=done, total=total)

    return told
