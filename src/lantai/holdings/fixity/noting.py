"""Writing down what a walk saw: sets of rows in one transaction with the walk's own place, so a kill loses nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lantai.base.common.rows import insert_rows, insert_values
from lantai.holdings.fixity.judging import Damage, Verdict
from lantai.holdings.fixity.models import OPEN_STATES, FindingState, FixityFinding, FixityRun, ObjectFixity, ReplicaCopy


@dataclass(frozen=True, slots=True)
class Row:
    """One object as the walk was given it."""

    pk: int
    object_id: str
    version: int
    inventory_sha512: str
    institution: str


Judged = tuple[Row, Verdict]


def note(run: FixityRun, judged: Sequence[Judged], *, milliseconds: int, now: dt.datetime | None = None) -> bool:
    """One piece of a walk, all or nothing; False, and nothing written, when another process has gone on from here."""
    now = now or timezone.now()
    damaged = [(row, verdict) for row, verdict in judged if not verdict.is_whole]
    with transaction.atomic():
        read = {
            "cursor": judged[-1][0].pk,
            "objects_read": F("objects_read") + len(judged),
            "files_read": F("files_read") + sum(verdict.files for _, verdict in judged),
            "bytes_read": F("bytes_read") + sum(verdict.size for _, verdict in judged),
            "damaged": F("damaged") + len(damaged),
            "milliseconds": F("milliseconds") + max(0, milliseconds),
        }
        mine = FixityRun.objects.filter(pk=run.pk, cursor=run.cursor, state=FixityRun.State.RUNNING)
        if not mine.update(**read):
            return False
        whole = [row for row, verdict in judged if verdict.is_whole]
        _date(run, whole, [row for row, _ in damaged], now)
        settle(run, [row.pk for row in whole])
        note_findings(run, damaged)
    run.refresh_from_db()
    return True


def _date(run: FixityRun, whole: Sequence[Row], damaged: Sequence[Row], now: dt.datetime) -> None:
    if run.replica_id:
        copies = ReplicaCopy.objects.filter(replica=run.replica_id)
        for rows, is_whole in ((whole, True), (damaged, False)):
            if rows:
                copies.filter(stored__in=[row.pk for row in rows]).update(is_whole=is_whole, checked_at=now)
        return
    sm3 = {"sm3_at": now} if run.sm3 else {}
    _upsert([row.pk for row in whole], {"checked_at": now, "is_whole": True, "whole_at": now, **sm3})
    _upsert([row.pk for row in damaged], {"checked_at": now, "is_whole": False})


def _upsert(numbers: Sequence[int], values: Mapping[str, Any]) -> None:
    """Change the rows there are, make those there are not: three queries for any number of objects."""
    if not numbers:
        return
    rows = ObjectFixity.objects.filter(stored__in=numbers)
    there = set(rows.values_list("stored", flat=True))
    rows.update(**values)
    fresh = [number for number in numbers if number not in there]
    if fresh:
        insert_values(ObjectFixity, ["stored", *values], [(number, *values.values()) for number in fresh])


def settle(run: FixityRun, whole: Sequence[int]) -> None:
    """What was found in objects that are whole now is no longer there; what is being repaired ends with its event."""
    waiting = (FindingState.FOUND, FindingState.UNREPAIRABLE)
    found = FixityFinding.objects.filter(stored__in=whole, replica=run.replica_id, state__in=waiting)
    found.update(state=FindingState.GONE, changed_at=timezone.now())


def note_findings(run: FixityRun, damaged: Sequence[Judged]) -> int:
    """New rows for what was not known; what is open or was accepted is not told twice. Gives how many are new."""
    if not damaged:
        return 0
    names = [row.object_id for row, _ in damaged]
    known = FixityFinding.objects.filter(
        object_id__in=names, replica=run.replica_id, state__in=[*OPEN_STATES, FindingState.ACCEPTED]
    )
    told = set(known.values_list("object_id", "kind", "path"))
    rows = [
        _finding(run, row, damage)
        for row, verdict in damaged
        for damage in verdict.damages
        if (row.object_id, str(damage.kind), damage.path) not in told
    ]
    insert_rows(rows)
    return len(rows)


def _finding(run: FixityRun, row: Row, damage: Damage) -> FixityFinding:
    return FixityFinding(
        run=run,
        stored_id=row.pk or None,
        replica_id=run.replica_id,
        object_id=row.object_id,
        institution=row.institution,
        kind=damage.kind,
        path=damage.path,
        other=damage.other,
        expected=damage.expected,
        seen=damage.seen,
        expected_size=damage.expected_size,
        seen_size=damage.seen_size,
        note=damage.note,
    )


def sizes_of(files: Sequence[tuple[int, str, int]]) -> Mapping[int, Mapping[str, int]]:
    """Sizes by SHA-512, object by object, from rows of (object, SHA-512, size)."""
    sizes: dict[int, dict[str, int]] = {}
    for stored, sha512, size in files:
        sizes.setdefault(stored, {})[sha512] = size
    return sizes
