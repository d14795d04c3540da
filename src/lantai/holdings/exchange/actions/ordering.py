"""Leaving work to a worker: files that are written, descriptions that are loaded, for who asked in the browser."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.engines.jobs.actions import end_job, move_job, start_job
from lantai.engines.storage.errors import worded
from lantai.holdings.exchange.actions.exporting import export_description
from lantai.holdings.exchange.files import SUFFIXES, FormatUnknown, Moved, Subject
from lantai.holdings.exchange.models import KEPT, Export, Load
from lantai.holdings.exchange.packages import Wanted, package_formats
from lantai.holdings.exchange.received import export_folder, lock_path

_FROM = {"load": Load.State.READ, "undo": Load.State.LOADED}
_TO = {"load": Load.State.LOADING, "undo": Load.State.UNDOING}


class NotNow(ArchiveError):
    code = "exchange.not_now"
    message = gettext_noop("This cannot be done with %(name)s now: it is %(state)s.")
    hint = gettext_noop("Load the page again: somebody else may have gone on with it.")
    http_status = 409


@transaction.atomic
def order_export(*, actor: Actor, subject: Subject, format: str, wanted: Wanted | None = None) -> Export:
    """Order a description or a package. The writing leaves the event; files older than a week are cleared away first.

    `wanted` is for packages. Raises `FormatUnknown`.
    """
    from lantai.holdings.exchange.tasks import write_export  # the task calls back into this package

    require(actor, Right.READ_UNOPENED, subject.fonds.institution.code)
    if format not in SUFFIXES and format not in package_formats():
        raise FormatUnknown(format=format, known=", ".join([*SUFFIXES, *package_formats()]))
    for old in Export.objects.filter(ordered_at__lt=timezone.now() - KEPT):
        shutil.rmtree(export_folder(old), ignore_errors=True)
        old.delete()
    export = Export.objects.create(
        fonds=subject.fonds,
        record=subject.record,
        format=format,
        wanted=(wanted or Wanted()).as_json(),
        ordered_by=actor.label,
    )
    write_export.enqueue(export.pk, actor.user_id)
    return export


class ExportRuns(ArchiveError):
    code = "exchange.export_runs"
    message = gettext_noop("This file is being written by another process.")
    hint = gettext_noop("Wait until it has ended; the page shows how far it is.")
    http_status = 409


def carry_out_export(*, actor: Actor, export: Export) -> Export:
    """Write the file that was ordered, with one event; a refusal is written on the order. May be repeated: what is
    written is not written again. One process at a time: raises `ExportRuns`.
    """
    require(actor, Right.READ_UNOPENED, export.fonds.institution.code)
    with worded(lock_path(export.ulid).parent), lock(lock_path(export.ulid), wait=False) as mine:
        if not mine:
            raise ExportRuns
        export.refresh_from_db(fields=["state", "file_name"])
        if export.state == Export.State.DONE and (export_folder(export) / export.file_name).exists():
            return export
        return _carried_out(actor, export)


def _carried_out(actor: Actor, export: Export) -> Export:
    subject, folder = Subject(export.fonds, export.record), export_folder(export)
    title = _("Writing %(name)s") % {"name": f"{subject.code} ({export.format_label})"}
    job = start_job(kind="export", subject=export.ulid, institution=subject.fonds.institution.code, title=title)
    Export.objects.filter(pk=export.pk).update(job=job)
    try:
        with worded(folder):
            folder.mkdir(parents=True, exist_ok=True)
            path, units = _written(actor, export, folder, moved=lambda done: move_job(job, done=done))
    except ArchiveError as refusal:
        told = f"{refusal} {refusal.remedy()}"
        Export.objects.filter(pk=export.pk).update(state=Export.State.FAILED, message=told)
        end_job(job, failed=told)
        raise
    done = Export.objects.filter(pk=export.pk)
    done.update(state=Export.State.DONE, file_name=path.name, size=path.stat().st_size, units=units, message="")
    end_job(job)
    export.refresh_from_db()
    return export


def _written(actor: Actor, export: Export, folder: Path, *, moved: Moved) -> tuple[Path, int]:
    """The description or the package, each by its own act, which leaves the event."""
    subject = Subject(export.fonds, export.record)
    if format := package_formats().get(export.format):
        for half in folder.iterdir():  # what a killed worker had written
            shutil.rmtree(half) if half.is_dir() else half.unlink()
        wanted = Wanted(**export.wanted)
        return format.write(actor=actor, subject=subject, format=export.format, path=folder, wanted=wanted, moved=moved)
    return export_description(actor=actor, subject=subject, format=export.format, path=folder, moved=moved)


@transaction.atomic
def order_load(*, actor: Actor, load: Load, act: str, reason: str = "") -> None:
    """Order `load` or `undo`, once: the state is claimed first. The act itself leaves the event. Raises `NotNow`."""
    from lantai.holdings.exchange.tasks import work_on_load  # the task calls back into this package

    require(actor, Right.DESCRIBE, load.fonds.institution.code)
    if not Load.objects.filter(pk=load.pk, state=_FROM[act]).update(state=_TO[act], message=""):
        load.refresh_from_db()
        raise NotNow(name=load.file_name, state=load.get_state_display())
    work_on_load.enqueue(load.pk, actor.user_id, act, reason)
