"""A package being written: into a folder beside the target, which gets its name when everything is in it.

A kill leaves the half-made folder under a name that says so; the next attempt begins anew. Nothing is written over.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

from lantai.engines.packages.digests import copy_stream
from lantai.engines.packages.errors import FileChanged, NameCannotBeWritten, NameIsTaken, TargetIsThere
from lantai.engines.packages.files import LONGEST_PART, open_regular, safe_name
from lantai.engines.packages.model import Progress
from lantai.engines.packages.register import Register, folded
from lantai.engines.packages.watch import Watch

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
Source = Path | Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be put into a package: its name there, and a path or something that opens a stream.

    `digests`: what its bytes must have, by algorithm; those that are computed on the way in any case are compared.
    """

    name: str
    source: Source
    digests: Mapping[str, str] = field(default_factory=dict)


class NewFolder:
    """The folder a package is written into. As a context manager it appears whole at the end, or not at all."""

    def __init__(self, target: Path, *, progress: Progress | None = None) -> None:
        self.target = target
        self.path = target.with_name(f"{target.name}.unfinished")
        self.watch = Watch(progress)
        self._register = Register()
        self._made: set[str] = set()

    def __enter__(self) -> NewFolder:
        if self.target.is_symlink() or (
            self.target.exists() and (not self.target.is_dir() or any(self.target.iterdir()))
        ):
            raise TargetIsThere(path=str(self.target))
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._register.__exit__(kind, error, trace)
        if kind is not None:
            shutil.rmtree(self.path, ignore_errors=True)
            return
        if self.target.exists():
            self.target.rmdir()
        self.path.rename(self.target)

    def copy(self, file: NewFile, algorithms: Collection[str]) -> tuple[int, Mapping[str, str]]:
        """Copy one file in; its size and digests.

        Raises `NameCannotBeWritten`, `NameIsTaken`, `FileChanged`, OSError.
        """
        target = self.place(file.name)
        opened = open_regular(file.source) if isinstance(file.source, Path) else file.source()
        with opened as stream:
            size, digests = copy_stream(stream, target, algorithms, self.watch, file.name)
        for kind, digest in digests.items():
            if file.digests.get(kind, digest) != digest:
                raise FileChanged(name=file.name)
        return size, digests

    def create(self, name: str) -> IO[bytes]:
        """A new file to write into."""
        return self.place(name).open("xb")

    def place(self, name: str) -> Path:
        """Where a file of this name goes; its folder is made, and the name is taken from now on."""
        name = checked(name)
        if self._register.first("name", folded(name), name):
            raise NameIsTaken(name=name)
        path = self.path / name
        folder = name.rpartition("/")[0]
        if folder and folder not in self._made:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except (FileExistsError, NotADirectoryError) as error:
                raise NameIsTaken(name=name) from error
            if len(self._made) > 10_000:
                self._made.clear()
            self._made.add(folder)
        return path


def checked(name: str) -> str:
    """The name in normal form C. Raises `NameCannotBeWritten` for one that no other machine could read."""
    normal = unicodedata.normalize("NFC", name)
    if safe_name(normal) != normal:
        raise NameCannotBeWritten(name=name[:200], reason="it is not a plain relative name")
    if _CONTROL.search(normal):
        raise NameCannotBeWritten(name=repr(name[:200]), reason="it holds a control character")
    if any(len(os.fsencode(part)) > LONGEST_PART for part in normal.split("/")):
        raise NameCannotBeWritten(name=f"{name[:60]}…", reason="a part of it is longer than 255 bytes")
    return normal
