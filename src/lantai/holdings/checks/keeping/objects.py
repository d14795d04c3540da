"""The stored objects of a fonds, some at a time, each with what the archive knows of it: always so many queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.functions import Mod

from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.fixity.models import OPEN_STATES, FixityFinding, ReplicaCopy
from lantai.holdings.normalisation.models import Derivative
from lantai.holdings.preservation.models import StoredFile, StoredObject

PIECE = 16


@dataclass(frozen=True, slots=True)
class Kept:
    """One object. `read_at`: when it was last read whole, by fixity or when it was stored."""

    row: StoredObject
    files: Sequence[StoredFile]
    read_at: dt.datetime
    damages: Sequence[FixityFinding]
    copies: Sequence[ReplicaCopy]
    with_copy: frozenset[int]
    """Files of which a copy in a format for keeping lies beside the original."""

    @property
    def code(self) -> str:
        return self.row.record.code


def objects_in(fonds: Fonds, *, one_in: int = 1, remainder: int = 0) -> QuerySet[StoredObject]:
    """All of them, or one in so many."""
    rows = StoredObject.objects.filter(record__fonds=fonds)
    if one_in > 1:
        rows = rows.annotate(part=Mod(F("pk"), one_in)).filter(part=remainder)
    return rows


def piece_of(rows: QuerySet[StoredObject], *, after: int, last: int) -> list[Kept]:
    """The next of them in the order of their rows."""
    found = list(rows.filter(pk__gt=after, pk__lte=last).select_related("record", "fixity").order_by("pk")[:PIECE])
    keys = [row.pk for row in found]
    files, damages, copies = _files(keys), _damages(keys), _copies(keys)
    every = [file.pk for own in files.values() for file in own]
    with_copy = set(Derivative.objects.filter(file__in=every).values_list("file", flat=True))
    return [
        Kept(
            row,
            files[row.pk],
            _read_at(row),
            damages[row.pk],
            copies[row.pk],
            frozenset(file.pk for file in files[row.pk] if file.pk in with_copy),
        )
        for row in found
    ]


def _read_at(row: StoredObject) -> dt.datetime:
    fixity = getattr(row, "fixity", None)
    return fixity.checked_at if fixity else row.stored_at


def _files(keys: list[int]) -> dict[int, list[StoredFile]]:
    found: dict[int, list[StoredFile]] = defaultdict(list)
    for file in StoredFile.objects.filter(stored__in=keys).order_by("stored", "position"):
        found[file.stored_id].append(file)
    return found


def _damages(keys: list[int]) -> dict[int, list[FixityFinding]]:
    """What fixity has found in the storage itself and nobody has repaired or decided about."""
    found: dict[int, list[FixityFinding]] = defaultdict(list)
    rows = FixityFinding.objects.filter(stored__in=keys, replica__isnull=True, state__in=OPEN_STATES)
    for row in rows.order_by("pk"):
        found[row.stored_id or 0].append(row)
    return found


def _copies(keys: list[int]) -> dict[int, list[ReplicaCopy]]:
    found: dict[int, list[ReplicaCopy]] = defaultdict(list)
    for copy in ReplicaCopy.objects.filter(stored__in=keys):
        found[copy.stored_id].append(copy)
    return found
