"""Folders of an index on disk: one generation is served, another may be filled beside it, and a pointer names the one.

The pointer is a small file replaced in one step, so every process sees either the old generation or the new one.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from pathlib import Path

POINTER = "current"
_NAME = re.compile(r"[a-z0-9]+-(\d{6})")


class Generations:
    """The generations of one index under `root`; `mark` stands for the schema and the analyser they are made with."""

    def __init__(self, root: Path, mark: str) -> None:
        self.root = root
        self.mark = mark
        self._pointer = os.fspath(root / POINTER)
        self._seen: tuple[tuple[int, int], Path | None] | None = None

    def current(self) -> Path | None:
        """The generation served, whatever it was made with; None when there is none yet.

        Asked at every search: the pointer is replaced, never rewritten, so it is read again only when another file
        stands there.
        """
        try:
            found = os.stat(self._pointer)  # noqa: PTH116 - a tenth of a search's time goes into building paths
            mark = (found.st_ino, found.st_mtime_ns)
            if self._seen and self._seen[0] == mark:
                return self._seen[1]
            name = (self.root / POINTER).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        generation = self.root / name if _NAME.fullmatch(name) else None
        self._seen = (mark, generation)
        return generation

    def is_ours(self, generation: Path) -> bool:
        """Whether this version of the program can read it."""
        return generation.name.split("-")[0] == self.mark

    def begin(self) -> Path:
        """A new empty folder beside the others."""
        self.root.mkdir(parents=True, exist_ok=True)
        generation = self.root / f"{self.mark}-{self._last() + 1:06d}"
        generation.mkdir()
        return generation

    def switch_to(self, generation: Path) -> None:
        """Serve this generation from now on and remove the others; who still reads them keeps his files."""
        self.point_to(generation)
        for other in self._all():
            if other.name != generation.name:
                shutil.rmtree(other, ignore_errors=True)

    def point_to(self, generation: Path) -> None:
        """Serve this generation from now on, durably."""
        written = self.root / f"{POINTER}.new"
        with written.open("w", encoding="ascii") as file:
            file.write(generation.name)
            file.flush()
            os.fsync(file.fileno())
        written.replace(self.root / POINTER)
        _sync_folder(self.root)

    def forget(self) -> None:
        """Serve none any more, durably; the folder goes when the next one is served."""
        if self.root.is_dir():
            (self.root / POINTER).unlink(missing_ok=True)
            _sync_folder(self.root)

    def drop(self, generation: Path) -> None:
        """Remove a generation that was begun and not finished."""
        shutil.rmtree(generation, ignore_errors=True)

    def _all(self) -> list[Path]:
        return [path for path in self.root.iterdir() if path.is_dir() and _NAME.fullmatch(path.name)]

    def _last(self) -> int:
        numbers = [int(match[1]) for path in self._all() if (match := _NAME.fullmatch(path.name))]
        return max(numbers, default=0)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def size_of(folder: Path) -> int:
    """Bytes in a folder whose files may vanish while it is read."""
    total = 0
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            total += path.stat().st_size
    return total
