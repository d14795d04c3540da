"""Decisions on very many records that the index has not come to: what searches must know of them meanwhile.

A search keeps out by name what was closed one by one. A decision on a hundred thousand is told to the index in its
own words instead (`document.Swept`). The entries of the outbox that are newer than such a decision are kept, though
they are indexed, until it is done: what somebody decided since of single records is not what the sweep says.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, QuerySet

from lantai.engines.search.document import State, Swept
from lantai.engines.search.models import OutboxEntry, Sweep

FROM, _SWEEPS = 1_000, 1_000
"""So many records at least make a decision a sweep: fewer are looked up one by one."""


def sweeps_waiting() -> list[Sweep]:
    """The sweeps the index has not come through, in the order in which they were decided."""
    return list(Sweep.objects.all())


def closing_and_sweeps(most: int) -> tuple[list[int], bool]:
    """The records of changes that close something and the index does not show yet, and whether any sweep waits.

    At most so many, and some more where there are more. One query, of an index that is empty when nothing waits.
    """
    closing = OutboxEntry.objects.closing().order_by().values_list("key")
    sweeps = Sweep.objects.order_by().annotate(before=-F("pk")).values_list("before")
    rows = [row for (row,) in sweeps.union(closing).order_by("before")[: most + _SWEEPS + 1]]
    keys = [row for row in rows if row >= 0]
    return keys, len(keys) < len(rows)


def waiting_beside_sweeps(limit: int) -> tuple[list[int], list[Sweep]]:
    """The records of changes the index does not show yet and no sweep speaks of, the latest first, and the sweeps.

    Some perhaps more than once. At most so many, and one more where there are more. With sweeps, also those that are
    indexed since they were made. One query where nothing waits, two where no sweep does, else one and one each more.
    """
    waiting = _latest(OutboxEntry.objects.behind(), limit + 1)
    sweeps = sweeps_waiting() if waiting else []
    return (_beside(sweeps, limit) if sweeps else waiting), sweeps


def _beside(sweeps: Sequence[Sweep], limit: int) -> list[int]:
    found: list[int] = []
    above: int | None = None
    for each in sorted(sweeps, key=lambda sweep: -sweep.last):
        found += _latest(_between(each.last, above), limit + 1 - len(found))
        above = each.first
    return found + _latest(_between(0, above), limit + 1 - len(found))


def _between(low: int, high: int | None) -> QuerySet[OutboxEntry]:
    rows = OutboxEntry.objects.filter(pk__gt=low)
    return rows if high is None else rows.filter(pk__lt=high)


def _latest(rows: QuerySet[OutboxEntry], most: int) -> list[int]:
    return list(rows.order_by("-pk").values_list("key", flat=True)[:most])


def swept_of(sweeps: Sequence[Sweep], *, but: frozenset[int]) -> tuple[Swept, ...]:
    """What the index is told of them. A later decision on the same records takes the place of an earlier one."""
    made: list[Swept] = []
    for each in reversed(sweeps):
        opens = each.to == State.OPEN
        made.append(_swept(each, but, tuple(s for s in made if s.opens != opens and each.to in s.states)))
    return tuple(reversed(made))


def _swept(sweep: Sweep, but: frozenset[int], later: tuple[Swept, ...]) -> Swept:
    return Swept(
        institution=sweep.institution,
        fonds=sweep.fonds,
        to=sweep.to,
        states=(sweep.was,) if sweep.was else tuple(State),
        type=sweep.type,
        retention=sweep.retention,
        level=sweep.level,
        years=(sweep.year_from, sweep.year_to),
        but=but,
        unless=later,
    )


def newer_than_a_sweep(rows: Sequence[int]) -> list[int]:
    """Those of these entries that are kept, though they are indexed, because a sweep before them waits."""
    end = Sweep.objects.order_by("last").values_list("last", flat=True).first()
    return [pk for pk in rows if end is not None and pk > end]


def end_sweeps() -> None:
    """Forget the sweeps none of whose entries wait any more, but for those that failed and are tried again.

    With the last of them go the entries that were kept for them.
    """
    for each in Sweep.objects.all():
        waiting = OutboxEntry.objects.behind().filter(pk__range=(each.first, each.last), attempts=0)
        if not waiting.exists():
            each.delete()
    if not Sweep.objects.exists():
        OutboxEntry.objects.filter(indexed=True).delete()
