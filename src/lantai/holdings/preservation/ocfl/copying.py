"""Copying objects from one store to another, up to a version, believing no byte that its digest does not prove."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.engines.storage.errors import BlobIsMissing, worded
from lantai.engines.storage.protocol import BlobStore, Publication
from lantai.holdings.preservation.digests import BLOCK, write_new
from lantai.holdings.preservation.ocfl.inventory import (
    ALGORITHM,
    DECLARATION,
    INVENTORY,
    SIDECAR,
    TOMBSTONE,
    Inventory,
    parse_inventory,
)
from lantai.holdings.preservation.ocfl.layout import object_prefix


class CopyIsDamaged(ArchiveError):
    code = "preservation.copy_damaged"
    message = gettext_noop("%(object_id)s was not copied: %(path)s is not what its inventory says.")
    hint = gettext_noop("Run the fixity check with repair on the side that was read, then copy again.")
    http_status = 500
    exit_code = 1


class CopyHasAnotherHistory(ArchiveError):
    code = "preservation.copy_has_another_history"
    message = gettext_noop("%(object_id)s was not copied: the copy that lies there has another history.")
    hint = gettext_noop("Nothing was overwritten. Copy to a new, empty folder, and keep the old one as it is.")
    http_status = 409
    exit_code = 1


@dataclass(frozen=True, slots=True)
class ObjectVersion:
    """An object as it was at one version, and the SHA-512 of the inventory that proves all the rest of it.

    `version` 0: the newest there is, believed when the digest beside its inventory is right.
    """

    object_id: str
    version: int
    inventory_sha512: str

    @property
    def prefix(self) -> str:
        return object_prefix(self.object_id)


@dataclass(frozen=True, slots=True)
class StagedCopy:
    """A copy waiting to be published; `read` is how many bytes were taken from the source for it."""

    publication: Publication
    read: int


def stage_copy(
    source: BlobStore, target: BlobStore, stage: Path, wanted: ObjectVersion, *, fresh: bool = False
) -> StagedCopy | None:
    """Build the object up to that version below `stage`, taking over what the target has of it already.

    None when the target has exactly this. `fresh`: all of it anew, whatever lies there. Bytes are held against the
    inventory on the way, the inventory against `wanted`. Raises `CopyIsDamaged`, `CopyHasAnotherHistory`,
    `InventoryIsBroken` (of the target), `BlobIsMissing` (of the source) or a `StorageError`.
    """
    data = _inventory_bytes(source, wanted)
    there = None if fresh else _read(target, f"{wanted.prefix}/{INVENTORY}")
    if there == data:
        return None
    inventory = parse_inventory(data, prefix=wanted.prefix)
    present = _present(target, wanted.prefix, inventory, there)
    with worded(stage):
        copy = _Copy(source, stage / wanted.prefix.rpartition("/")[2], wanted)
        copy.fill(inventory, present, data)
    expects = None if fresh else {} if there is None else {INVENTORY: there}
    return StagedCopy(Publication(wanted.prefix, copy.tree, tuple(sorted(present)), expects), copy.read)


def _inventory_bytes(source: BlobStore, wanted: ObjectVersion) -> bytes:
    """That version's inventory: in its own folder, and of the newest version in the object's as well."""
    if not wanted.version:
        return _vouched(source, wanted)
    for path in (f"v{wanted.version}/{INVENTORY}", INVENTORY):
        data = _read(source, f"{wanted.prefix}/{path}")
        if data is not None and _sha512(data) == wanted.inventory_sha512:
            return data
    if _read(source, f"{wanted.prefix}/{INVENTORY}") is None:
        raise BlobIsMissing(key=f"{wanted.prefix}/{INVENTORY}")
    raise CopyIsDamaged(object_id=wanted.object_id, path=f"v{wanted.version}/{INVENTORY}")


def _vouched(source: BlobStore, wanted: ObjectVersion) -> bytes:
    """The newest inventory, if it has the digest that lies beside it."""
    data = _read(source, f"{wanted.prefix}/{INVENTORY}")
    if data is None:
        raise BlobIsMissing(key=f"{wanted.prefix}/{INVENTORY}")
    if (_read(source, f"{wanted.prefix}/{SIDECAR}") or b"").split()[:1] != [_sha512(data).encode()]:
        raise CopyIsDamaged(object_id=wanted.object_id, path=INVENTORY)
    return data


def _present(target: BlobStore, prefix: str, inventory: Inventory, there: bytes | None) -> set[str]:
    """The files of an earlier version that the target has. Raises when that is no earlier version of the same."""
    if there is None:
        return set()
    before = parse_inventory(there, prefix=prefix)
    if TOMBSTONE in inventory.versions["v1"].state and before.versions["v1"] != inventory.versions["v1"]:
        return set()  # destroyed by an approved list since it was copied: so is the copy
    if any(inventory.versions.get(name) != version for name, version in before.versions.items()):
        raise CopyHasAnotherHistory(object_id=inventory.object_id)
    cut = len(prefix) + 1
    return {key[cut:] for key in target.list(prefix)} - {INVENTORY, SIDECAR}


def _files(inventory: Inventory) -> Iterator[tuple[str, str]]:
    """Every file but the inventories, with its digest in the inventory's algorithm; the declaration has none."""
    yield DECLARATION, ""
    for digest, paths in inventory.manifest.items():
        for path in paths:
            yield path, digest


