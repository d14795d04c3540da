"""Receiving a list: copied with its digest, laid down row by row, and read once to see how its columns are headed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.engines.formats.memos import memo_beside
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.jobs.actions import start_job
from lantai.engines.jobs.models import Job
from lantai.engines.storage.errors import as_storage_error, worded
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.imports.mappings import best_mapping
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.imports.received import clear_away, original_of, reading_of, spool_of, work_folder
from lantai.holdings.preservation.digests import copy_with_digests

SPOOL_TABLES = "lantai.engines.formats.spool.spool_tables"
"""Runs in a limited process: a hostile workbook may take all the memory it is given."""


class ListUnreadable(ArchiveError):
    code = "imports.list_unreadable"
    message = gettext_noop("The list %(name)s could not be read: %(reason)s")
    hint = gettext_noop("Open it and save it again as .xlsx or .csv, then import that.")
    http_status = 422
    exit_code = 3


class ImportRuns(ArchiveError):
    code = "imports.runs_already"
    message = gettext_noop("This list is being worked on by another process.")
    hint = gettext_noop("Wait until it has ended; the page of the import shows how far it is.")
    http_status = 409


class ListIsGone(ArchiveError):
    code = "imports.list_gone"
    message = gettext_noop("The list %(name)s is no longer in the work folder.")
    hint = gettext_noop("Give the same list again: what has been imported from it will be recognised as held.")
    http_status = 410
    exit_code = 3


def receive_list(*, actor: Actor, fonds: Fonds, path: Path, name: str = "", **choices: Any) -> ImportBatch:
    """Copy a list into the work folder and lay its rows down. Nothing is imported yet; one event is left.

    `choices`: `record_type`, `level` (what all entries are; empty, as the list says), `take`, `with_errors`,
    `infer_creators` (from document numbers, where the rest of the list leaves no doubt), `names` (columns; those
    remembered for such headers by default).
    The list that was received but never finished is taken up again when its bytes and its fonds are the same.
    Raises `ListUnreadable`, and a `StorageError` when the disk below the work folder takes nothing.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    name = name or path.name
    _sweep()
    batch = ImportBatch(fonds=fonds, file_name=name[:300], started_by=actor.label, **choices)
    folder = work_folder(batch)
    with worded(folder):
        folder.mkdir(parents=True)
    try:
        digests = copy_with_digests(path, original_of(batch))
        if memo := memo_beside(path):
            shutil.copyfile(memo, original_of(batch).with_suffix(memo.suffix.lower()))
        with ReaderPool(1) as pool:
            sheets = pool.call(SPOOL_TABLES, original_of(batch), folder / "rows.jsonl", name=Path(name).stem)
        if not any(sheet.rows for sheet in sheets):
            raise ListUnreadable(name=name, reason=_("it has no rows"))
    except Unreadable as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise ListUnreadable(name=name, reason=error.finding(name).sentence()) from error
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise as_storage_error(error, folder) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    batch.size, batch.sha512, batch.rows = digests.size, digests.sha512, sum(sheet.rows for sheet in sheets)
    batch.sheets = [asdict(sheet) for sheet in sheets]
    return _entered(batch, actor, remembered="names" not in choices)


def _sweep() -> None:
    """Lists that a kill left in the work folder after they had been imported: one may hold classified entries."""
    over = ImportBatch.objects.filter(state__in=[ImportBatch.State.COMMITTED, ImportBatch.State.UNDONE])
    lying = [path.parent.name for path in (Path(settings.WORK_FOLDER) / "imports").glob("*/rows.jsonl")]
    for batch in over.filter(ulid__in=lying):
        clear_away(batch)


@transaction.atomic
def _entered(batch: ImportBatch, actor: Actor, *, remembered: bool) -> ImportBatch:
    unfinished = ImportBatch.objects.filter(
        fonds=batch.fonds, sha512=batch.sha512, state__in=[ImportBatch.State.COMMITTING, ImportBatch.State.FAILED]
    ).first()
    if unfinished and spool_of(unfinished).exists():
        shutil.rmtree(work_folder(batch), ignore_errors=True)
        return unfinished
    if remembered and (mapping := best_mapping(reading_of(batch))):
        batch.names, batch.record_type = mapping.names, batch.record_type or mapping.record_type
        batch.level = batch.level or mapping.level
    batch.save()
    data = {"list": batch.file_name, "sha512": batch.sha512, "rows": batch.rows, "fonds": batch.fonds.code}
    record_event("import:receive", actor=actor, subject=("import", batch.ulid), data=data)
    return batch


@contextmanager
def worked_on(batch: ImportBatch) -> Iterator[None]:
    """One process at a time. Raises `ImportRuns`, and `ListIsGone` when the work folder was cleared."""
    path = Path(settings.WORK_FOLDER) / "locks" / f"{batch.ulid}.lock"
    with worded(path.parent), lock(path, wait=False) as got:
        if not got:
            raise ImportRuns
        if not spool_of(batch).exists():
            raise ListIsGone(name=batch.file_name)
        yield


def job_of(batch: ImportBatch, title: str) -> Job:
    job = start_job(
        kind="import", subject=batch.ulid, institution=batch.fonds.institution.code, title=title, total=batch.rows
    )
    ImportBatch.objects.filter(pk=batch.pk).update(job=job)
    return job
