"""The folder of a backup: a storage root that anyone can read, and snapshots of what stands around it.

lantai-backup.json      what this folder is
storage/                an OCFL storage root: every object, up to the newest version that was saved
snapshots/<moment>/     one moment of the archive: database, list of objects, files of the home folder, digests
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lantai.base.common.locks import lock
from lantai.config.backup.errors import BackupIsRunning, NoSuchSnapshot, NotABackup, SnapshotIsDamaged
from lantai.config.backup.files import SUMS, damage_in
from lantai.engines.storage.backends.filesystem import FilesystemBlobStore
from lantai.engines.storage.errors import worded
from lantai.holdings.preservation.ocfl.layout import prepare_root

FORMAT = "lantai-backup/1"
MARK = "lantai-backup.json"
FACTS = "snapshot.json"
OBJECTS = "objects.tsv"
MISSING = "missing.tsv"
HOME = "home"
_MOMENT = re.compile(r"\d{8}T\d{6}Z(-\d+)?")
_UNFINISHED = "unfinished-"
_README = """\
本文件夹是兰台(Lantai)的备份。storage/ 是 OCFL 1.1 存储根,不依赖任何软件即可阅读;snapshots/ 下每个文件夹是一个时刻:
数据库、当时的对象清单(objects.tsv:对象标识、版本、清单的 SHA-512)、配置与在办文件;SHA512SUMS 可用 sha512sum -c 校验。
密钥不在其中。恢复:在空的 LANTAI_HOME 中运行 bin/lantai restore 本文件夹。请勿手工增删改。

This folder is a backup of Lantai. storage/ is an OCFL 1.1 storage root and needs no software to be read. Each folder in
snapshots/ is one moment: the database, the objects of that moment (objects.tsv: id, version, SHA-512 of the inventory),
settings and work in hand; SHA512SUMS is checked by `sha512sum -c`. Keys are not in it. To restore: `bin/lantai restore`
with this folder, in an empty LANTAI_HOME. Change nothing here by hand.
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One finished snapshot: its folder and the facts it states of itself."""

    folder: Path
    facts: dict[str, Any]

    @property
    def name(self) -> str:
        return self.folder.name

    def refuse_if_damaged(self) -> None:
        """Read everything in it. Raises `SnapshotIsDamaged` with the first file that is not what its digest says."""
        if problem := damage_in(self.folder):
            raise SnapshotIsDamaged(name=self.name, problem=problem)


class Place:
    """A backup folder on a disk, changed by `saving` alone; a snapshot appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = FilesystemBlobStore(folder / "storage")

    @property
    def _snapshots(self) -> Path:
        return self.folder / "snapshots"

    def refuse_unless_backup(self) -> None:
        if not (self.folder / MARK).is_file():
            raise NotABackup(place=str(self.folder))

    def prepare(self) -> None:
        """Make it a backup folder; again is harmless. Raises `NotABackup` for a folder that holds other things."""
        with worded(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            if not (self.folder / MARK).exists():
                if any(each.name not in {"lock", "lost+found"} for each in self.folder.iterdir()):
                    raise NotABackup(place=str(self.folder))
                (self.folder / "README.txt").write_text(_README, encoding="utf-8")
                (self.folder / MARK).write_text(json.dumps({"format": FORMAT}) + "\n", encoding="utf-8")
            self._snapshots.mkdir(exist_ok=True)
            for left in self._snapshots.glob(f"{_UNFINISHED}*"):
                shutil.rmtree(left)
        self.store.prepare()
        prepare_root(self.store)

    @contextmanager
    def held(self) -> Iterator[None]:
        """For this process alone. Raises `BackupIsRunning`."""
        with worded(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        with lock(self.folder / "lock", wait=False) as mine:
            if not mine:
                raise BackupIsRunning(place=str(self.folder))
            yield

    def snapshots(self) -> list[Snapshot]:
        """The finished ones, oldest first."""
        if not self._snapshots.is_dir():
            return []
        names = sorted(each.name for each in self._snapshots.iterdir() if _MOMENT.fullmatch(each.name))
        return [Snapshot(self._snapshots / name, _facts(self._snapshots / name)) for name in names]

    def snapshot(self, name: str = "") -> Snapshot:
        """That one, or the newest. Raises `NoSuchSnapshot`."""
        known = self.snapshots()
        found = [each for each in known if not name or each.name == name]
        if not found:
            raise NoSuchSnapshot(place=str(self.folder), name=name or "—", known=" ".join(s.name for s in known) or "—")
        return found[-1]

    def unfinished(self, moment: str) -> Path:
        """A folder for a snapshot in the making. Named for its moment, and for the next of the same second."""
        number, name = 1, moment
        while (self._snapshots / name).exists():
            number += 1
            name = f"{moment}-{number}"
        folder = self._snapshots / f"{_UNFINISHED}{name}"
        folder.mkdir()
        return folder

    def finish(self, folder: Path) -> Snapshot:
        """The snapshot appears: one rename, after all of it has reached the disk."""
        name = folder.name.removeprefix(_UNFINISHED)
        return Snapshot(folder.rename(self._snapshots / name), _facts(self._snapshots / name))

    def forget_all_but(self, count: int) -> list[str]:
        """Remove the oldest snapshots. Objects stay: they are archives, and other snapshots need most of them."""
        old = self.snapshots()[: -count or None]
        for each in old:
            shutil.rmtree(each.folder)
        return [each.name for each in old]


def _facts(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / FACTS).read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise SnapshotIsDamaged(name=folder.name, problem=f"{FACTS}: {error}") from error


__all__ = ["FACTS", "FORMAT", "HOME", "MISSING", "OBJECTS", "SUMS", "Place", "Snapshot"]
