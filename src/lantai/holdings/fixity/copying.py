"""Second copies: every version of every object, whole, proved after it was written; only what is new travels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone

from lantai.base.common.ids import new_ulid
from lantai.base.common.rows import insert_rows
from lantai.engines.storage.errors import BlobIsMissing, TreeHasChanged
from lantai.holdings.fixity.judging import Known, judge
from lantai.holdings.fixity.loose import known_of, loose_objects
from lantai.holdings.fixity.models import ObjectFixity, Replica, ReplicaCopy
from lantai.holdings.fixity.places import Place, replicas, storage
from lantai.holdings.fixity.quarantine import set_aside
from lantai.holdings.fixity.trees import NotReadable, Vanished, tree_at
from lantai.holdings.preservation.models import StoredObject
from lantai.holdings.preservation.ocfl.copying import CopyHasAnotherHistory, CopyIsDamaged, ObjectVersion, stage_copy
from lantai.holdings.preservation.ocfl.inventory import InventoryIsBroken
from lantai.holdings.preservation.ocfl.layout import ROOT_DECLARATION, object_prefix

PIECE = 50


@dataclass(slots=True)
class Copied:
    """How far copying came. `refused`: objects that are not whole here, so that no copy of them would be worth it."""

    copied: int = 0
    size: int = 0
    refused: int = 0
    cursor: int = 0


def to_copy(replica: Replica, *, after: int = 0) -> list[StoredObject]:
    """Objects of which this place has no copy, or one of another version, in order: one query a piece."""
    copy = ReplicaCopy.objects.filter(replica=replica, stored=OuterRef("pk")).values("inventory_sha512")[:1]
    rows = StoredObject.objects.annotate(there=Subquery(copy)).filter(pk__gt=after).order_by("pk")
    return list(rows.filter(Q(there__isnull=True) | ~Q(there=F("inventory_sha512")))[:PIECE])


def copy_piece(place: Place, replica: Replica, so_far: Copied) -> bool:
    """Copy the next objects and write their rows; False when there is nothing left. Raises a `StorageError`."""
    rows = to_copy(replica, after=so_far.cursor)
    source, done, now = storage(), [], timezone.now()
    source.require_there()
    place.require_there()
    for row in rows:
        so_far.cursor = row.pk
        size = _copy(source, place, _known(row))
        if size is None:
            so_far.refused += 1
            continue
        so_far.copied += 1
        so_far.size += size
        done.append(_row(replica, row, now))
    with transaction.atomic():
        ReplicaCopy.objects.filter(replica=replica, stored__in=[copy.stored_id for copy in done]).delete()
        insert_rows(done)
    return len(rows) == PIECE


def copy_loose(place: Place, so_far: Copied) -> None:
    """Objects that are no record's, where the place has not the same inventory of them. Raises a `StorageError`."""
    source = storage()
    for name, _institution in loose_objects():
        known = known_of(source.store, name)
        if known.inventory_sha512 and known_of(place.store, name).inventory_sha512 == known.inventory_sha512:
            continue
        size = _copy(source, place, known)
        so_far.copied += size is not None
        so_far.refused += size is None
        so_far.size += size or 0


def _known(row: StoredObject) -> Known:
    return Known(row.object_id, object_prefix(row.object_id), row.version, row.inventory_sha512)


def _row(replica: Replica, row: StoredObject, now: dt.datetime) -> ReplicaCopy:
    return ReplicaCopy(
        replica=replica,
        stored=row,
        version=row.version,
        inventory_sha512=row.inventory_sha512,
        is_whole=True,
        checked_at=now,
    )


def _copy(source: Place, place: Place, known: Known) -> int | None:
    """Bytes copied; None when the object is not whole, here or, after it was written, there.

    Its files are judged at the source first, and each is held against the inventory as it travels; what lies at the
    target of an earlier version is taken over by a second name, not sent again; all of the new tree is read back from
    the disk and judged. Where that is no good copy, what lies there is set aside and all of it is written anew.
    """
    if not judge(tree_at(source.store, known.prefix), known).is_whole:
        return None
    for fresh in (False, True):
        try:
            if fresh:
                _aside(place, known)
            size = _publish(source, place, known, fresh=fresh)
        except (CopyHasAnotherHistory, InventoryIsBroken):
            continue
        except (Vanished, NotReadable, TreeHasChanged, CopyIsDamaged, BlobIsMissing):
            return None
        if judge(tree_at(place.store, known.prefix, from_disk=True), known).is_whole:
            return size
    return None


def _aside(place: Place, known: Known) -> None:
    """What lies there and is not a good copy is kept before all of it is written anew."""
    verdict = judge(tree_at(place.store, known.prefix), known)
    wrong = {damage.path for damage in verdict.damages} & (verdict.listing.files | verdict.listing.odd)
    if wrong:
        set_aside(place.store, known.prefix, sorted(wrong), mark=f"copy-{new_ulid()}")


def _publish(source: Place, place: Place, known: Known, *, fresh: bool) -> int:
    """`fresh`: nothing of what lies there is taken over."""
    wanted = ObjectVersion(known.object_id, known.version, known.inventory_sha512)
    with place.store.staging() as stage:
        copy = stage_copy(source.store, place.store, stage, wanted, fresh=fresh)
        if copy is None:
            return 0
        place.store.publish_trees([copy.publication])
        return copy.read


def copy_anew(row: StoredObject) -> int:
    """Replace every second copy of an object by what lies in storage now, taking nothing over: its bytes are destroyed.

    A place that never had it is left alone. Gives how many were replaced. Raises a `StorageError` when a place is away.
    """
    source, replaced = storage(), 0
    known, now = _known(row), timezone.now()
    for place in replicas():
        if place.replica is None or (place.replica.copied_at is None and not place.store.exists(ROOT_DECLARATION)):
            continue
        place.require_there()
        there = known_of(place.store, row.object_id).inventory_sha512
        if there == known.inventory_sha512 or next(place.store.list(known.prefix), None) is None:
            continue
        _publish(source, place, known, fresh=True)
        with transaction.atomic():
            ReplicaCopy.objects.filter(replica=place.replica, stored=row).delete()
            insert_rows([_row(place.replica, row, now)])
        replaced += 1
    ObjectFixity.objects.filter(stored=row).delete()
    return replaced


def good_copies() -> Sequence[tuple[int, int]]:
    """(good copies, objects): how many objects have so many copies beside the storage, of their present version."""
    good = Q(copies__is_whole=True, copies__inventory_sha512=F("inventory_sha512"))
    counted = StoredObject.objects.annotate(good=Count("copies", filter=good)).values("good")
    return list(counted.annotate(n=Count("pk")).order_by("good").values_list("good", "n"))
