"""Reading a backup through: every byte of every snapshot and object held against its digest. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lantai.config.backup.files import damage_in
from lantai.config.backup.place import OBJECTS, Place, Snapshot
from lantai.config.backup.saving import read_line
from lantai.holdings.preservation.ocfl.check import check_object
from lantai.holdings.preservation.ocfl.layout import iter_objects
from lantai.holdings.preservation.ocfl.read import has_object


@dataclass(slots=True)
class Judged:
    """How much was read, and everything that is wrong with it, a line each."""

    snapshots: int = 0
    objects: int = 0
    problems: list[str] = field(default_factory=list)


def judge(folder: Path) -> Judged:
    """Raises `NotABackup`, `BackupIsRunning` or a `StorageError`."""
    place, found = Place(folder.absolute()), Judged()
    place.refuse_unless_backup()
    with place.held():
        for snapshot in place.snapshots():
            found.snapshots += 1
            if problem := damage_in(snapshot.folder):
                found.problems.append(f"{snapshot.name}: {problem}")
        for object_id in iter_objects(place.store):
            found.objects += 1
            found.problems += [f"{each.path}: {each.code}" for each in check_object(place.store, object_id, full=True)]
        found.problems += _absent(place, place.snapshots()[-1:])
    return found


def _absent(place: Place, newest: list[Snapshot]) -> Iterator[str]:
    """Objects of the newest snapshot that are not there at all: a walk does not meet them."""
    for snapshot in newest:
        with (snapshot.folder / OBJECTS).open(encoding="ascii") as lines:
            for line in lines:
                wanted = read_line(line)
                if not has_object(place.store, wanted.object_id):
                    yield f"{wanted.object_id}: {snapshot.name}"
