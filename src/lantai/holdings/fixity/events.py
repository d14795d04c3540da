"""A repair told by the object itself: one version more, whose PREMIS document says what was damaged.

Checks that find nothing wrong make no version: a hundred years of them would be more files than the archive has. They
are dated in the database, and each run leaves an event in the audit chain.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import lantai
from lantai.engines.storage.errors import BlobIsMissing
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.preservation.mets import PREMIS
from lantai.holdings.preservation.models import StoredObject
from lantai.holdings.preservation.ocfl.inventory import INVENTORY
from lantai.holdings.preservation.ocfl.layout import object_prefix
from lantai.holdings.preservation.ocfl.read import FileIsNotInObject, open_file, read_inventory
from lantai.holdings.preservation.ocfl.write import Changes, Commit, publish, stage_version
from lantai.holdings.preservation.premis import AgentKind, EventType, PremisAgent, PremisEvent, premis_xml, with_event


@dataclass(frozen=True, slots=True)
class Repair:
    """What was done. `identifier` makes it one however often it is written down; `lines` are what was wrong."""

    identifier: str
    lines: Sequence[str]
    by: str
    at: dt.datetime


def write_down(store: BlobStore, name: str, repair: Repair) -> bool:
    """Add the event to the object; False when it cannot hold one because a file of it is still missing.

    Done again after a kill, it only brings the row up to what lies in storage.
    """
    commit = Commit(message="Repaired from a second copy", user=repair.by, created=repair.at)
    try:
        with store.staging() as stage:
            changes = Changes(documents={PREMIS: _document(store, name, repair)})
            staged = stage_version(store, stage, object_id=name, changes=changes, commit=commit)
            if staged is not None:
                publish(store, [staged])
    except BlobIsMissing:
        return False
    _follow(store, name)
    return True


def _follow(store: BlobStore, name: str) -> None:
    with store.open(f"{object_prefix(name)}/{INVENTORY}") as blob:
        digest = hashlib.sha512(blob.read()).hexdigest()
    version = int(read_inventory(store, name).head.removeprefix("v"))
    StoredObject.objects.filter(object_id=name).update(version=version, inventory_sha512=digest)


def _document(store: BlobStore, name: str, repair: Repair) -> bytes:
    event, agents = _event(name, repair), _agents(repair)
    try:
        with open_file(store, name, PREMIS) as premis:
            return with_event(premis.read(), event, agents, object_id=name)
    except FileIsNotInObject:
        return premis_xml([], [event], agents, object_id=name)


def _event(name: str, repair: Repair) -> PremisEvent:
    agents = [agent.identifier for agent in _agents(repair)]
    detail = "Damage found by a fixity check was repaired with bytes of the right digest"
    note = "; ".join(repair.lines)
    identifier = f"{name}#recovery-{repair.identifier}"
    return PremisEvent(identifier, EventType.RECOVERY, repair.at, note=note, detail=detail, agents=agents)


def _agents(repair: Repair) -> list[PremisAgent]:
    return [
        PremisAgent("urn:lantai:software", "Lantai", AgentKind.SOFTWARE, lantai.__version__),
        PremisAgent(f"urn:lantai:user:{quote(repair.by)}", repair.by, AgentKind.PERSON),
    ]
