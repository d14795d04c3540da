"""Copies of originals in formats for keeping: a file more in the object, in a version of its own, beside the original.

The original is not touched: a version carries the copy, PREMIS with the copy, its source and the event, and METS.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

from lxml import etree

import lantai
from lantai.engines.storage.current import blob_store
from lantai.engines.storage.errors import TreeHasChanged
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.preservation.mets import PREMIS, with_mets
from lantai.holdings.preservation.models import StoredFile, StoredObject
from lantai.holdings.preservation.ocfl.names import logical_path
from lantai.holdings.preservation.ocfl.read import FileIsNotInObject, open_file, read_inventory, read_sm3
from lantai.holdings.preservation.ocfl.write import Changes, Commit, SourceFile, StagedFile, publish, stage_version
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

DERIVATIVES = "derivative/"
_TRIES = 3
_PREMIS = "{http://www.loc.gov/premis/v3}"


@dataclass(frozen=True, slots=True)
class Derived:
    """A copy to keep: where it lies now, its name, what it is, and how it was made.

    `detail` says it in words, `note` what was found when it was checked; `tool` and its `version` are an agent.
    """

    source: StoredFile
    path: Path
    profile: str
    name: str
    puid: str
    mime: str
    tool: str
    tool_version: str
    detail: str
    note: str

    @property
    def logical_path(self) -> str:
        return f"{DERIVATIVES}{self.profile}/{logical_path(self.name)}"

    @property
    def event(self) -> str:
        return event_id(self.source, self.profile)


@dataclass(frozen=True, slots=True)
class Kept:
    """The copy as it lies in storage, with the note of its event."""

    logical_path: str
    size: int
    sha512: str
    sm3: str
    note: str


def event_id(source: StoredFile, profile: str) -> str:
    """One normalisation a file and format: written down twice, it is the same."""
    return f"{source.stored.object_id}#normalisation-{source.ulid}-{profile}"


def kept_derivative(source: StoredFile, profile: str) -> Kept | None:
    """The copy that lies in storage already, its event saying so: a killed run had published it without a row."""
    store, name = blob_store(), source.stored.object_id
    try:
        with open_file(store, name, PREMIS) as premis:
            root = etree.fromstring(premis.read(), etree.XMLParser(resolve_entities=False, no_network=True))
    except FileIsNotInObject:
        return None
    for event in root.iter(f"{_PREMIS}event"):
        if event.findtext(f".//{_PREMIS}eventIdentifierValue") == event_id(source, profile):
            note = event.findtext(f".//{_PREMIS}eventOutcomeDetailNote") or ""
            return _as_kept(store, name, _linked(event), note)
    return None


def _linked(event: etree._Element) -> str:
    """The copy is the last of the files an event of ours names."""
    named = [each.text or "" for each in event.iter(f"{_PREMIS}linkingObjectIdentifierValue")]
    return named[-1] if named else ""


def _as_kept(store: BlobStore, name: str, path: str, note: str) -> Kept | None:
    inventory = read_inventory(store, name)
    digest = inventory.state().get(path)
    if digest is None:
        return None
    with open_file(store, name, path) as copy:
        size = copy.seek(0, 2)
    return Kept(path, size, digest, read_sm3(store, name, inventory).get(path, ""), note)


def add_derivative(derived: Derived, *, by: str, at: dt.datetime) -> Kept:
    """Publish a version with the copy. Raises a `StorageError`, `TreeHasChanged` when others were first three times."""
    for left in reversed(range(_TRIES)):
        try:
            return _add(derived, by, at)
        except TreeHasChanged:
            if not left:
                raise
    raise AssertionError  # the last try returns or raises


def _add(derived: Derived, by: str, at: dt.datetime) -> Kept:
    store, stored = blob_store(), derived.source.stored
    name, path = stored.object_id, derived.logical_path
    commit = Commit(message=f"A copy in {derived.profile} beside the original", user=by, created=at)
    with store.staging() as stage:
        documents = partial(_documents, store, derived, by, at)
        changes = Changes(files=[SourceFile(derived.path, path)], documents=documents)
        staged = stage_version(store, stage, object_id=name, changes=changes, commit=commit)
        if staged is not None:
            publish(store, [staged])
    if staged is not None:
        version = int(staged.version.removeprefix("v"))
        rows = StoredObject.objects.filter(pk=stored.pk, version__lt=version)
        rows.update(version=version, inventory_sha512=staged.inventory_sha512)
    kept = _as_kept(store, name, path, derived.note)
    if kept is None:
        raise FileIsNotInObject(object_id=name, path=path, version="")
    return kept


def _documents(
    store: BlobStore, derived: Derived, by: str, at: dt.datetime, files: Sequence[StagedFile]
) -> Mapping[str, bytes]:
    name = derived.source.stored.object_id
    copy = next(file for file in files if file.logical_path == derived.logical_path)
    told = _file(derived, copy)
    event = PremisEvent(
        derived.event,
        EventType.NORMALIZATION,
        at,
        note=derived.note,
        detail=derived.detail,
        agents=[agent.identifier for agent in _agents(derived, by)],
        files=[derived.source.logical_path, derived.logical_path],
    )
    try:
        with open_file(store, name, PREMIS) as premis:  # the event first: the file names it, which would look like it
            document = with_event(premis.read(), event, _agents(derived, by), object_id=name)
            document = with_file(document, told, object_id=name)
    except FileIsNotInObject:
        document = premis_xml([told], [event], _agents(derived, by), object_id=name)
    rows = StoredFile.objects.filter(stored=derived.source.stored).values_list("logical_path", "mime")
    mimes = {**{path: mime for path, mime in rows if mime}, derived.logical_path: derived.mime}
    return with_mets(files, {PREMIS: document}, object_id=name, at=at, mimes=mimes)


def _file(derived: Derived, copy: StagedFile) -> PremisFile:
    return PremisFile(
        copy.logical_path,
        derived.name,
        copy.size,
        copy.sha512,
        copy.sm3,
        puid=derived.puid,
        mime=derived.mime,
        derived_from=derived.source.logical_path,
        derived_by=derived.event,
    )


def _agents(derived: Derived, by: str) -> list[PremisAgent]:
    tool = f"urn:lantai:tool:{quote(derived.tool)}:{quote(derived.tool_version)}"
    return [
        PremisAgent("urn:lantai:software", "Lantai", AgentKind.SOFTWARE, lantai.__version__),
        PremisAgent(tool, derived.tool, AgentKind.SOFTWARE, derived.tool_version),
        PremisAgent(f"urn:lantai:user:{quote(by)}", by, AgentKind.PERSON),
    ]
