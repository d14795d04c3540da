"""Reading what really lies in storage: every name below an object, and digests at the speed of the disk.

A check must not push out what readers have in memory, so pages it brought in are given back; those that were there
before it came are left alone. Digests are computed without Python's lock, so two objects are read side by side.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol, TypeAlias

from lantai.engines.storage.errors import BlobIsMissing, StorageError
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.preservation.digests import digest_stream

SMALL = 1 << 16
BLOCK = 1 << 20
_READING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
"""No link is followed, no pipe waited for."""
_HASHES = {"sha512": hashlib.sha512, "sha256": hashlib.sha256}
"""Made in a fifth of the time that making one by name takes."""


class _Hash(Protocol):
    def update(self, data: bytes | memoryview, /) -> None: ...
    def hexdigest(self) -> str: ...


class NotReadable(Exception):
    """A file is there and cannot be read: the disk fails, a right is missing, or it is no file at all."""

    def __init__(self, reason: str, number: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.number = reason, number


class Vanished(Exception):
    """The file is not there, or no longer."""


@dataclass(slots=True)
class Listing:
    """Every name below an object, relative to it. `odd` are links, pipes and devices: never followed, never right."""

    files: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    empty: set[str] = field(default_factory=set)
    odd: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.files or self.folders or self.odd)


@dataclass(frozen=True, slots=True)
class Seen:
    """Length and digests of what lies there."""

    size: int
    digests: tuple[str, ...]


def tree_at(store: BlobStore, prefix: str, *, from_disk: bool = False) -> Tree:
    """The object at this prefix. `from_disk`: what is in memory is forgotten first, so that the disk itself is read."""
    folder = store.local_tree(prefix)
    return LocalTree(str(folder), from_disk) if folder is not None else StoreTree(store, prefix)


class LocalTree:
    """One object as it lies in a folder.

    `listing` gives all names and raises `NotReadable` for a folder that cannot be read; `read` a small file whole;
    `digest` size and digests in the order asked. Both raise `Vanished` and `NotReadable`.
    """

    def __init__(self, folder: str, from_disk: bool) -> None:  # noqa: FBT001 made only above
        self._folder = folder
        self._from_disk = from_disk

    def listing(self) -> Listing:
        found = Listing()
        try:
            self._list(self._folder, "", found)
        except FileNotFoundError:
            return Listing()
        except OSError as error:
            raise NotReadable(error.strerror or str(error), error.errno or 0) from error
        return found

    def _list(self, folder: str, start: str, found: Listing) -> None:
        before = len(found.files) + len(found.folders) + len(found.odd)
        with os.scandir(folder) as entries:
            for entry in entries:
                path = start + entry.name
                if entry.is_file(follow_symlinks=False):
                    found.files.add(path)
                elif entry.is_dir(follow_symlinks=False):
                    found.folders.add(path)
                    self._list(entry.path, f"{path}/", found)
                else:
                    found.odd.add(path)
        if start and len(found.files) + len(found.folders) + len(found.odd) == before:
            found.empty.add(start[:-1])

    def read(self, path: str) -> bytes:
        """Opened and closed by hand, here and below: a context manager costs as much as reading a small file."""
        try:
            descriptor = os.open(f"{self._folder}/{path}", _READING)
            try:
                return _all_of(descriptor, from_disk=self._from_disk)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise _told(error) from error

    def digest(self, path: str, algorithms: Sequence[str]) -> Seen:
        hashes = [_HASHES[name]() if name in _HASHES else hashlib.new(name) for name in algorithms]
        try:
            descriptor = os.open(f"{self._folder}/{path}", _READING)
            try:
                size = _digest(descriptor, hashes, from_disk=self._from_disk)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise _told(error) from error
        return Seen(size, tuple([each.hexdigest() for each in hashes]))


def _all_of(descriptor: int, *, from_disk: bool) -> bytes:
    if from_disk:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    data = os.read(descriptor, SMALL)
    if len(data) < SMALL:
        return data
    parts = [data]
    while data := os.read(descriptor, BLOCK):
        parts.append(data)
    return b"".join(parts)


def _digest(descriptor: int, hashes: Sequence[_Hash], *, from_disk: bool) -> int:
    """Digest everything and give its length."""
    if from_disk:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    block: bytes | memoryview = os.read(descriptor, SMALL)
    if len(block) < SMALL:
        for each in hashes:
            each.update(block)
        return len(block)
    was_in_memory = _is_in_memory(descriptor)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_SEQUENTIAL)
    buffer, size = memoryview(bytearray(BLOCK)), 0
    while block:
        size += len(block)
        for each in hashes:
            each.update(block)
        block = buffer[: os.preadv(descriptor, [buffer], size)]
    if not was_in_memory:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    return size


def _is_in_memory(descriptor: int) -> bool:
    """Whether somebody had this file in memory before us, as its last page tells: the first we have just read."""
    last = max(0, os.fstat(descriptor).st_size - 1)
    try:
        return os.preadv(descriptor, [bytearray(1)], last, os.RWF_NOWAIT) == 1
    except OSError:  # not in memory, or a file system that cannot say
        return False


def _told(error: OSError) -> Exception:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return Vanished()
    return NotReadable(error.strerror or str(error), error.errno or 0)


class StoreTree:
    """The same through the protocol alone, for stores without folders."""

    def __init__(self, store: BlobStore, prefix: str) -> None:
        self._store = store
        self._prefix = prefix

    def listing(self) -> Listing:
        cut = len(self._prefix) + 1
        files = {key[cut:] for key in self._store.list(self._prefix)}
        folders = {"/".join(path.split("/")[:n]) for path in files for n in range(1, path.count("/") + 1)}
        return Listing(files, folders)

    def read(self, path: str) -> bytes:
        with self._open(path) as blob:
            return blob.read()

    def digest(self, path: str, algorithms: Sequence[str]) -> Seen:
        with self._open(path) as blob:
            digests = digest_stream(blob, algorithms)
            return Seen(blob.tell(), tuple(digests[name] for name in algorithms))

    @contextmanager
    def _open(self, path: str) -> Iterator[BinaryIO]:
        try:
            with closing(self._store.open(f"{self._prefix}/{path}")) as blob:
                yield blob
        except BlobIsMissing as error:
            raise Vanished from error
        except StorageError as error:
            raise NotReadable(str(error)) from error


Tree: TypeAlias = LocalTree | StoreTree
"""One object as it lies in one place."""
