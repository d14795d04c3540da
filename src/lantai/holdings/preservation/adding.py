"""Originals that come into an object which has none: its record was taken in from a list, and its scans follow later.

As with copies for keeping, the version they come with carries them, the description, PREMIS and METS. A run that was
killed behind it finds it there and makes no second one.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.utils import timezone

from lantai.base.accounts.access import Actor
from lantai.engines.storage.current import blob_store
from lantai.engines.storage.errors import TreeHasChanged
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.preservation.actions import (
    DESCRIPTION,
    ORIGINALS,
    IntakeDocuments,
    ObjectHasHistory,
    ObjectToStore,
    Original,
)
from lantai.holdings.preservation.digests import file_sha512
from lantai.holdings.preservation.mets import PREMIS
from lantai.holdings.preservation.ocfl.inventory import Inventory
from lantai.holdings.preservation.ocfl.layout import object_id_for
from lantai.holdings.preservation.ocfl.names import logical_path
from lantai.holdings.preservation.ocfl.read import FileIsNotInObject, inventory_digest, open_file, read_inventory
from lantai.holdings.preservation.ocfl.write import (
    Changes,
    Commit,
    SourceFile,
    StagedFile,
    kept_files,
    publish,
    stage_version,
)
from lantai.holdings.preservation.virus_checks import NOBODY_LOOKED, VirusCheck

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Added:
    """An object with its originals, as it lies in storage: its files by path, its version, its inventory's digest."""

    files: Mapping[str, StagedFile]
    version: int
    inventory_sha512: str


def add_originals(wanted: ObjectToStore, *, actor: Actor, viruses: VirusCheck = NOBODY_LOOKED) -> Added:
    """Publish a version of a record's object that has these originals; rows are the caller's. Done again, nothing.

    `wanted.description` is laid over what the object says already. Raises `ObjectHasHistory` for an object that has
    other originals, which no row tells of; a `StorageError`; `TreeHasChanged` when others were first three times.
    """
    for left in reversed(range(_TRIES)):
        try:
            return _add(wanted, actor, viruses)
        except TreeHasChanged:
            if not left:
                raise
    raise AssertionError  # the last try returns or raises


def _add(wanted: ObjectToStore, actor: Actor, viruses: VirusCheck) -> Added:
    store, name = blob_store(), object_id_for(wanted.ulid)
    inventory = read_inventory(store, name)
    paths = {ORIGINALS + logical_path(original.name): original for original in wanted.originals}
    there = {path: digest for path, digest in inventory.state().items() if path.startswith(ORIGINALS)}
    if not there:
        _publish(store, inventory, wanted, paths, actor, viruses)
        inventory = read_inventory(store, name)
    elif there != {path: file_sha512(original.path) for path, original in paths.items()}:
        raise ObjectHasHistory(object_id=name)
    return Added(kept_files(store, inventory), len(inventory.versions), inventory_digest(store, name))


def _publish(
    store: BlobStore,
    inventory: Inventory,
    wanted: ObjectToStore,
    paths: Mapping[str, Original],
    actor: Actor,
    viruses: VirusCheck,
) -> None:
    name, now = inventory.object_id, timezone.now()
    held = {path: _held(store, name, path) for path in (DESCRIPTION, PREMIS)}
    documents = IntakeDocuments(wanted, actor, now, viruses, version=inventory.next_version(), held=held)
    changes = Changes(files=[SourceFile(each.path, path) for path, each in paths.items()], documents=documents)
    commit = Commit(message="Files of a record held without any taken in", user=actor.label, created=now)
    with store.staging() as stage:
        staged = stage_version(store, stage, object_id=name, changes=changes, commit=commit)
        if staged is not None:
            publish(store, [staged])


def _held(store: BlobStore, name: str, path: str) -> bytes:
    with suppress(FileIsNotInObject), open_file(store, name, path) as blob:
        return blob.read()
    return b""
