"""The places objects lie in: the storage itself, and every second copy the settings name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext, gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.base.common.rows import insert_rows
from lantai.engines.storage.current import blob_store, replica_stores, storage_place
from lantai.engines.storage.errors import StorageIsMissing
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.fixity.models import Replica
from lantai.holdings.preservation.ocfl.layout import ROOT_DECLARATION, prepare_root


class PlaceIsUnknown(ArchiveError):
    code = "fixity.place_unknown"
    message = gettext_noop("There is no second copy at %(name)s any more: the settings do not name it.")
    hint = gettext_noop("Name it again in LANTAI_REPLICAS, or begin a check of the places there are.")
    http_status = 409
    exit_code = 4


@dataclass(frozen=True, slots=True)
class Place:
    """The storage (`replica` is None) or one second copy of it."""

    store: BlobStore
    replica: Replica | None = None

    @property
    def label(self) -> str:
        return self.replica.name if self.replica else gettext("storage")

    def require_there(self) -> None:
        """A disk that is not mounted is a missing disk, and not the loss of every object. Raises `StorageIsMissing`."""
        if not self.store.exists(ROOT_DECLARATION):
            raise StorageIsMissing(place=self.replica.name if self.replica else storage_place())


def storage() -> Place:
    return Place(blob_store())


def replicas() -> list[Place]:
    """Every second copy the settings name, each with its row."""
    stores = replica_stores()
    rows = {row.name: row for row in Replica.objects.filter(name__in=stores)} if stores else {}
    for name in stores.keys() - rows.keys():
        rows[name] = _first_named(name)
    return [Place(store, rows[name]) for name, store in stores.items()]


def _first_named(name: str) -> Replica:
    """The row of a place nobody has asked for before; two processes may ask at once."""
    with lock(lock_file("replicas"), wait=True):
        known = Replica.objects.filter(name=name).first()
        return known or insert_rows([Replica(name=name)])[0]


def place_of(replica: Replica | None) -> Place:
    """Raises `PlaceIsUnknown` for a copy the settings no longer name."""
    if replica is None:
        return storage()
    for place in replicas():
        if place.replica == replica:
            return place
    raise PlaceIsUnknown(name=replica.name)


def others_than(place: Place) -> Sequence[Place]:
    """Where good bytes may be found for what is damaged in this place, those that answer only."""
    every = [storage(), *replicas()]
    return [each for each in every if each.replica != place.replica and _answers(each)]


def _answers(place: Place) -> bool:
    try:
        return place.store.exists(ROOT_DECLARATION)
    except ArchiveError:
        return False


def prepare_replica(place: Place) -> None:
    """Make a storage root of a place nothing was ever copied to; one that bore copies and is away is missed."""
    if place.replica and place.replica.copied_at is not None:
        place.require_there()
    place.store.prepare()
    prepare_root(place.store)


def lock_file(name: str) -> Path:
    return Path(settings.WORK_FOLDER) / "locks" / f"fixity-{name}.lock"


def quarantine() -> Path:
    return Path(settings.QUARANTINE_FOLDER)
