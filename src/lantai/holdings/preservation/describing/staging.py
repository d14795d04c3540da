"""One object brought up to what its subject says: only what differs is written, with METS and PREMIS of the version."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

import lantai
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.preservation.describing.happenings import SOFTWARE, Happenings, Said, agent, in_words, of_target
from lantai.holdings.preservation.describing.readable import DESCRIPTION
from lantai.holdings.preservation.describing.subjects import Target
from lantai.holdings.preservation.mets import PREMIS, with_mets
from lantai.holdings.preservation.ocfl.inventory import Inventory
from lantai.holdings.preservation.ocfl.layout import object_prefix
from lantai.holdings.preservation.ocfl.read import has_object, inventory_digest, read_inventory
from lantai.holdings.preservation.ocfl.write import (
    Changes,
    Commit,
    StagedFile,
    StagedObject,
    stage_object,
    stage_version,
)
from lantai.holdings.preservation.premis import EventType, PremisEvent, premis_xml, with_event

MOST_VERSIONS = 100
"""An inventory names every file of every version, and each version has a copy of it: then a new object begins."""


@dataclass(frozen=True, slots=True)
class Staged:
    """What came of one target: the version in storage once `staged` is published, or as it lay there already."""

    target: Target
    object_id: str
    generation: int
    version: int
    sha512: str
    staged: StagedObject | None


def stage_target(store: BlobStore, stage: Path, target: Target, told: Happenings, *, generation: int) -> Staged:
    """Build the next version of a target's object; nothing is built where nothing differs."""
    object_id, generation, before = _present(store, target, generation)
    if before is None and (target.is_record or not target.documents):
        return Staged(target, object_id, generation, 0, "", None)
    wanted = dict(target.documents)
    if before is not None and _is_full(target, before):
        wanted = _whole(store, target, before) | wanted
        object_id, generation, before = _id_of(target, generation + 1), generation + 1, None
    changes = _changes(target, wanted, before)
    said = of_target(target, told)
    staged = _build(store, stage, _Version(target, object_id, before, *changes, said)) if changes else None
    if staged is None:  # and then it lies there already: an object that does not has everything to write
        head = before.head if before else "v0"
        return Staged(target, object_id, generation, _number(head), inventory_digest(store, object_id), None)
    return Staged(target, object_id, generation, _number(staged.version), staged.inventory_sha512, staged)


def _id_of(target: Target, generation: int) -> str:
    return target.object_id if generation == 1 else f"{target.object_id}:{generation}"


def _present(store: BlobStore, target: Target, generation: int) -> tuple[str, int, Inventory | None]:
    """The newest object there is, which may be newer than its row says."""
    while not target.is_record and has_object(store, _id_of(target, generation + 1)):
        generation += 1
    object_id = _id_of(target, generation)
    return object_id, generation, read_inventory(store, object_id) if has_object(store, object_id) else None


def _is_full(target: Target, inventory: Inventory) -> bool:
    return not target.is_record and len(inventory.versions) >= MOST_VERSIONS


def _whole(store: BlobStore, target: Target, inventory: Inventory) -> dict[str, bytes]:
    """What the object holds beside what this change touches: it goes over into the next generation."""
    held = {}
    for path, digest in inventory.state().items():
        if path.endswith(".json") and not target.governs(path):
            with store.open(f"{object_prefix(inventory.object_id)}/{inventory.content_path(digest)}") as blob:
                held[path] = blob.read()
    return held


def _changes(
    target: Target, wanted: Mapping[str, bytes], before: Inventory | None
) -> tuple[dict[str, bytes], list[str]] | None:
    """Documents that differ, and paths that have to go; None when all is as it was."""
    state = before.state() if before else {}
    written = {path: data for path, data in wanted.items() if state.get(path) != hashlib.sha512(data).hexdigest()}
    gone = [path for path in state if target.governs(path) and path not in wanted]
    return (written, gone) if written or gone else None


@dataclass(frozen=True, slots=True)
class _Version:
    """Everything one new version is made from."""

    target: Target
    object_id: str
    before: Inventory | None
    written: dict[str, bytes]
    gone: Sequence[str]
    said: Sequence[Said]


def _build(store: BlobStore, stage: Path, version: _Version) -> StagedObject | None:
    now = timezone.now()
    who, what = in_words(version.said)
    commit = Commit(message=what[:500], user=who, created=now)
    documents = dict(version.written)
    if version.target.readable:
        documents[DESCRIPTION] = _readable(store, version)
    documents[PREMIS] = _premis(store, version, now)

    def complete(files: Sequence[StagedFile]) -> Mapping[str, bytes]:
        return with_mets(files, documents, object_id=version.object_id, at=now)

    if version.before is None:
        return stage_object(stage, object_id=version.object_id, files=(), documents=complete, commit=commit)
    changes = Changes(remove=version.gone, documents=complete)
    return stage_version(store, stage, object_id=version.object_id, changes=changes, commit=commit)


def _held(store: BlobStore, version: _Version, path: str) -> bytes:
    digest = version.before.state().get(path) if version.before else None
    if digest is None or version.before is None:
        return b""
    with store.open(f"{object_prefix(version.object_id)}/{version.before.content_path(digest)}") as blob:
        return blob.read()


def _readable(store: BlobStore, version: _Version) -> bytes:
    """What intake said of the files stays; what is said of the record is said anew."""
    held = _held(store, version, DESCRIPTION)
    told = {**(json.loads(held) if held else {}), **version.target.readable}
    told |= {"format": "lantai-description/1", "software": f"Lantai {lantai.__version__}"}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()


def _premis(store: BlobStore, version: _Version, now: dt.datetime) -> bytes:
    document = _held(store, version, PREMIS) or premis_xml([], [], [], object_id=version.object_id)
    events = [said.as_premis(version.object_id) for said in version.said]
    if version.target.is_shelf or not events:
        events = [_summary(version, now)]
    people = {said.by: agent(said.by) for said in version.said}
    for event in events:
        document = with_event(document, event, [SOFTWARE, *people.values()], object_id=version.object_id)
    return document


def _summary(version: _Version, now: dt.datetime) -> PremisEvent:
    """One event for many subjects, or for a change of which the chain says nothing."""
    number = len(version.before.versions) + 1 if version.before else 1
    count = len(version.target.keys)
    agents = [SOFTWARE.identifier, *(agent(name).identifier for name in dict.fromkeys(s.by for s in version.said))]
    return PremisEvent(
        f"{version.object_id}#v{number}-written",
        EventType.METADATA_MODIFICATION,
        now,
        detail=f"What the database knows of {count} {version.target.kind.name} written down",
        agents=agents,
    )


def _number(head: str) -> int:
    return int(head.removeprefix("v"))
