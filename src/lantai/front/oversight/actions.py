"""What is done with the audit chain as a whole: sign it, verify it, write it out. Nobody changes or deletes it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record
from lantai.base.audit.checkpoints import append_checkpoint
from lantai.base.audit.current import current_setup
from lantai.base.audit.exporting import span_of, write_export
from lantai.base.audit.models import Checkpoint
from lantai.base.audit.verification import Found, verify_chain
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.actions import end_job, move_job, start_job
from lantai.front.oversight.models import AuditExport
from lantai.front.oversight.queries import require_whole_chain

KEPT = dt.timedelta(days=7)
"""How long a file waits to be fetched."""


def sign_checkpoint(*, actor: Actor) -> Checkpoint:
    """Sign the chain as it is now, in the database and in the folder of checkpoints."""
    require_whole_chain(actor)
    return append_checkpoint(actor=actor, setup=current_setup())


def export_audit(
    *,
    actor: Actor,
    path: Path,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    moved: Callable[[int], None] | None = None,
) -> int:
    """Write the events from a moment up to another to a file; gives how many. That it was done is an event itself."""
    require_whole_chain(actor)
    span = span_of(since=since, until=until)
    with transaction.atomic():
        data = {"first": span.first, "last": span.last}
        record("audit:export", actor=actor, subject=("audit", path.name), data=data)
    return write_export(path, span, setup=current_setup(), moved=moved)


@transaction.atomic
def order_audit_export(
    *, actor: Actor, since: dt.datetime | None = None, until: dt.datetime | None = None
) -> AuditExport:
    """Leave the writing to a worker. Files nobody fetched in a week are cleared away first."""
    from lantai.front.oversight.tasks import write_audit_export  # the task calls back into this module

    require_whole_chain(actor)
    span_of(since=since, until=until)
    for old in AuditExport.objects.filter(ordered_at__lt=timezone.now() - KEPT):
        shutil.rmtree(export_folder(old), ignore_errors=True)
        old.delete()
    export = AuditExport.objects.create(since=since, until=until, ordered_by=actor.label)
    write_audit_export.enqueue(export.pk, actor.user_id)
    return export


def carry_out_audit_export(*, actor: Actor, export: AuditExport) -> AuditExport:
    """Write what was ordered; a refusal is written on the order. May be repeated."""
    require_whole_chain(actor)
    folder, mine = export_folder(export), AuditExport.objects.filter(pk=export.pk)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    job = start_job(kind="audit_export", subject=export.ulid, title=_("Writing the audit chain out"))
    mine.update(job=job)
    path = folder / export.file_name
    try:
        count = export_audit(
            actor=actor,
            path=path,
            since=export.since,
            until=export.until,
            moved=lambda done: move_job(job, done=done),
        )
    except ArchiveError as refusal:
        told = f"{refusal} {refusal.remedy()}"
        mine.update(state=AuditExport.State.FAILED, message=told)
        end_job(job, failed=told)
        raise
    mine.update(state=AuditExport.State.DONE, events=count, size=path.stat().st_size, message="")
    end_job(job)
    export.refresh_from_db()
    return export


def export_folder(export: AuditExport) -> Path:
    return Path(settings.WORK_FOLDER) / "audit_exports" / export.ulid


@transaction.atomic
def order_verification(*, actor: Actor) -> None:
    """Have a worker walk the whole chain; the page shows what it found."""
    from lantai.front.oversight.tasks import verify_audit_chain  # the task calls back into this module

    require_whole_chain(actor)
    record("audit:verify", actor=actor, subject=("audit", ""))
    verify_audit_chain.enqueue()


def carry_out_verification() -> Found:
    """Walk the whole chain, with a job that shows how far."""
    job = start_job(kind="audit_verification", subject="audit", title=_("Verifying the audit chain"))
    found = verify_chain(current_setup(), moved=lambda done: move_job(job, done=done))
    end_job(job)
    return found
