"""A store in memory: what tests and dry runs use. It keeps every promise but the one about power cuts."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import BinaryIO

from lantai.engines.storage.errors import BlobIsMissing, TreeHasChanged, worded
from lantai.engines.storage.protocol import Publication, checked


class MemoryBlobStore:
    """See `BlobStore`. One instance is one store; nothing survives it."""

    def __init__(self) -> None:
        self._blobs: dict[str, bytes] = {}
        self._lock = RLock()

    def prepare(self) -> None:
        """Nothing to make ready."""

    @contextmanager
    def staging(self) -> Iterator[Path]:
        with worded(tempfile.gettempdir()):
            folder = tempfile.TemporaryDirectory(prefix="lantai-stage-")
        with folder as name:
            yield Path(name)

    def open(self, key: str) -> BinaryIO:
        return io.BytesIO(self._find(key))

    def size(self, key: str) -> int:
        return len(self._find(key))

    def exists(self, key: str) -> bool:
        return checked(key) in self._blobs

    def list(self, prefix: str = "") -> Iterator[str]:
        return iter(sorted(self._below(prefix), key=lambda key: key.split("/")))

    def folders(self, prefix: str = "") -> Iterator[str]:
        depth = len(prefix.split("/")) + 1 if prefix else 1
        split = (key.split("/") for key in self._below(prefix))
        return iter(sorted({"/".join(parts[:depth]) for parts in split if len(parts) > depth}))

    def files(self, prefix: str = "") -> Iterator[str]:
        depth = len(prefix.split("/")) + 1 if prefix else 1
        return iter(sorted(key for key in self._below(prefix) if key.count("/") == depth - 1))

    def put(self, key: str, data: bytes) -> None:
        with self._lock:
            self._blobs[checked(key)] = bytes(data)

    def publish_trees(self, publications: Sequence[Publication]) -> None:
        for publication in publications:
            self._publish(publication)

    def delete_tree(self, prefix: str) -> None:
        with self._lock:
            self._drop(checked(prefix))

    def local_path(self, key: str) -> Path | None:
        self._find(key)
        return None

    def local_tree(self, prefix: str) -> Path | None:
        checked(prefix)
        return None

    def free_bytes(self) -> int:
        return sys.maxsize

    def _find(self, key: str) -> bytes:
        try:
            return self._blobs[checked(key)]
        except KeyError:
            raise BlobIsMissing(key=key) from None

    def _below(self, prefix: str) -> Sequence[str]:
        start = f"{checked(prefix)}/" if prefix else ""
        with self._lock:
            return [key for key in self._blobs if key.startswith(start)]

    def _drop(self, prefix: str) -> None:
        for key in self._below(prefix):
            del self._blobs[key]

    def _publish(self, publication: Publication) -> None:
        prefix = checked(publication.prefix)
        with worded(publication.staged):
            files = [path for path in publication.staged.rglob("*") if path.is_file()]
            tree = {f"{prefix}/{path.relative_to(publication.staged).as_posix()}": path.read_bytes() for path in files}
        with self._lock:
            if not self._is_expected(prefix, publication.expects):
                raise TreeHasChanged(prefix=prefix)
            for path in publication.carry:
                key = f"{prefix}/{checked(path)}"
                if key not in self._blobs:
                    raise TreeHasChanged(prefix=prefix)
                tree[key] = self._blobs[key]
            self._drop(prefix)
            self._blobs.update(tree)

    def _is_expected(self, prefix: str, expects: Mapping[str, bytes] | None) -> bool:
        if expects is None:
            return True
        if not expects:
            return not self._below(prefix)
        return all(self._blobs.get(f"{prefix}/{path}") == data for path, data in expects.items())
