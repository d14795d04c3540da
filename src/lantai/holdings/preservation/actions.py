"""The acts that put records into storage. Objects appear first, rows follow in the caller's transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.utils import timezone
from django.utils.translation import gettext_noop

import lantai
from lantai.base.accounts.access import Actor
from lantai.base.common.errors import ArchiveError
from lantai.base.common.indented import indented
from lantai.base.common.rows import insert_rows
from lantai.engines.storage.current import blob_store
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.catalogue.models import Record
from lantai.holdings.preservation.mets import PREMIS, with_mets
from lantai.holdings.preservation.models import StoredFile, StoredObject
from lantai.holdings.preservation.ocfl.layout import object_id_for, object_prefix
from lantai.holdings.preservation.ocfl.names import logical_path
from lantai.holdings.preservation.ocfl.read import has_object, read_inventory
from lantai.holdings.preservation.ocfl.write import Commit, SourceFile, StagedFile, StagedObject, publish, stage_object
from lantai.holdings.preservation.premis import (
    AgentKind,
    EventType,
    PremisAgent,
    PremisEvent,
    PremisFile,
    premis_xml,
    with_event,
    with_file,
)
from lantai.holdings.preservation.virus_checks import NOBODY_LOOKED, VirusCheck

ORIGINALS = "original/"
DESCRIPTION = "description.json"


class ObjectHasHistory(ArchiveError):
    code = "preservation.object_has_history"
    message = gettext_noop("Storage holds %(object_id)s with later versions, but the database does not know it.")
    hint = gettext_noop("The database is older than the storage: restore a newer backup before taking anything in.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Original:
    """One file of a record as it came: where its bytes are, its name in the package, and what it was identified as."""

    path: Path
    name: str
    puid: str
    mime: str
    kind: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectToStore:
    """A record on its way into storage. `description` is plain JSON: everything the catalogue will say of it."""

    ulid: str
    description: Mapping[str, Any]
    originals: tuple[Original, ...]


@contextmanager
def storing(
    objects: Sequence[ObjectToStore], *, actor: Actor, viruses: VirusCheck = NOBODY_LOOKED
) -> Iterator[list[StagedObject]]:
    """Copy the originals with both digests, let all objects appear with one flush of the disk, then give them.

    `viruses` is what was done about viruses in the package they come from; PREMIS states it as it was.

    An object that lies there without a row is what a killed run left behind: it is built anew from the same source.
    Raises `StorageError` (disk full, read-only) before any row is written, `ObjectHasHistory` for an object that has
    later versions: then the database is older than the storage, and nothing is touched.
    """
    store = blob_store()
    now = timezone.now()
    commit = Commit(message="Taken in", user=actor.label, created=now)
    with store.staging() as stage:
        staged = []
        for each in objects:
            name = object_id_for(each.ulid)
            if has_object(store, name) and not StoredObject.objects.filter(object_id=name).exists():
                _clear_away(store, name)
            sources = [SourceFile(o.path, ORIGINALS + logical_path(o.name)) for o in each.originals]
            documents = IntakeDocuments(each, actor, now, viruses)
            staged.append(stage_object(stage, object_id=name, files=sources, documents=documents, commit=commit))
        publish(store, staged)
        yield staged


def _clear_away(store: BlobStore, name: str) -> None:
    if read_inventory(store, name).head != "v1":
        raise ObjectHasHistory(object_id=name)
    store.delete_tree(object_prefix(name))


def enter_objects(
    records: Sequence[Record], objects: Sequence[ObjectToStore], staged: Sequence[StagedObject]
) -> list[list[StoredFile]]:
    """Write the rows of objects that have appeared: one list of files a record, in the order of its originals."""
    rows = insert_rows(
        [
            StoredObject(record=record, object_id=each.object_id, version=1, inventory_sha512=each.inventory_sha512)
            for record, each in zip(records, staged, strict=True)
        ]
    )
    files = [
        file_rows(row, wanted, {file.logical_path: file for file in each.files})
        for row, wanted, each in zip(rows, objects, staged, strict=True)
    ]
    insert_rows([file for one in files for file in one])
    return files


def file_rows(row: StoredObject, wanted: ObjectToStore, kept: Mapping[str, StagedFile]) -> list[StoredFile]:
    """The rows of an object's originals, not saved, in their order; `kept`: the files of the object by their paths."""
    return [
        _file_row(row, n, original, kept[ORIGINALS + logical_path(original.name)])
        for n, original in enumerate(wanted.originals, start=1)
    ]


