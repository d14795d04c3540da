"""Objects of records that were merged: each stays whole where it is, and gets a version that says what happened.

The originals are not touched: a new version carries only the PREMIS document, with one event more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

import lantai
from lantai.base.common.journal import Journal
from lantai.engines.storage.current import blob_store
from lantai.holdings.catalogue.models import Record
from lantai.holdings.preservation.digests import digest_bytes
from lantai.holdings.preservation.mets import PREMIS, with_mets
from lantai.holdings.preservation.models import StoredObject
from lantai.holdings.preservation.ocfl.read import has_object, open_file
from lantai.holdings.preservation.ocfl.write import Changes, Commit, StagedFile, publish, stage_version
from lantai.holdings.preservation.premis import AgentKind, EventType, PremisAgent, PremisEvent, with_event


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to whole objects: `identifier` makes it one however often it is written down."""

    identifier: str
    detail: str
    note: str
    by: str
    at: dt.datetime


def move_objects(*, keep: Record, absorb: Record, journal: Journal) -> list[str]:
    """Let the objects of an absorbed record be the kept one's too; gives the names of all. Part of an act."""
    journal.change(StoredObject.objects.filter(record=absorb), record=keep)
    return list(StoredObject.objects.filter(record=keep).order_by("pk").values_list("object_id", flat=True))


def write_down(objects: Sequence[str], happening: Happening) -> int:
    """Add an event to each of these objects; gives how many got a version. Done again, it changes nothing."""
    store, written = blob_store(), 0
    for name in objects:
        row = StoredObject.objects.filter(object_id=name).first()
        if row is None or not has_object(store, name):
            continue
        with store.staging() as stage, open_file(store, name, PREMIS) as premis:
            document = with_event(premis.read(), _event(name, happening), _agents(happening), object_id=name)
            commit = Commit(message=happening.detail, user=happening.by, created=happening.at)
            changes = Changes(documents=partial(_documents, document, name, happening))
            staged = stage_version(store, stage, object_id=name, changes=changes, commit=commit)
            if staged is None:
                continue
            publish(store, [staged])
        version = int(staged.version.removeprefix("v"))
        StoredObject.objects.filter(pk=row.pk).update(version=version, inventory_sha512=staged.inventory_sha512)
        written += 1
    return written


def _documents(premis: bytes, name: str, happening: Happening, files: Sequence[StagedFile]) -> Mapping[str, bytes]:
    """Nothing at all when the event was there already: a METS of another moment would make a version of it."""
    if any(file.logical_path == PREMIS and file.sha512 == digest_bytes(premis).sha512 for file in files):
        return {}
    return with_mets(files, {PREMIS: premis}, object_id=name, at=happening.at)


def _event(name: str, happening: Happening) -> PremisEvent:
    agents = [agent.identifier for agent in _agents(happening)]
    kind = EventType.METADATA_MODIFICATION
    identifier = f"{name}#{happening.identifier}"
    return PremisEvent(identifier, kind, happening.at, note=happening.note, detail=happening.detail, agents=agents)


def _agents(happening: Happening) -> list[PremisAgent]:
    return [
        PremisAgent("urn:lantai:software", "Lantai", AgentKind.SOFTWARE, lantai.__version__),
        PremisAgent(f"urn:lantai:user:{quote(happening.by)}", happening.by, AgentKind.PERSON),
    ]
