"""Digests of what is kept: SHA-512 for the world, SM3 (GB/T 32905) for the law here, both in one reading."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO, Protocol

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.storage.errors import as_storage_error

BLOCK = 1 << 20

SM3_IS_MISSING = declare(
    "preservation.sm3_missing",
    gettext_noop("This Python cannot compute SM3: its OpenSSL is too old. Objects are stored with SHA-512 alone."),
    gettext_noop("Run Lantai with a Python linked to OpenSSL 3; the next version of each object then carries SM3."),
)


class SourceIsUnreadable(ArchiveError):
    code = "preservation.source_unreadable"
    message = gettext_noop("The file %(path)s could not be read while it was being stored: %(reason)s.")
    hint = gettext_noop("Nothing of its record was stored. Copy the file from its carrier again and repeat the intake.")


class SourceHasChanged(ArchiveError):
    code = "preservation.source_changed"
    message = gettext_noop("The file %(path)s is no longer the one that was checked: its SHA-512 differs.")
    hint = gettext_noop("Nothing of its record was stored. Find out who writes to the folder, then check it again.")


@dataclass(frozen=True, slots=True)
class Digests:
    """Length and digests of one file, in lower-case hexadecimal. `sm3` is None where Python cannot compute it."""

    size: int
    sha512: str
    sm3: str | None


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class _Sm3(_Hash, Protocol):
    def copy(self) -> _Sm3: ...


def sm3_is_available() -> bool:
    return "sm3" in hashlib.algorithms_available


def algorithm_findings() -> list[Finding]:
    """What `doctor` and intake say about this machine's digests; empty when all is well."""
    return [] if sm3_is_available() else [Finding(SM3_IS_MISSING, Severity.WARNING, "")]


def digest_bytes(data: bytes) -> Digests:
    sm3 = _new_sm3() if sm3_is_available() else None
    if sm3:
        sm3.update(data)
    return Digests(len(data), hashlib.sha512(data).hexdigest(), sm3.hexdigest() if sm3 else None)


def file_sha512(path: Path) -> str:
    """SHA-512 of a file that is not being copied."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha512").hexdigest()


def write_new(path: str, data: bytes) -> None:
    """A small file that must not be there yet. Raises a `StorageError`."""
    descriptor = _created(path)
    try:
        _write(descriptor, data, path)
    finally:
        os.close(descriptor)


def digest_stream(stream: BinaryIO, algorithms: Sequence[str]) -> dict[str, str]:
    """Digest of everything in the stream, one reading for all the algorithms, named as OCFL names them."""
    hashes = [_new_hash(name) for name in algorithms]
    while block := stream.read(BLOCK):
        for each in hashes:
            each.update(block)
    return {name: each.hexdigest() for name, each in zip(algorithms, hashes, strict=True)}


def copy_with_digests(source: Path, target: Path | str, *, known_sm3: str | None = None) -> Digests:
    """Copy the bytes, untouched, and digest them on the way.

    `known_sm3` spares the slower digest when the caller compares SHA-512 with an earlier reading anyway.
    Raises `SourceIsUnreadable` for the source and a `StorageError` for the target.
    """
    sha512 = hashlib.sha512()
    sm3 = _new_sm3() if known_sm3 is None and sm3_is_available() else None
    size = 0
    with _regular_file(source) as reader, _writing(target) as writer:
        while block := _read(reader, source):
            size += len(block)
            sha512.update(block)
            if sm3:
                sm3.update(block)
            _write(writer, block, target)
    return Digests(size, sha512.hexdigest(), sm3.hexdigest() if sm3 else known_sm3)


@cache
def _blank_sm3() -> _Sm3:
    return hashlib.new("sm3")


def _new_sm3() -> _Sm3:
    """A copy of a blank one: OpenSSL looks for an algorithm by its name longer than it digests a small file."""
    return _blank_sm3().copy()


def _new_hash(name: str) -> _Hash:
    """`blake2b-160` and its like are lengths of one algorithm; `sha512/256` has an underscore in hashlib."""
    if name.startswith("blake2b-"):
        return hashlib.blake2b(digest_size=int(name.removeprefix("blake2b-")) // 8)
    return hashlib.new(name.replace("/", "_"))


@contextmanager
def _regular_file(path: Path) -> Iterator[int]:
    """A descriptor on the file itself: no link is followed, no pipe or device waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise SourceIsUnreadable(path=str(path), reason=error.strerror) from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise SourceIsUnreadable(path=str(path), reason="not a regular file")
        yield descriptor
    finally:
        os.close(descriptor)


def _created(path: Path | str) -> int:
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except OSError as error:
        raise as_storage_error(error, path) from error


@contextmanager
def _writing(path: Path | str) -> Iterator[int]:
    descriptor = _created(path)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _read(descriptor: int, path: Path) -> bytes:
    try:
        return os.read(descriptor, BLOCK)
    except OSError as error:
        raise SourceIsUnreadable(path=str(path), reason=error.strerror) from error


def _write(descriptor: int, block: bytes, path: Path | str) -> None:
    view = memoryview(block)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except OSError as error:
        raise as_storage_error(error, path) from error
