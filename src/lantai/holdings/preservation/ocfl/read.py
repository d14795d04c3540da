"""Reading objects: the inventory of one, and any file of any version by the name it came with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.engines.storage.lending import lent_path
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.preservation.ocfl.inventory import INVENTORY, SIDECAR, SM3_MANIFEST, Inventory, parse_inventory
from lantai.holdings.preservation.ocfl.layout import object_prefix


class FileIsNotInObject(ArchiveError):
    code = "preservation.file_not_in_object"
    message = gettext_noop("The object %(object_id)s has no file %(path)s in version %(version)s.")
    hint = gettext_noop("Look at the object's versions: the file may have come later or been taken out.")
    http_status = 404
    exit_code = 1


def has_object(store: BlobStore, object_id: str) -> bool:
    return store.exists(f"{object_prefix(object_id)}/{INVENTORY}")


def read_inventory(store: BlobStore, object_id: str) -> Inventory:
    """Raises `BlobIsMissing` when there is no such object, `InventoryIsBroken` when it cannot be understood."""
    prefix = object_prefix(object_id)
    with store.open(f"{prefix}/{INVENTORY}") as blob:
        return parse_inventory(blob.read(), prefix=prefix)


def inventory_digest(store: BlobStore, object_id: str) -> str:
    """SHA-512 of the object's inventory, as its sidecar says."""
    with store.open(f"{object_prefix(object_id)}/{SIDECAR}") as sidecar:
        return str(sidecar.read().decode().split()[0])


def located(store: BlobStore, object_id: str, logical_path: str, version: str | None = None) -> tuple[str, str]:
    """The key in the store of a file in a version, the newest unless told, and the SHA-512 it should have."""
    inventory = read_inventory(store, object_id)
    found = inventory.versions.get(version or inventory.head)
    digest = found.state.get(logical_path) if found else None
    if digest is None:
        raise FileIsNotInObject(object_id=object_id, path=logical_path, version=version or inventory.head)
    return f"{object_prefix(object_id)}/{inventory.content_path(digest)}", digest


def open_file(store: BlobStore, object_id: str, logical_path: str, version: str | None = None) -> BinaryIO:
    """The file's bytes, seekable. Raises `FileIsNotInObject`, `BlobIsMissing`."""
    return store.open(located(store, object_id, logical_path, version)[0])


def local_file(store: BlobStore, object_id: str, logical_path: str, version: str | None = None) -> Path:
    """The file for an outside tool, read-only; a copy of it when the store keeps no files."""
    return lent_path(store, *located(store, object_id, logical_path, version))


def read_sm3(store: BlobStore, object_id: str, inventory: Inventory) -> Mapping[str, str]:
    """SM3 by logical path, as the head's manifest says; empty when it has none."""
    digest = inventory.state().get(SM3_MANIFEST)
    if digest is None:
        return {}
    with store.open(f"{object_prefix(object_id)}/{inventory.content_path(digest)}") as blob:
        return parse_sm3_manifest(blob.read())


def parse_sm3_manifest(data: bytes) -> Mapping[str, str]:
    """Lines of `digest, two spaces, logical path`; lines of any other shape are passed over."""
    rows = (line.partition("  ") for line in data.decode("utf-8", "replace").split("\n"))
    return {path: digest for digest, gap, path in rows if gap}
