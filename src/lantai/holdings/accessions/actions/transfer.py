"""The acts of taking in: begin a transfer, carry it out, answer for it."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.engines.jobs.actions import end_job, move_job, start_job
from lantai.engines.jobs.models import Job
from lantai.engines.storage.errors import as_storage_error
from lantai.holdings.accessions.actions.intake import Progress, run_transfer
from lantai.holdings.accessions.filing import filing_check_of, subject_of_filing
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.accessions.package import SourceMissing
from lantai.holdings.accessions.profiles import profile_as_kept
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.checks.models import CheckRun
from lantai.holdings.checks.viruses import virus_check_of
from lantai.holdings.imports.mappings import mapping_named, profile_of


class TransferRuns(ArchiveError):
    code = "accessions.transfer_runs"
    message = gettext_noop("This package is being taken in by another process right now.")
    hint = gettext_noop("Wait for it; its progress is on the intake page. Nothing is taken in twice.")
    http_status = 409


@transaction.atomic
def begin_transfer(
    *, actor: Actor, fonds: Fonds, source: Path, catalogue: Path | None = None, profile: str = ""
) -> Transfer:
    """Enter a transfer, or take up the unfinished one of the same source. Nothing is read yet.

    `profile`: the name under which the archive remembers how the columns of its list are to be read. An unfinished
    transfer is read as it was begun. Raises `SourceMissing`, `MappingUnknown`.
    """
    require(actor, Right.TAKE_IN, fonds.institution.code)
    for path in (source, catalogue):
        if path is not None and not path.exists():
            raise SourceMissing(path=str(path))
    source, listing = source.resolve(), str(catalogue.resolve()) if catalogue else ""
    key = hashlib.sha256(f"{fonds.ulid}\n{source}\n{listing}".encode("utf-8", "surrogateescape")).hexdigest()
    unfinished = Transfer.objects.filter(source_key=key).exclude(state=Transfer.State.STORED).first()
    if unfinished:
        return unfinished
    chosen = profile_as_kept(profile_of(mapping_named(profile, fonds.institution.code))) if profile else {}
    transfer = Transfer.objects.create(
        fonds=fonds, source=str(source), source_key=key, catalogue=listing, profile=chosen, started_by=actor.label
    )
    data = {"source": str(source), "fonds": fonds.code} | ({"profile": profile} if profile else {})
    record_event("transfer:begin", actor=actor, subject=("transfer", transfer.ulid), data=data)
    return transfer


@transaction.atomic
def order_transfer(
    *,
    actor: Actor,
    fonds: Fonds,
    source: Path,
    catalogue: Path | None = None,
    profile: str = "",
    check: bool = False,
) -> Transfer:
    """Begin a transfer and leave the work to a worker: what the browser does. `check`: by the items of filing first."""
    from lantai.holdings.accessions.tasks import take_in  # the task calls back into this module

    transfer = begin_transfer(actor=actor, fonds=fonds, source=source, catalogue=catalogue, profile=profile)
    transfer.job = _job_of(transfer)
    transfer.save(update_fields=["job"])
    take_in.enqueue(transfer.pk, actor.user_id, check)
    return transfer


def _job_of(transfer: Transfer) -> Job:
    title = _("Taking in %(name)s") % {"name": Path(transfer.source).name}
    institution = transfer.fonds.institution.code
    return start_job(kind="intake", subject=transfer.ulid, institution=institution, title=title)


def check_filing(*, actor: Actor, transfer: Transfer, progress: Progress | None = None) -> CheckRun:
    """归档: look at the package of a begun transfer by the items of filing. One that is done is not done again.

    It refuses nothing: what it finds stands in its report, beside the findings of the intake. Raises `NoPackage`.
    """
    require(actor, Right.TAKE_IN, transfer.fonds.institution.code)
    told = progress or (lambda step, done, total: None)
    from lantai.holdings.checks.actions import run_checks  # loads readers of every form, which few intakes ask for

    return filing_check_of(transfer) or run_checks(
        actor=actor,
        institution_code=transfer.fonds.institution.code,
        subject=subject_of_filing(transfer),
        path=Path(transfer.source),
        link="GD",
        on_progress=lambda _step, files, _bytes: told("check", files, 0),
    )


def carry_out(
    *, actor: Actor, transfer: Transfer, progress: Progress | None = None, checked: CheckRun | None = None
) -> Transfer:
    """Take a begun transfer to its end, or further, if a run before was killed. One process at a time.

    `checked` is the check its package went through before: PREMIS says of each file what that did about viruses.

    Raises `TransferRuns`, `SourceMissing`, `CatalogueUnreadable`, `StorageError`; the transfer says why it stopped.
    """
    require(actor, Right.TAKE_IN, transfer.fonds.institution.code)
    path = Path(settings.WORK_FOLDER) / "locks" / f"{transfer.ulid}.lock"
    try:
        with lock(path, wait=False) as got:
            if not got:
                raise TransferRuns
            if Transfer.objects.filter(pk=transfer.pk, state=Transfer.State.STORED).exists():
                transfer.refresh_from_db()  # stored by another process, or by one killed before it could say so
                return transfer
            return _carry_out(transfer, actor, progress, checked)
    except OSError as error:  # the disk of the work folder takes not even the lock
        refusal = as_storage_error(error, error.filename or path.parent)
        _failed(transfer, _job_of(transfer), refusal)
        raise refusal from error


def _carry_out(transfer: Transfer, actor: Actor, progress: Progress | None, checked: CheckRun | None) -> Transfer:
    job = _job_of(transfer)
    Transfer.objects.filter(pk=transfer.pk).update(job=job)
    try:
        viruses = virus_check_of(checked or filing_check_of(transfer))
        done = run_transfer(transfer, actor=actor, progress=_Throttled(job, progress), viruses=viruses)
    except ArchiveError as error:
        _failed(transfer, job, error)
        raise
    end_job(job)
    data = {"records": done.record_count, "files": done.file_count, "findings": done.findings.count()}
    record_event("transfer:store", actor=actor, subject=("transfer", done.ulid), data=data)
    return done


def _failed(transfer: Transfer, job: Job, refusal: ArchiveError) -> None:
    Transfer.objects.filter(pk=transfer.pk).update(state=Transfer.State.FAILED)
    end_job(job, failed=f"{refusal} {refusal.remedy()}".strip())


class _Throttled:
    """Tells the terminal every step and the progress row three times a second at most."""

    def __init__(self, job: Job, progress: Progress | None) -> None:
        self._job, self._progress, self._last = job, progress, 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        if self._progress:
            self._progress(step, done, total)
        if time.monotonic() - self._last > 0.3 or done == total:
            self._last = time.monotonic()
            move_job(self._job, done=done, total=total, step=step)
