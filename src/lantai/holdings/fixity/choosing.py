"""Which objects a run reads, in the order of their rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Mod
from django.utils import timezone

from lantai.holdings.fixity.models import FixityRun, Replica, ReplicaCopy
from lantai.holdings.fixity.noting import Row
from lantai.holdings.preservation.models import StoredObject

_IN_STORAGE = ("pk", "object_id", "version", "inventory_sha512", "record__institution")
_IN_COPY = ("stored", "stored__object_id", "version", "inventory_sha512", "stored__record__institution")


def rows_of(run: FixityRun, *, size: int) -> list[Row]:
    """The next objects of a run behind its cursor: one query."""
    objects = objects_of(run)
    columns, key = (_IN_COPY, "stored") if run.replica_id else (_IN_STORAGE, "pk")
    found = objects.filter(**{f"{key}__gt": run.cursor, f"{key}__lte": run.last}).order_by(key)
    return [Row(*values) for values in found.values_list(*columns)[:size]]


def rows_now(run: FixityRun, numbers: Sequence[int]) -> list[Row]:
    """These objects as the database knows them now, in the place of the run."""
    if run.replica_id:
        copies = ReplicaCopy.objects.filter(replica=run.replica_id, stored__in=numbers)
        return [Row(*values) for values in copies.values_list(*_IN_COPY)]
    return [Row(*values) for values in StoredObject.objects.filter(pk__in=numbers).values_list(*_IN_STORAGE)]


def objects_of(run: FixityRun) -> QuerySet[Any]:
    """All the objects of a run, those it has read included."""
    start = "stored__" if run.replica_id else ""
    rows: QuerySet[Any] = (
        ReplicaCopy.objects.filter(replica=run.replica_id) if run.replica_id else StoredObject.objects.all()
    )
    if run.institution:
        rows = rows.filter(**{f"{start}record__institution": run.institution})
    if run.choice == FixityRun.Choice.SAMPLE:
        rows = rows.annotate(part=Mod(F("stored_id" if run.replica_id else "pk"), run.share)).filter(part=run.remainder)
    if run.choice == FixityRun.Choice.DUE:
        rows = rows.filter(due(run.due_before, copies=bool(run.replica_id)))
    return rows


def any_due(before: Mapping[str, dt.datetime], replica: Replica | None, institution: str) -> bool:
    """Whether a run of what is due would read anything."""
    moments = {name: moment.isoformat() for name, moment in before.items()}
    run = FixityRun(choice=FixityRun.Choice.DUE, replica=replica, institution=institution, due_before=moments)
    return bool(objects_of(run).exists())


def due(before: dict[str, str], *, copies: bool, now: dt.datetime | None = None) -> Q:
    """Objects last read before the moment their retention sets; `*` is for every other.

    An object was read when it was stored. One that was read in the future was read by a clock that went wrong: due.
    """
    now = now or timezone.now()
    start, named = ("stored__" if copies else ""), [name for name in before if name != "*"]
    asked = Q()
    for name, moment in before.items():
        retention = {f"{start}record__retention": name} if name != "*" else {}
        rest = Q() if name != "*" else ~Q(**{f"{start}record__retention__in": named})
        asked |= Q(**retention) & rest & _read_before(dt.datetime.fromisoformat(moment), now, copies=copies)
    return asked


def _read_before(moment: dt.datetime, now: dt.datetime, *, copies: bool) -> Q:
    if copies:
        return Q(checked_at__lt=moment) | Q(checked_at__gt=now)
    never = Q(fixity__isnull=True) & (Q(stored_at__lt=moment) | Q(stored_at__gt=now))
    return Q(fixity__checked_at__lt=moment) | Q(fixity__checked_at__gt=now) | never
