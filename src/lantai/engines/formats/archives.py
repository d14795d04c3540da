"""Zip and tar opened without trusting them: nothing leaves the target folder, grows without bound or stops the rest."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any

from lantai.base.common.findings import Finding, Severity
from lantai.engines.formats import codes, members, names
from lantai.engines.formats.members import ByteStream, Member
from lantai.engines.formats.readers.base import shown_name

_CHUNK = 1 << 20
_NESTED_ENDINGS = frozenset({".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
_RATIO_FROM = 64 << 20


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much may come out of one archive.

    `max_ratio` is judged of each entry and of all together, from 64 MB on: a blank page without compression packs a
    thousand times, but no package is made of blank pages alone. Text packs some ten times, scans fewer than fifty.
    """

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


class _DiskFailed(Exception):
    """The disk that is unpacked to failed, which is no fault of the archive."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


def extract(
    path: Path, into: Path, *, limits: ArchiveLimits | None = None
) -> tuple[list[ExtractedFile], list[Finding]]:
    """Unpack everything that is safe below `into`; what is not is a finding. Done again, it gives the same files.

    Archives inside the archive stay files. Data is streamed: memory does not grow with the size of members. Raises
    OSError when the disk below `into` fails, or has less room than the archive says it needs.
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
    _bytes: int = 0
    _is_dense: bool = False
    _taken: names.Taken = field(default_factory=names.Taken)
    _left_out: dict[str, list[Member]] = field(default_factory=dict)

    def run(self) -> None:
        try:
            with members.opened(self.path) as archive:
                self._bytes = self.path.stat().st_size
                if archive.guessed:
                    self._note(codes.GUESSED_NAMES, Severity.INFO, encoding=archive.guessed)
                self._look_ahead(archive.sizes)
                self._all(archive.members)
        except _DiskFailed as failed:
            raise failed.error from None
        except members.NotAnArchive as error:
            self._note(codes.NOT_OPENED, Severity.ERROR, detail=str(error))
        except _Bomb as error:
            self._note(codes.BOMB, Severity.ERROR, detail=str(error))
        except members.BROKEN as error:
            self._note(codes.NOT_OPENED, Severity.ERROR, detail=_told(error))
        self._tell_left_out()

    def _look_ahead(self, sizes: Sequence[tuple[int, int]]) -> None:
        """What the directory of a zip says beforehand: whether all of it together is a bomb, and whether it has room.

        In one that is, every entry that packs so well is left out, however small; the others are honest.
        """
        self._is_dense = self._too_dense(sum(size for size, _ in sizes), self._bytes)
        if not self.dry:
            wanted = sum(size for size, packed in sizes if not self._too_large(size, packed))
            self._need_room(min(wanted, self.limits.max_total))

    def _too_dense(self, size: int, packed: int) -> bool:
        return size > _RATIO_FROM and size > self.limits.max_ratio * max(packed, 1)

    def _too_large(self, size: int, packed: int) -> bool:
        dense = self._is_dense and size > self.limits.max_ratio * max(packed, 1)
        return dense or self._too_dense(size, packed) or size > self.limits.max_member

    def _need_room(self, wanted: int) -> None:
        """Refuse before anything is written. What an unpacking that was broken off left here is written over."""
        with _writing():
            self.into.mkdir(parents=True, exist_ok=True)
            if wanted > (free := shutil.disk_usage(self.into).free):
                here = sum(path.stat().st_size for path in self.into.rglob("*") if path.is_file())
                if wanted > free + here:
                    raise OSError(errno.ENOSPC, f"{os.strerror(errno.ENOSPC)}: {wanted - here} > {free} bytes")

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
        if entry.overlaps or (entry.alone and self._too_large(entry.size, entry.packed)):
            code = codes.OVERLAPPING_ENTRIES if entry.overlaps else codes.BOMB_ENTRIES
            self._left_out.setdefault(code, []).append(entry)
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
            with _writing():
                target.parent.mkdir(parents=True, exist_ok=True)
            self._stream(entry, target)
        except members.BROKEN as error:
            self._note(codes.DAMAGED_ENTRY, Severity.ERROR, entry.name, detail=_told(error))
            return
        self.files.append(ExtractedFile(name, target))

    def _stream(self, entry: Member, target: Path) -> None:
        """Through a file beside the target, so that a half-written file never bears the real name.

        Its name follows from the target's: after a kill, the next run takes it up instead of leaving it behind.
        """
        beside = target.with_name(names.beside(target.name))
        try:
            with closing(entry.open()) as stream:
                written = self._copy(entry, stream, beside)
            if entry.size >= 0 and written != entry.size:
                raise EOFError(f"{written} / {entry.size} bytes")
            with _writing():
                if target.is_dir() and not target.is_symlink():
                    shutil.rmtree(target)
                beside.replace(target)
        except BaseException:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise

    def _copy(self, entry: Member, stream: ByteStream, beside: Path) -> int:
        written = 0
        with _writing():
            out = beside.open("wb", buffering=0)  # whole chunks: nothing is left to fail when it is closed
        with out:
            while chunk := stream.read(_CHUNK):
                written += len(chunk)
                self._total += len(chunk)
                self._check(entry, written)
                with _writing():
                    _write_all(out, chunk)
        return written

    def _check(self, entry: Member, written: int) -> None:
        if self._total > self.limits.max_total:
            raise _Bomb(f"more than {self.limits.max_total} bytes in all")
        if written > self.limits.max_member:
            raise _Bomb(f"{entry.name}: more than {self.limits.max_member} bytes")
        if self._too_dense(written, entry.packed):
            raise _Bomb(f"{entry.name}: {entry.packed} bytes became more than {written}")
        if self._too_dense(self._total, self._bytes):
            raise _Bomb(f"{self._bytes} bytes became more than {self._total}")

    def _tell_left_out(self) -> None:
        """One finding of each kind, however many entries: a bomb has hundreds of thousands."""
        for code, entries in self._left_out.items():
            size, packed = sum(entry.size for entry in entries), sum(entry.packed for entry in entries)
            said: dict[str, Any] = {"count": len(entries), "name": entries[0].name, "size": size, "packed": packed}
            self._note(code, Severity.ERROR, **said)

    def _note(self, code: str, severity: Severity, entry: str = "", **params: Any) -> None:
        shown = shown_name(self.path)
        self.findings.append(Finding(code, severity, f"{shown}!{entry}" if entry else shown, params))


# Troubles of the disk that is written to. A path it cannot name, too long or of strange characters, is the entry's own.
_OURS = frozenset(
    {
        *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM),
        *(errno.EIO, errno.ESTALE, errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.EMFILE, errno.ENFILE),
    }
)


@contextmanager
def _writing() -> Iterator[None]:
    """What fails inside for want of room, rights or a disk is told as that, not as a broken archive."""
    try:
        yield
    except OSError as error:
        if error.errno in _OURS:
            raise _DiskFailed(error) from error
        raise


def _write_all(out: FileIO, chunk: bytes) -> None:
    """A disk that fills up takes a part first and says so at the next try."""
    rest = memoryview(chunk)
    while rest:
        rest = rest[out.write(rest) :]


def _told(error: Exception) -> str:
    return str(error)[:200] or type(error).__name__
