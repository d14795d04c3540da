"""Write a plain folder: files as they are named, and beside them what they are proved by."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from lantai.engines.packages.digest_lists import ListsOfDigests
from lantai.engines.packages.model import Progress
from lantai.engines.packages.writing import NewFile, NewFolder


def write_plain_folder(target: Path, *, files: Iterable[NewFile], progress: Progress | None = None) -> None:
    """Write a folder of these files, and a list of digests for each of SM3 and SHA-256, of everything but the lists.

    `sha256sum --check`, begun in the folder, reads the second. Raises `TargetIsThere`, `NameCannotBeWritten`,
    `NameIsTaken`, `FileChanged`, OSError.
    """
    with NewFolder(target, progress=progress) as folder, ExitStack() as stack:
        lists = ListsOfDigests(folder, stack)
        for file in files:
            lists.copy(file)
