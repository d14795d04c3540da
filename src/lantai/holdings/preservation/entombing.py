"""Destroying the bytes of objects and keeping what was said of them: an object without content takes the place of each.

OCFL keeps every version for ever, so nothing can be taken out of an object. The old tree is replaced as a whole, in one
step, by a new first version under the same id: description, PREMIS with the deletion, the rows of the database, and
`destruction.json` with the digests of everything there was. Decision 14 says why.
Only the act of destruction calls this.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

import lantai
from lantai.base.common.errors import ArchiveError
from lantai.engines.storage.current import blob_store
from lantai.engines.storage.protocol import BlobStore, Publication
from lantai.holdings.catalogue.models import Record
from lantai.holdings.preservation.describing.happenings import SOFTWARE, agent
from lantai.holdings.preservation.describing.readable import DESCRIPTION
from lantai.holdings.preservation.describing.subjects import Target, part_at, targets
from lantai.holdings.preservation.mets import METS, PREMIS, with_mets
from lantai.holdings.preservation.models import StoredFile, StoredObject
from lantai.holdings.preservation.ocfl.inventory import SM3_MANIFEST, TOMBSTONE
from lantai.holdings.preservation.ocfl.read import inventory_digest, open_file, read_inventory, read_sm3
from lantai.holdings.preservation.ocfl.write import Commit, StagedFile, StagedObject, stage_object
from lantai.holdings.preservation.parts import kind_named
from lantai.holdings.preservation.premis import EventType, PremisEvent, premis_xml, with_event

_OWN = frozenset({DESCRIPTION, PREMIS, METS, SM3_MANIFEST})
"""What an object says of itself; everything else that is no part of the database is content."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """One destruction, as objects tell of it: by which list, by whom, why, when, and what there was, by object id."""

    number: str
    by: str
    at: dt.datetime
    note: str
    before: Mapping[str, Any] = field(default_factory=dict)


def is_entombed(store: BlobStore, object_id: str) -> bool:
    """Whether the object in this place is one without content already."""
    try:
        return TOMBSTONE in read_inventory(store, object_id).state()
    except ArchiveError:
        return False


def contents_of(record: Record) -> list[dict[str, Any]]:
    """What there is of a record, object by object: every file of every version with its digests. For the note."""
    store = blob_store()
    found = []
    for name in StoredObject.objects.filter(record=record).order_by("pk").values_list("object_id", flat=True):
        with suppress(ArchiveError):  # damaged or lost already: the digests the database has are told by its rows
            inventory = read_inventory(store, name)
            sm3 = read_sm3(store, name, inventory)
            files = {
                (path, digest): {"path": path, "sha512": digest, "sm3": sm3.get(path, "")}
                for version in inventory.versions.values()
                for path, digest in version.state.items()
                if path not in _OWN and part_at("record", path) is None
            }
            digest = inventory_digest(store, name)
            told = {"object": name, "head": inventory.head, "inventory_sha512": digest, "files": list(files.values())}
            found.append(told)
    return found


def forget_files(record: Record) -> None:
    """Take the rows of a record's files away; what hangs on them goes with them. Part of an act."""
    StoredFile.objects.filter(stored__record=record).delete()


def entomb(record: Record, deletion: Deletion) -> list[str]:
    """Put an object without content into the place of each of a record's objects; gives their names.

    The new inventory's digest is in the database before the tree is replaced: from then on no repair can bring the old
    bytes back. Killed anywhere, it is called again; what lies there already is left. Raises a `StorageError`.
    """
    store = blob_store()
    rows = list(StoredObject.objects.filter(record=record).order_by("pk"))
    said = _said(record)
    for row in rows:
        if not is_entombed(store, row.object_id):
            with store.staging() as stage:
                staged = _stage(store, stage, row.object_id, said.get(row.object_id), deletion)
                _enter(row, 1, staged.inventory_sha512)
                store.publish_trees([Publication(staged.prefix, staged.tree)])
        inventory = read_inventory(store, row.object_id)
        _enter(row, len(inventory.versions), inventory_digest(store, row.object_id))
    return [row.object_id for row in rows]


def _enter(row: StoredObject, version: int, digest: str) -> None:
    StoredObject.objects.filter(pk=row.pk).update(version=version, inventory_sha512=digest)


def _said(record: Record) -> dict[str, Target]:
    """What the database says of the record and of those that were merged into it, by object."""
    pks = [record.pk, *Record.every.filter(merged_into=record).values_list("pk", flat=True)]
    return {
        target.object_id: target for group in targets(kind_named("record"), pks) for target in group if target.is_record
    }


def _stage(store: BlobStore, stage: Path, object_id: str, target: Target | None, deletion: Deletion) -> StagedObject:
    held = _held(store, object_id, DESCRIPTION)
    readable = {**(json.loads(held) if held else {}), **(target.readable if target else {})}
    readable |= {"format": "lantai-description/1", "software": f"Lantai {lantai.__version__}"}
    note = {"list": deletion.number, "by": deletion.by, "at": deletion.at.isoformat(), "note": deletion.note}
    documents = {
        **(target.documents if target else {}),
        DESCRIPTION: _json(readable),
        TOMBSTONE: _json({"format": "lantai-destruction/1", **note, "before": deletion.before.get(object_id, {})}),
        PREMIS: _premis(store, object_id, deletion),
    }

    def complete(files: Sequence[StagedFile]) -> Mapping[str, bytes]:
        return with_mets(files, documents, object_id=object_id, at=deletion.at)

    commit = Commit(message=f"Destroyed by list {deletion.number}", user=deletion.by, created=deletion.at)
    return stage_object(stage, object_id=object_id, files=(), documents=complete, commit=commit)


def _premis(store: BlobStore, object_id: str, deletion: Deletion) -> bytes:
    document = _held(store, object_id, PREMIS) or premis_xml([], [], [], object_id=object_id)
    who = agent(deletion.by)
    event = PremisEvent(
        f"{object_id}#destroyed-{deletion.number}", EventType.DELETION, deletion.at, note=deletion.note,
        detail=f"Destroyed by list {deletion.number}", agents=[SOFTWARE.identifier, who.identifier],
    )  # fmt: skip
    return with_event(document, event, [SOFTWARE, who], object_id=object_id)


def _held(store: BlobStore, object_id: str, path: str) -> bytes:
    with suppress(ArchiveError), open_file(store, object_id, path) as blob:
        return blob.read()
    return b""


def _json(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()


def drop_cached(digests: Sequence[str]) -> int:
    """Page images kept for speed, by the digests of the files they were made from; gives how many went."""
    gone = 0
    for digest in digests:
        folder = Path(settings.CACHE_FOLDER) / "pages" / digest[:2]
        for path in folder.glob(f"{digest[:40]}-*"):
            path.unlink(missing_ok=True)
            gone += 1
    return gone