class _Copy:
    """The tree of one object under construction."""

    def __init__(self, source: BlobStore, tree: Path, wanted: ObjectVersion) -> None:
        self.tree, self.read = tree, 0
        self._source, self._wanted = source, wanted
        tree.mkdir()

    def fill(self, inventory: Inventory, present: set[str], newest: bytes) -> None:
        """All that the target has not: contents first, inventories last, as an object is written."""
        for path, digest in _files(inventory):
            if path not in present:
                self.bring(path, digest)
        sidecar = f"{_sha512(newest)} {INVENTORY}\n".encode()
        self.write_inventories(inventory, present, newest, sidecar)
        self.write(INVENTORY, newest)
        self.write(SIDECAR, sidecar)

    def bring(self, path: str, digest: str) -> None:
        """One file, digested as it is copied."""
        sha512, target = hashlib.sha512(), self._place(path)
        with self._source.open(f"{self._wanted.prefix}/{path}") as reader, target.open("xb") as writer:
            while block := reader.read(BLOCK):
                sha512.update(block)
                writer.write(block)
                self.read += len(block)
        if digest and sha512.hexdigest() != digest.lower():
            raise CopyIsDamaged(object_id=self._wanted.object_id, path=path)

    def write(self, path: str, data: bytes) -> None:
        write_new(str(self._place(path)), data)

    def write_inventories(self, inventory: Inventory, present: set[str], newest: bytes, sidecar: bytes) -> None:
        """The inventory of each version in its folder: earlier ones proved by their sidecars, the last as given."""
        for name in inventory.versions:
            paths = f"{name}/{INVENTORY}", f"{name}/{SIDECAR}"
            if present.issuperset(paths):
                continue
            pair = (newest, sidecar) if name == inventory.head else self._earlier(*paths)
            for path, data in zip(paths, pair, strict=True):
                self.write(path, data)

    def _earlier(self, path: str, sidecar: str) -> tuple[bytes, bytes]:
        data = _read(self._source, f"{self._wanted.prefix}/{path}") or b""
        proof = _read(self._source, f"{self._wanted.prefix}/{sidecar}") or b""
        if proof.split()[:1] != [_sha512(data).encode()]:
            raise CopyIsDamaged(object_id=self._wanted.object_id, path=path)
        return data, proof

    def _place(self, path: str) -> Path:
        place = self.tree / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place


def _read(store: BlobStore, key: str) -> bytes | None:
    try:
        with store.open(key) as blob:
            return blob.read()
    except BlobIsMissing:
        return None


def _sha512(data: bytes) -> str:
    return hashlib.new(ALGORITHM, data).hexdigest()
