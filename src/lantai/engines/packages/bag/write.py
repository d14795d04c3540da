"""Write a bag by RFC 8493, version 1.0: files are copied and digested in one reading, manifests grow as they come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lantai.engines.packages.digests import default_algorithms, digest_file
from lantai.engines.packages.model import Progress
from lantai.engines.packages.writing import NewFile, NewFolder, checked

AGENT = "Lantai"


@dataclass(frozen=True, slots=True)
class TagFile(NewFile):
    """A file about the payload, that lies beside data under its own name (RFC 8493, 2.2.4)."""


@dataclass(frozen=True, slots=True)
class WrittenBag:
    """What was written: files and bytes of the payload."""

    files: int
    size: int


def write_bag(
    target: Path,
    *,
    files: Iterable[NewFile],
    on: dt.date,
    info: Mapping[str, str | Sequence[str]] | None = None,
    algorithms: Sequence[str] = (),
    progress: Progress | None = None,
) -> WrittenBag:
    """Write a bag; `files` are named below data but for a `TagFile`, `info` goes into bag-info.txt.

    Manifests are in SM3 and SHA-256 unless `algorithms` says otherwise. Raises `TargetIsThere`, `NameCannotBeWritten`,
    `NameIsTaken`, `FileChanged`, OSError.
    """
    kinds = tuple(algorithms) or default_algorithms()
    count = size = 0
    tags: list[tuple[str, Mapping[str, str]]] = []
    with NewFolder(target, progress=progress) as folder:
        with ExitStack() as stack:
            manifests = {each: stack.enter_context(folder.create(f"manifest-{each}.txt")) for each in kinds}
            (folder.path / "data").mkdir()
            for file in files:
                if isinstance(file, TagFile):
                    tags.append((checked(file.name), folder.copy(file, kinds)[1]))
                    continue
                name = checked(f"data/{file.name}")
                length, digests = folder.copy(NewFile(name, file.source, file.digests), kinds)
                _note(manifests, digests, name)
                count, size = count + 1, size + length
        _tags(folder, info or {}, f"{size}.{count}", on)
        _tag_manifests(folder, kinds, tags)
    return WrittenBag(count, size)


def _tags(folder: NewFolder, info: Mapping[str, str | Sequence[str]], oxum: str, on: dt.date) -> None:
    with folder.create("bagit.txt") as out:
        out.write(b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    ours = {"Bag-Software-Agent": AGENT, "Bagging-Date": on.isoformat(), "Payload-Oxum": oxum}
    mine = {label.lower() for label in ours}
    with folder.create("bag-info.txt") as out:
        for label, given in (
            *((label, given) for label, given in info.items() if label.lower() not in mine),
            *ours.items(),
        ):
            for value in (given,) if isinstance(given, str) else given:
                out.write(f"{' '.join(label.split()).replace(':', '')}: {' '.join(value.split())}\n".encode())


def _tag_manifests(folder: NewFolder, kinds: Sequence[str], others: Sequence[tuple[str, Mapping[str, str]]]) -> None:
    names = ["bagit.txt", "bag-info.txt", *(f"manifest-{each}.txt" for each in kinds)]
    with ExitStack() as stack:
        manifests = {each: stack.enter_context(folder.create(f"tagmanifest-{each}.txt")) for each in kinds}
        for name in names:
            _, digests = digest_file(folder.path / name, kinds, folder.watch, name)
            _note(manifests, digests, name)
        for name, known in others:
            _note(manifests, known, name)


def _note(manifests: Mapping[str, IO[bytes]], digests: Mapping[str, str], name: str) -> None:
    """One line each; the percent sign is the only character of an allowed name that BagIt encodes."""
    for kind, manifest in manifests.items():
        manifest.write(f"{digests[kind]}  {name.replace('%', '%25')}\n".encode())
