"""Files out of the storage: opened when they are needed, and proved by their digest while they are read."""

from __future__ import annotations

import hashlib
from functools import lru_cache, partial
from types import TracebackType
from typing import IO, BinaryIO, cast

from lantai.engines.packages.errors import FileChanged
from lantai.engines.packages.writing import NewFile
from lantai.engines.storage.current import blob_store
from lantai.holdings.handing_out.giving import GivenFile
from lantai.holdings.handing_out.parcel import HeldFile
from lantai.holdings.preservation.models import StoredObject
from lantai.holdings.preservation.ocfl.inventory import Inventory
from lantai.holdings.preservation.ocfl.layout import object_prefix
from lantai.holdings.preservation.ocfl.read import FileIsNotInObject, read_inventory


def new_file(held: HeldFile, name: str) -> NewFile:
    """A file for a package whose writer computes SM3 or SHA-512, and compares them."""
    digests = {"sha512": held.stored.sha512} | ({"sm3": held.stored.sm3} if held.stored.sm3 else {})
    return NewFile(name, partial(opened, held.stored), digests)


def proved_file(held: HeldFile, name: str) -> NewFile:
    """A file for a package whose writer computes neither."""
    return NewFile(name, partial(proved, held.stored, name))


def opened(file: GivenFile) -> BinaryIO:
    """Raises `BlobIsMissing` and `FileIsNotInObject`."""
    stored = file.stored
    return opened_of(stored, file.logical_path)


def opened_of(stored: StoredObject, logical_path: str) -> BinaryIO:
    """One file of the newest version of an object."""
    inventory = _inventory(stored.object_id, stored.version)
    digest = inventory.state().get(logical_path)
    if digest is None:
        raise FileIsNotInObject(object_id=stored.object_id, path=logical_path, version=inventory.head)
    return blob_store().open(f"{object_prefix(stored.object_id)}/{inventory.content_path(digest)}")


@lru_cache(maxsize=4)
def _inventory(object_id: str, version: int) -> Inventory:
    """The files of one object are read one after the other. `version`: a newer one has another inventory."""
    return read_inventory(blob_store(), object_id)


def proved(file: GivenFile, name: str) -> IO[bytes]:
    return cast("IO[bytes]", _Proved(opened(file), file.sha512, name))


class _Proved:
    """A stream that raises `FileChanged` at its end, where its bytes are not those that were taken in."""

    def __init__(self, stream: BinaryIO, sha512: str, name: str) -> None:
        self._stream, self._wanted, self._name = stream, sha512, name
        self._hash = hashlib.sha512()

    def __enter__(self) -> _Proved:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self._hash.update(block)
        if (not block or size < 0) and self._hash.hexdigest() != self._wanted:
            raise FileChanged(name=self._name)
        return block
