"""What browsers send for an intake lies in the work folder until it is in storage; what nobody needs is swept.

1. An upload has a folder of its own. One that broke off, was refused or was killed has no transfer that names it.
2. When a folder is old enough and no unfinished transfer names it, it gets another name, and then it is deleted.
A kill between the two, or in the middle of deleting, leaves a folder with that other name: the next sweep ends it.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from lantai.base.common.ids import new_ulid
from lantai.holdings.accessions.models import Transfer, TransferItem

GOING = ".going"


def uploads_folder() -> Path:
    return Path(settings.WORK_FOLDER) / "uploads"


def keep_upload(name: str, pieces: Iterable[bytes]) -> Path:
    """An upload laid down where intake can read it, under a name that cannot lead anywhere else."""
    place = uploads_folder() / new_ulid() / Path(name).name.replace("\\", "_")[-80:]
    place.parent.mkdir(parents=True)
    with place.open("wb") as target:
        for piece in pieces:
            target.write(piece)
    return place


def sweep_uploads(*, now: dt.datetime) -> int:
    """Remove uploads of the age in the settings that no unfinished intake needs; returns how many."""
    before = (now - dt.timedelta(days=settings.UPLOAD_DAYS)).timestamp()
    old = [path for path in uploads_folder().glob("*") if path.suffix == GOING or _touched(path) < before]
    needed = _needed() if old else set()
    going = [path for path in old if path.name not in needed]
    for path in going:
        named = path if path.suffix == GOING else path.rename(path.with_name(path.name + GOING))
        shutil.rmtree(named, ignore_errors=True)
    return len(going)


def _touched(folder: Path) -> float:
    """When something was last written here: a long upload writes into a file that was made long before."""
    times = [folder.stat().st_mtime]
    times += [entry.stat(follow_symlinks=False).st_mtime for entry in os.scandir(folder)] if folder.is_dir() else []
    return max(times)


def _needed() -> set[str]:
    """Names of folders of transfers that are unfinished, or of which an item was refused: it may lie nowhere else."""
    top = uploads_folder().resolve()
    inside = Q(source__startswith=f"{top}{os.sep}") | Q(catalogue__startswith=f"{top}{os.sep}")
    refused = TransferItem.objects.filter(transfer=OuterRef("pk"), state=TransferItem.State.REFUSED)
    needed = Transfer.objects.filter(inside).filter(~Q(state=Transfer.State.STORED) | Exists(refused))
    paths = [Path(path) for pair in needed.values_list("source", "catalogue") for path in pair if path]
    return {path.relative_to(top).parts[0] for path in paths if path.is_relative_to(top)}
