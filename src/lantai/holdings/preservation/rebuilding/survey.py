"""What a storage root holds: its objects in the order in which they are read, and what is wrong with them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.preservation.describing.subjects import Place, is_shelf_file, part_at, place_of
from lantai.holdings.preservation.ocfl.inventory import Inventory
from lantai.holdings.preservation.ocfl.layout import iter_objects, object_prefix
from lantai.holdings.preservation.ocfl.read import read_inventory

RECORDS = "urn:ulid:"

OBJECT_UNREADABLE = declare(
    "rebuild.object_unreadable",
    gettext_noop("The object %(object_id)s cannot be read: %(reason)s"),
    gettext_noop("Repair it from a second copy and rebuild into an empty database again."),
)
DOCUMENT_UNREADABLE = declare(
    "rebuild.document_unreadable",
    gettext_noop("%(path)s of the object %(object_id)s is not what its inventory says; it was left out."),
    gettext_noop("Repair the object from a second copy and rebuild into an empty database again."),
)
NEVER_DESCRIBED = declare(
    "rebuild.never_described",
    gettext_noop("The object %(object_id)s was stored, and the database died before it was written down as a record."),
    gettext_noop("Its files are whole. Take its package in again: what is missing will be added."),
)


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a part, read and found to be what the inventory says; `subject` on a shelf: its lasting name."""

    part: str
    rows: dict[str, list[dict[str, Any]]]


class Survey:
    """A walk over the root. `findings` grows while documents are read."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store
        self.findings: list[Finding] = []
        self.objects = 0
        self.records: list[str] = []
        self.shelves: list[tuple[str, Place]] = []
        self.others: list[tuple[str, Place]] = []
        newest: dict[tuple[str, str, bool], tuple[str, Place]] = {}
        for object_id in iter_objects(store):
            self.objects += 1
            place = place_of(object_id)
            if object_id.startswith(RECORDS):
                self.records.append(object_id)
            elif place:
                known = newest.get((place.kind, place.name, place.shelf))
                if known is None or known[1].generation < place.generation:
                    newest[place.kind, place.name, place.shelf] = (object_id, place)
        for object_id, place in newest.values():
            (self.shelves if place.shelf else self.others).append((object_id, place))

    def inventory(self, object_id: str) -> Inventory | None:
        try:
            return read_inventory(self._store, object_id)
        except ArchiveError as refusal:
            self._note(OBJECT_UNREADABLE, object_id, reason=str(refusal))
            return None

    def documents(self, kind: str, inventory: Inventory) -> Iterator[Document]:
        """The documents of the parts of one subject."""
        for path in inventory.state():
            part = part_at(kind, path) if path.endswith(".json") else None
            said = self._read(inventory, path) if part else None
            if part and said:
                yield Document(part.name, said["rows"])

    def shelved(self, inventory: Inventory) -> Iterator[tuple[str, list[Document]]]:
        """The subjects of a shelf by their lasting names, with the documents of each."""
        for path in inventory.state():
            said = self._read(inventory, path) if is_shelf_file(path) else None
            for subject in said["subjects"] if said else ():
                documents = [Document(schema.split("/")[1], rows) for schema, rows in subject["parts"].items()]
                yield subject["id"], documents

    def _read(self, inventory: Inventory, path: str) -> dict[str, Any] | None:
        digest = inventory.state()[path]
        try:
            with self._store.open(f"{object_prefix(inventory.object_id)}/{inventory.content_path(digest)}") as blob:
                data = blob.read()
        except (ArchiveError, KeyError):
            data = b""
        if hashlib.new(inventory.algorithm, data).hexdigest() != digest:
            self._note(DOCUMENT_UNREADABLE, inventory.object_id, path=path)
            return None
        said: dict[str, Any] = json.loads(data)
        return said

    def never_described(self, object_id: str) -> None:
        self._note(NEVER_DESCRIBED, object_id, severity=Severity.WARNING)

    def _note(self, code: str, object_id: str, *, severity: Severity = Severity.ERROR, **params: str) -> None:
        self.findings.append(Finding(code, severity, object_id, {"object_id": object_id, **params}))
