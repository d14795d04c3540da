"""A list that was received: where it lies in the work folder, and how it is to be read."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings

from lantai.engines.formats.memos import memo_beside
from lantai.engines.formats.spool import SpooledSheet
from lantai.holdings.imports.entries import Reading, mark_of
from lantai.holdings.imports.headers import Columns
from lantai.holdings.imports.models import ImportBatch


def reading_of(batch: ImportBatch) -> Reading:
    """How the batch is to be read now."""
    return Reading(
        batch.file_name,
        spool_of(batch),
        [_sheet(data) for data in batch.sheets],
        batch.fonds,
        Columns(batch.names, batch.level),
        record_type=batch.record_type,
        mark=mark_of(batch.sha512),
        update=batch.take == ImportBatch.Take.UPDATE,
        with_errors=batch.with_errors,
        infer_creators=batch.infer_creators,
    )


def _sheet(data: dict[str, Any]) -> SpooledSheet:
    """From JSON, which has lists where there were tuples."""
    shapes = {"merges": tuple, "errors": tuple}
    fixed = {name: tuple(shape(each) for each in data[name]) for name, shape in shapes.items()}
    return SpooledSheet(**{**data, **fixed, "hidden_rows": tuple(data["hidden_rows"])})


def work_folder(batch: ImportBatch) -> Path:
    return Path(settings.WORK_FOLDER) / "imports" / batch.ulid


def original_of(batch: ImportBatch) -> Path:
    """The list as it came, under a name that cannot lead anywhere else."""
    suffix = Path(batch.file_name).suffix.lower()
    return work_folder(batch) / f"original{suffix if suffix.isascii() and len(suffix) < 8 else ''}"


def memo_of(batch: ImportBatch) -> Path | None:
    """The file of long texts that came with it; None where none did (`engines.formats.memos`)."""
    return memo_beside(original_of(batch))


def spool_of(batch: ImportBatch) -> Path:
    return work_folder(batch) / "rows.jsonl"


def clear_away(batch: ImportBatch) -> None:
    """Take the list out of the work folder: it is in storage now, and what is not to be kept is nowhere else either."""
    for path in (memo_of(batch), original_of(batch), spool_of(batch), work_folder(batch) / "records.jsonl"):
        if path is not None:
            path.unlink(missing_ok=True)


def sweep_unentered(*, now: dt.datetime) -> int:
    """Remove folders of lists that were being received when the process was killed: no import knows them.

    What is being received now is younger than the settings say. Killed in its middle, it goes on the next time.
    """
    before = (now - dt.timedelta(days=settings.UPLOAD_DAYS)).timestamp()
    folders = [path for path in (Path(settings.WORK_FOLDER) / "imports").glob("*") if path.is_dir()]
    old = {path.name: path for path in folders if path.stat().st_mtime < before}
    known = ImportBatch.objects.filter(ulid__in=list(old)).values_list("ulid", flat=True) if old else ()
    for name in set(old) - set(known):
        shutil.rmtree(old[name], ignore_errors=True)
    return len(set(old) - set(known))
