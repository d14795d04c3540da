"""Copying folders of plain files, and the list of digests that proves a snapshot, in the form of `sha512sum`."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lantai.engines.storage.errors import worded

SUMS = "SHA512SUMS"


@dataclass(slots=True)
class Copied:
    """How many files are in the copy, how many bytes they have, and how many had to be copied."""

    files: int = 0
    bytes: int = 0
    new: int = 0


def copy_folder(source: Path, target: Path, *, leave_out: Callable[[str], bool], before: Path | None = None) -> Copied:
    """Copy a folder that others go on writing to. Files equal to those in `before` become links to them.

    `leave_out` is asked for each path relative to the source; a folder left out is not entered. Files that vanish
    meanwhile are passed over. Nothing but plain files and folders is copied.
    """
    done = Copied()
    with worded(target):
        for path in _walk(source, "", leave_out):
            _copy_file(source / path, target / path, before / path if before else None, done)
    return done


def _walk(source: Path, below: str, leave_out: Callable[[str], bool]) -> Iterator[str]:
    with os.scandir(source / below) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        path = f"{below}/{entry.name}" if below else entry.name
        if leave_out(path):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(source, path, leave_out)
        elif entry.is_file(follow_symlinks=False):
            yield path


def _copy_file(source: Path, target: Path, before: Path | None, done: Copied) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if before and _looks_the_same(source, before):
            os.link(before, target)
        else:
            shutil.copy2(source, target)
            done.new += 1
    except FileNotFoundError:
        return
    done.files += 1
    done.bytes += target.stat().st_size


def _looks_the_same(source: Path, before: Path) -> bool:
    if not before.is_file():
        return False
    ours, theirs = source.stat(), before.stat()
    return (ours.st_size, ours.st_mtime_ns) == (theirs.st_size, theirs.st_mtime_ns)


def digest_of(path: Path) -> str:
    with path.open("rb") as reader:
        return hashlib.file_digest(reader, "sha512").hexdigest()


def write_sums(folder: Path) -> None:
    """`SHA512SUMS` over every file below the folder."""
    paths = sorted(_walk(folder, "", lambda path: path == SUMS))
    lines = [f"{digest_of(folder / path)}  {path}\n" for path in paths if "\n" not in path]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", errors="surrogateescape")


def damage_in(folder: Path) -> str:
    """The first file that is not what the list of digests says; empty when all are."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        for line in lines:
            digest, _, path = line.partition("  ")
            if digest_of(folder / path) != digest:
                return f"{path}: SHA-512"
    except OSError as error:
        return str(error)
    return ""
