"""Stores that fail on purpose, so that what stands above them can show it loses nothing."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from lantai.engines.storage.errors import DiskIsFull
from lantai.engines.storage.protocol import BlobStore, Publication


class FullDisk:
    """A store with room for so many more bytes: what does not fit is refused as a full disk refuses it."""

    def __init__(self, inner: BlobStore, *, room: int) -> None:
        self.inner = inner
        self.room = room

    def put(self, key: str, data: bytes) -> None:
        self._take(key, len(data))
        self.inner.put(key, data)

    def publish_trees(self, publications: Sequence[Publication]) -> None:
        """One by one, as a disk fills: those that fit are there, the first that does not raises."""
        for publication in publications:
            files = (path for path in publication.staged.rglob("*") if path.is_file())
            self._take(publication.prefix, sum(path.stat().st_size for path in files))
            self.inner.publish_trees([publication])

    def free_bytes(self) -> int:
        return self.room

    def _take(self, place: str, size: int) -> None:
        if size > self.room:
            raise DiskIsFull(place=place, reason=os.strerror(errno.ENOSPC))
        self.room -= size

    def prepare(self) -> None:
        self.inner.prepare()

    def staging(self) -> AbstractContextManager[Path]:
        return self.inner.staging()

    def open(self, key: str) -> BinaryIO:
        return self.inner.open(key)

    def size(self, key: str) -> int:
        return self.inner.size(key)

    def exists(self, key: str) -> bool:
        return self.inner.exists(key)

    def list(self, prefix: str = "") -> Iterator[str]:
        return self.inner.list(prefix)

    def folders(self, prefix: str = "") -> Iterator[str]:
        return self.inner.folders(prefix)

    def files(self, prefix: str = "") -> Iterator[str]:
        return self.inner.files(prefix)

    def delete_tree(self, prefix: str) -> None:
        self.inner.delete_tree(prefix)

    def local_path(self, key: str) -> Path | None:
        return self.inner.local_path(key)

    def local_tree(self, prefix: str) -> Path | None:
        return self.inner.local_tree(prefix)
