"""Zip and tar opened without trusting them: nothing leaves the target folder, grows without bound or stops the rest."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from lantai.base.common.findings import Finding, Severity
from lantai.engines.formats import codes, members, names
from lantai.engines.formats.members import ByteStream, Member
from lantai.engines.formats.readers.base import shown_name

_CHUNK = 1 << 20
_NESTED_ENDINGS = frozenset({".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
_RATIO_FROM = 64 << 20


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much may come out of one archive. `max_ratio` counts from 64 MB on: blank pages pack very well."""

    max_members: int = 200_000
    max_total: int = 100 << 30
    max_member: int = 20 << 30
    max_ratio: int = 250


@dataclass(frozen=True, slots=True)
class ExtractedFile:
    """One file that came out: its name below the target folder with `/`, and where it lies now."""

    name: str
    path: Path


class _Bomb(Exception):
    """More came out than the limits allow."""


def extract(
    path: Path, into: Path, *, limits: ArchiveLimits | None = None
) -> tuple[list[ExtractedFile], list[Finding]]:
    """Unpack everything that is safe below `into`; what is not is a finding. Done again, it gives the same files.

    Archives inside the archive stay files. Data is streamed: memory does not grow with the size of members.
    """
    work = _Extraction(Path(path), Path(into), limits or ArchiveLimits())
    work.run()
    return work.files, work.findings


def listing(path: Path, *, limits: ArchiveLimits | None = None) -> tuple[list[tuple[str, int]], list[Finding]]:
    """Names and sizes as `extract` would give them, without writing anything."""
    with tempfile.TemporaryDirectory() as nowhere:
        work = _Extraction(Path(path), Path(nowhere), limits or ArchiveLimits(), dry=True)
        work.run()
    return work.sizes, work.findings


@dataclass
class _Extraction:
    """One archive being unpacked."""

    path: Path
    into: Path
    limits: ArchiveLimits
    dry: bool = False
    files: list[ExtractedFile] = field(default_factory=list)
    sizes: list[tuple[str, int]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _total: int = 0
    _taken: names.Taken = field(default_factory=names.Taken)

    def run(self) -> None:
        try:
            with members.opened(self.path) as archive:
                if archive.guessed:
                    self._note(codes.GUESSED_NAMES, Severity.INFO, encoding=archive.guessed)
                self._all(archive.members)
        except members.NotAnArchive as error:
            self._note(codes.NOT_OPENED, Severity.ERROR, detail=str(error))
        except _Bomb as error:
            self._note(codes.BOMB, Severity.ERROR, detail=str(error))
        except members.BROKEN as error:
            self._note(codes.NOT_OPENED, Severity.ERROR, detail=_told(error))

    def _all(self, entries: Iterator[Member]) -> None:
        for count, entry in enumerate(entries, start=1):
            if count > self.limits.max_members:
                raise _Bomb(f"more than {self.limits.max_members} entries")
            if not entry.folder:
                self._one(entry)

    def _one(self, entry: Member) -> None:
        if entry.special:
            self._note(codes.SPECIAL, Severity.WARNING, entry.name, kind=entry.special)
            return
        if entry.encrypted:
            self._note(codes.ENCRYPTED_ENTRY, Severity.ERROR, entry.name)
            return
        name = self._name(entry)
        if name is None:
            return
        if self.dry:
            self.sizes.append((name, entry.size))
        else:
            self._write(entry, name)

    def _name(self, entry: Member) -> str | None:
        """The name to write under, with every change to it and every trap in it told."""
        safe = names.safe(entry.name)
        if safe is None:
            self._note(codes.UNSAFE_PATH, Severity.ERROR, entry.name, name=entry.name)
            return None
        if safe.absolute:
            self._note(codes.ABSOLUTE_PATH, Severity.WARNING, entry.name, name=entry.name)
        if safe.shortened:
            self._note(codes.NAME_TOO_LONG, Severity.WARNING, entry.name, new=safe.name)
        if safe.awkward:
            self._note(codes.AWKWARD_NAME, Severity.WARNING, entry.name, reason=safe.awkward)
        name, similar = self._taken.take(safe.name)
        if name != safe.name:
            self._note(codes.DUPLICATE_NAME, Severity.WARNING, entry.name, new=name)
        elif similar:
            self._note(codes.SIMILAR_NAME, Severity.WARNING, entry.name, other=similar)
        if Path(name).suffix.lower() in _NESTED_ENDINGS:
            self._note(codes.NESTED, Severity.INFO, entry.name)
        return name

    def _write(self, entry: Member, name: str) -> None:
        target = self.into / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._stream(entry, target)
        except members.BROKEN as error:
            if isinstance(error, OSError) and error.errno in _OURS:
                raise
            self._note(codes.DAMAGED_ENTRY, Severity.ERROR, entry.name, detail=_told(error))
            return
        self.files.append(ExtractedFile(name, target))

    def _stream(self, entry: Member, target: Path) -> None:
        """Through a file beside the target, so that a half-written file never bears the real name.

        Its name follows from the target's: after a kill, the next run takes it up instead of leaving it behind.
        """
        beside = target.with_name(names.beside(target.name))
        try:
            with beside.open("wb") as out, closing(entry.open()) as stream:
                written = self._copy(entry, stream, out)
            if entry.size >= 0 and written != entry.size:
                raise EOFError(f"{written} / {entry.size} bytes")
            if target.is_dir() and not target.is_symlink():
                shutil.rmtree(target)
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise

    def _copy(self, entry: Member, stream: ByteStream, out: IO[bytes]) -> int:
        written = 0
        while chunk := stream.read(_CHUNK):
            written += len(chunk)
            self._total += len(chunk)
            self._check(entry, written)
            out.write(chunk)
        return written

    def _check(self, entry: Member, written: int) -> None:
        if self._total > self.limits.max_total:
            raise _Bomb(f"more than {self.limits.max_total} bytes in all")
        if written > self.limits.max_member:
            raise _Bomb(f"{entry.name}: more than {self.limits.max_member} bytes")
        if written > _RATIO_FROM and written > self.limits.max_ratio * max(entry.packed, 1):
            raise _Bomb(f"{entry.name}: {entry.packed} bytes became more than {written}")

    def _note(self, code: str, severity: Severity, entry: str = "", **params: Any) -> None:
        shown = shown_name(self.path)
        self.findings.append(Finding(code, severity, f"{shown}!{entry}" if entry else shown, params))


# Disk full, read-only, quota: troubles of this machine, which the caller must hear as they are.
_OURS = frozenset({28, 30, 122, 13, 1})


def _told(error: Exception) -> str:
    return str(error)[:200] or type(error).__name__