def _file_row(row: StoredObject, position: int, original: Original, kept: StagedFile) -> StoredFile:
    return StoredFile(
        stored=row,
        position=position,
        logical_path=kept.logical_path,
        original_name=original.name,
        size=kept.size,
        sha512=kept.sha512,
        sm3=kept.sm3 or "",
        puid=original.puid,
        mime=original.mime,
        kind=original.kind,
    )


@dataclass(frozen=True, slots=True)
class IntakeDocuments:
    """Writes what an object says of itself, once the digests of its files are known.

    `held`: description and PREMIS of the version before, where these files come into an object there is; `version`:
    the one they come with.
    """

    wanted: ObjectToStore
    actor: Actor
    now: dt.datetime
    viruses: VirusCheck
    version: str = "v1"
    held: Mapping[str, bytes] = field(default_factory=dict)

    def __call__(self, files: Sequence[StagedFile]) -> Mapping[str, bytes]:
        kept = {file.logical_path: file for file in files}
        listed = [(original, kept[ORIGINALS + logical_path(original.name)]) for original in self.wanted.originals]
        description = {
            "format": "lantai-description/1",
            "software": f"Lantai {lantai.__version__}",
            "id": self.wanted.ulid,
            **(json.loads(self.held[DESCRIPTION]) if self.held.get(DESCRIPTION) else {}),
            **self.wanted.description,
            "files": [
                {
                    "name": original.name,
                    "path": file.logical_path,
                    "size": file.size,
                    "sha512": file.sha512,
                    "sm3": file.sm3,
                    "puid": original.puid,
                    "mime": original.mime,
                    "kind": original.kind,
                }
                for original, file in listed
            ],
        }
        text = indented(description, sort_keys=True)
        documents = {DESCRIPTION: text.encode(), PREMIS: self._premis(listed)}
        mimes = {file.logical_path: original.mime for original, file in listed if original.mime}
        object_id = object_id_for(self.wanted.ulid)
        return with_mets(files, documents, object_id=object_id, at=self.now, mimes=mimes)

    def _premis(self, listed: Sequence[tuple[Original, StagedFile]]) -> bytes:
        name = object_id_for(self.wanted.ulid)
        files = [
            PremisFile(
                file.logical_path,
                original.name,
                file.size,
                file.sha512,
                file.sm3,
                puid=original.puid,
                mime=original.mime,
            )
            for original, file in listed
        ]
        events = self._events(name, [file.identifier for file in files])
        agents = self._agents()
        known = {agent.identifier for agent in agents}
        agents += [self.viruses.by] if self.viruses.by and self.viruses.by.identifier not in known else []
        if not (document := self.held.get(PREMIS)):
            return premis_xml(files, events, agents, object_id=name)
        for event in events:
            document = with_event(document, event, agents, object_id=name)
        for file in files:
            document = with_file(document, file, object_id=name)
        return document

    def _events(self, name: str, files: list[str]) -> list[PremisEvent]:
        """What happened to the files on the way in, each by the software on behalf of the person."""
        agents = [agent.identifier for agent in self._agents()]
        kinds = [EventType.INGESTION]
        if files:
            kinds += [EventType.MESSAGE_DIGEST, EventType.FORMAT_IDENTIFICATION]
        done = [PremisEvent(self._event_id(name, kind), kind, self.now, agents=agents, files=files) for kind in kinds]
        names = {original.name for original in self.wanted.originals}
        identifier = self._event_id(name, EventType.VIRUS_CHECK)
        return [*done, self.viruses.event(identifier, files=files, names=names, now=self.now)]

    def _agents(self) -> list[PremisAgent]:
        """Who took it in. Who looked for viruses acted before them, and not in what they did."""
        return [
            PremisAgent("urn:lantai:software", "Lantai", AgentKind.SOFTWARE, lantai.__version__),
            PremisAgent(f"urn:lantai:user:{quote(self.actor.label)}", self.actor.label, AgentKind.PERSON),
        ]

    def _event_id(self, name: str, kind: EventType) -> str:
        return f"{name}#{self.version}-{kind.name.lower().replace('_', '-')}"
