"""The audit chain in storage: segments written once, each an object with the events from one number to another.

A version costs a copy of the inventory, and the chain grows all day. So nothing is ever added to a segment: a new one
begins when enough events have come, or the oldest that is not kept has waited long.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence

from django.db.models import Max, Min
from django.utils import timezone

from lantai.base.audit.models import Event
from lantai.base.common.rows import insert_values
from lantai.engines.storage.current import blob_store
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.preservation.describing.happenings import SOFTWARE
from lantai.holdings.preservation.mets import PREMIS, with_mets
from lantai.holdings.preservation.models import SubjectObject
from lantai.holdings.preservation.ocfl.read import has_object, inventory_digest, open_file
from lantai.holdings.preservation.ocfl.write import Commit, StagedFile, publish, stage_object
from lantai.holdings.preservation.own_parts import AUDIT
from lantai.holdings.preservation.parts import Part, parts
from lantai.holdings.preservation.premis import EventType, PremisEvent, premis_xml
from lantai.holdings.preservation.row_text import as_bytes, read_rows

SEGMENT = 4096
"""So many events at most in one object."""
ENOUGH = 1024
LONGEST = dt.timedelta(hours=1)


def segments_are_due() -> bool:
    last, head = _kept(), _head()
    if head <= last:
        return False
    oldest = Event.objects.filter(number=last + 1).aggregate(at=Min("at"))["at"]
    if head - last >= ENOUGH or oldest is None:
        return True
    return bool(abs(timezone.now() - oldest) >= LONGEST)  # or made by a clock that was ahead


def write_segments() -> int:
    """Write every event that is in no segment yet; gives how many segments that made."""
    written, store = 0, blob_store()
    while (last := _kept()) < (head := _head()):
        first, end = last + 1, min(last + SEGMENT, head)
        name = segment_id(first)
        if has_object(store, name):  # by a run that was killed before it said so
            end = _end_of(store, name)
        else:
            _write(store, name, first, end)
            written += 1
        digest = inventory_digest(store, name)
        names = ("kind", "key", "generation", "object_id", "version", "inventory_sha512")
        insert_values(SubjectObject, names, [(AUDIT, end, 1, name, 1, digest)])
    return written


def segment_id(first: int) -> str:
    return f"urn:lantai:{AUDIT}:{first:012d}"


def _kept() -> int:
    """The last event that is in a segment."""
    return SubjectObject.objects.filter(kind=AUDIT).aggregate(last=Max("key"))["last"] or 0


def _head() -> int:
    return Event.objects.aggregate(last=Max("number"))["last"] or 0


def _part() -> Part:
    return parts(AUDIT)[0]


def _write(store: BlobStore, name: str, first: int, end: int) -> None:
    part, now = _part(), timezone.now()
    rows = [row for _, _, row in read_rows(part.tables[0], list(range(first, end + 1)))]
    said = {"schema": part.schema, "first": first, "last": end, "rows": {part.tables[0].label: rows}}
    event = PremisEvent(
        f"{name}#v1-written", EventType.CAPTURE, now, detail=f"Events {first} to {end}", agents=[SOFTWARE.identifier]
    )
    documents = {part.path: as_bytes(said), PREMIS: premis_xml([], [event], [SOFTWARE], object_id=name)}

    def complete(files: Sequence[StagedFile]) -> Mapping[str, bytes]:
        return with_mets(files, documents, object_id=name, at=now)

    commit = Commit(message=f"Events {first} to {end}", user="Lantai", created=now)
    with store.staging() as stage:
        publish(store, [stage_object(stage, object_id=name, files=(), documents=complete, commit=commit)])


def _end_of(store: BlobStore, name: str) -> int:
    with open_file(store, name, _part().path) as blob:
        return int(json.load(blob)["last"])
