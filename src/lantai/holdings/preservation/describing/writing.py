"""From marks to versions: what is marked is read, compared with what lies in storage, and written where it differs.

1. The newest mark is noted, then the rows are read: what changes after that has a mark of its own.
2. Documents that are as they were are not written; an object in which nothing differs gets no version.
3. Objects appear with one flush of the disk a group; then rows are brought up to date and the marks taken away.
A kill between steps leaves marks: the next run finds nothing to write in what had appeared.
"""

from __future__ import annotations

import datetime as dt
import logging
import math
import time
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from lantai.base.common.errors import ArchiveError
from lantai.base.common.rows import insert_values
from lantai.engines.storage.current import blob_store
from lantai.engines.storage.errors import DiskIsFull, StorageIsMissing, StorageIsReadOnly, WorkFolderLiesElsewhere
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.preservation.describing.happenings import Happenings, happenings
from lantai.holdings.preservation.describing.staging import Staged, stage_target
from lantai.holdings.preservation.describing.subjects import Target, targets
from lantai.holdings.preservation.models import Mark, StoredObject, SubjectObject
from lantai.holdings.preservation.ocfl.write import publish
from lantai.holdings.preservation.parts import Kind, kinds

logger = logging.getLogger(__name__)
BATCH = 512
"""So many marks are taken up together."""
LATER = dt.timedelta(minutes=10)
"""So long a subject waits that could not be written."""
AHEAD = dt.timedelta(hours=1)
"""A mark that much in the future was made by a clock that went wrong: it is old enough."""
_STOPPING = (DiskIsFull, StorageIsReadOnly, StorageIsMissing, WorkFolderLiesElsewhere)
"""With these nothing else can be written either. Any other refusal is of one object."""


def describe(*, at_once: bool = False, seconds: float = math.inf) -> int:
    """Write every subject whose mark is old enough, or every marked one; gives how many versions were made.

    After so many seconds it stops behind the batch in hand: other work waits for the same worker.

    Raises `StorageError` (disk full, read-only) with everything before it safe.
    """
    end = time.monotonic() + seconds
    return sum(_describe_kind(kind, end, at_once=at_once) for kind in kinds())


def is_due() -> bool:
    """Whether anything waits that is old enough."""
    now = timezone.now()
    return any(_old_enough(kind, now).exists() for kind in kinds())


def _old_enough(kind: Kind, now: dt.datetime, *, at_once: bool = False) -> QuerySet[Mark]:
    waited = dt.timedelta(seconds=0 if at_once else kind.settle)
    return Mark.objects.filter(Q(since__lte=now - waited) | Q(since__gt=now + AHEAD), kind=kind.name)


def _describe_kind(kind: Kind, end: float, *, at_once: bool) -> int:
    written = 0
    now = timezone.now()
    while time.monotonic() < end and (
        marks := list(_old_enough(kind, now, at_once=at_once).order_by("id").values_list("key", "since")[:BATCH])
    ):
        newest = Mark.objects.aggregate(last=Max("id"))["last"]
        since = min(moment for _, moment in marks)
        keys = sorted({key for key, _ in marks})
        for group in targets(kind, keys):
            written += _write_group(group, since)
        _settle(kind, keys, newest)
    return written


def _settle(kind: Kind, keys: Sequence[int], newest: int) -> None:
    """All marks these subjects had when they were read are answered, also those not old enough."""
    Mark.objects.filter(kind=kind.name, key__in=keys, id__lte=newest).delete()


def _write_group(group: Sequence[Target], since: dt.datetime) -> int:
    """Build and publish a group; when one of it cannot be, each alone, so that the rest goes on."""
    if not group:
        return 0
    told = happenings(group, since)
    try:
        return _write_together(group, told)
    except _STOPPING:
        raise
    except ArchiveError:
        return sum(_write_alone(target, told) for target in group)


def _write_alone(target: Target, told: Happenings) -> int:
    try:
        return _write_together([target], told)
    except _STOPPING:
        raise
    except ArchiveError as refusal:
        logger.warning("the object %s could not be written and waits: %s", target.object_id, refusal)
        later = timezone.now() + LATER
        insert_values(Mark, ("kind", "key", "since"), ((target.kind.name, key, later) for key in target.keys))
        return 0


def _write_together(group: Sequence[Target], told: Happenings) -> int:
    store = blob_store()
    known = _generations(group)
    with store.staging() as stage:
        built = [_stage(store, stage, target, told, known) for target in group]
        publish(store, [each.staged for each in built if each.staged])
    with transaction.atomic():
        _enter(built)
    return sum(each.staged is not None for each in built)


def _stage(
    store: BlobStore, stage: Path, target: Target, told: Happenings, known: dict[tuple[str, int], int]
) -> Staged:
    return stage_target(store, stage, target, told, generation=known.get((target.kind.name, target.key), 1))


def _generations(group: Sequence[Target]) -> dict[tuple[str, int], int]:
    kind = group[0].kind.name
    rows = SubjectObject.objects.filter(kind=kind, key__in=[each.key for each in group if not each.is_record])
    return {(kind, key): last for key, last in rows.values_list("key").annotate(last=Max("generation"))}


def _enter(built: Sequence[Staged]) -> None:
    """The rows of what lies in storage now, also of what a killed run had published."""
    _enter_records([each for each in built if each.target.is_record])
    others = [each for each in built if not each.target.is_record and each.version]
    rows = {
        row.object_id: row for row in SubjectObject.objects.filter(object_id__in=[each.object_id for each in others])
    }
    fresh = [each for each in others if each.object_id not in rows]
    insert_values(
        SubjectObject,
        ("kind", "key", "generation", "object_id", "version", "inventory_sha512"),
        (
            (each.target.kind.name, each.target.key, each.generation, each.object_id, each.version, each.sha512)
            for each in fresh
        ),
    )
    changed = []
    for each in others:
        row = rows.get(each.object_id)
        if row and (row.version, row.inventory_sha512) != (each.version, each.sha512):
            row.version, row.inventory_sha512 = each.version, each.sha512
            changed.append(row)
    SubjectObject.objects.bulk_update(changed, ["version", "inventory_sha512"])


def _enter_records(built: Sequence[Staged]) -> None:
    by_object = {each.object_id: each for each in built if each.version}
    rows = list(StoredObject.objects.filter(object_id__in=list(by_object)))
    changed = []
    for row in rows:
        each = by_object[row.object_id]
        if (row.version, row.inventory_sha512) != (each.version, each.sha512):
            row.version, row.inventory_sha512 = each.version, each.sha512
            changed.append(row)
    StoredObject.objects.bulk_update(changed, ["version", "inventory_sha512"])
