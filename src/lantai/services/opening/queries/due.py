"""What is due for opening review, by fonds and year: 档案法 27 and §4.4, found by an index and never by a walk.

A record is due in the year its date, or the end of it, becomes so many years old; without a date its 年度 counts to the
last day of that year. What was delayed comes up again when its re-review date has come.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lantai.base.accounts.access import Scope
from lantai.base.common.keyset import Sheet, Total, sheet_of, total_of
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record, RecordTally
from lantai.holdings.catalogue.models.years import DatedYear
from lantai.holdings.disposal.models import DestroyedRecord
from lantai.services.opening.models import BatchItem, InForce
from lantai.services.opening.states import rules

SHEET = 50
MOST_FONDS = 200
WAITING = (OpeningState.UNREVIEWED, OpeningState.DEFERRED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: what is due by the end of `plan_year`, seen from `today`; narrowed where something is said.

    `early`: also what is not old enough yet (经济、教育、科技、文化).
    """

    plan_year: int
    today: dt.date
    year_from: int | None = None
    year_to: int | None = None
    record_type: str = ""
    level: str = ""
    early: bool = False

    @property
    def ceiling(self) -> int:
        """The last year of documents that are due."""
        return self.plan_year if self.early else self.plan_year - int(rules()["age_years"])

    @property
    def last(self) -> int:
        """The last year that is asked for."""
        return self.ceiling if self.year_to is None else min(self.ceiling, self.year_to)

    def takes(self, year: int) -> bool:
        """Whether documents of this year are among what is asked for."""
        return year <= self.last and (self.year_from is None or year >= self.year_from)

    def kind(self) -> dict[str, str]:
        """What is said besides the years."""
        narrowed = {"record_type": self.record_type, "level": self.level}
        return {name: value for name, value in narrowed.items() if value}

    def condition(self) -> Q:
        asked = Q(due_of__lte=self.last)
        if self.year_from is not None:
            asked &= Q(due_of__gte=self.year_from)
        return asked & Q(**self.kind())


@dataclass(frozen=True, slots=True)
class DueFonds:
    """One fonds with how many records are due."""

    fonds: Fonds
    records: int


@dataclass(frozen=True, slots=True)
class DueYear:
    """One year of documents: how many are due, and how many of these were delayed before."""

    year: int
    records: int
    delayed: int


@dataclass(frozen=True, slots=True)
class DueOfFonds:
    """The years of one fonds, the record types there are, and how many records bear neither date nor year."""

    fonds: Fonds
    years: tuple[DueYear, ...]
    types: tuple[str, ...]
    undated: Total

    @property
    def records(self) -> int:
        return sum(each.records for each in self.years)


def due_records(fonds: Sequence[Fonds], asked: Asked) -> QuerySet[Any]:
    """Records that are due and in no batch, with the year they count from as `due_of`; in the order of codes."""
    rows = _aged(Record.objects.filter(fonds__in=fonds), asked)
    due = _free(rows, asked.today)
    return due.order_by("fonds", "due_of", "code_key", "pk")


def due_fonds(scope: Scope, asked: Asked) -> tuple[DueFonds, ...]:
    """Fonds of which something is due: five questions, whatever there is."""
    fonds = {each.pk: each for each in _fonds(scope)}
    counted: Counter[int] = Counter()
    for sign, rows in _counted(list(fonds), asked):
        for pk, n in rows.values_list("fonds").annotate(n=Count("pk")):
            counted[pk] += sign * n
    found = sorted((each for each in counted.items() if each[1] > 0), key=lambda each: fonds[each[0]].code)
    return tuple(DueFonds(fonds[pk], n) for pk, n in found)


def due_of_fonds(fonds: Fonds, asked: Asked) -> DueOfFonds:
    """The years of one fonds."""
    every: Counter[int] = Counter()
    delayed: Counter[int] = Counter()
    for sign, rows in _counted([fonds.pk], asked):
        for year, state, n in rows.values_list("due_of", "opening_state").annotate(n=Count("pk")):
            every[year] += sign * n
            delayed[year] += sign * n if state == OpeningState.DEFERRED else 0
    years = tuple(DueYear(year, n, delayed[year]) for year, n in sorted(every.items()) if n > 0)
    undated = Record.objects.filter(fonds=fonds, opening_state=OpeningState.UNREVIEWED).alias(due_of=DatedYear())
    return DueOfFonds(fonds, years, types_of([fonds.pk]), total_of(undated.filter(due_of__isnull=True)))


def due_sheet(fonds: Fonds, year: int, asked: Asked, *, place: str) -> Sheet[Record]:
    """The due records of one year, a sheet at a time in the order they came in.

    The year is asked for once: told that it is due as well, SQLite walks and sorts all that is older.
    """
    waiting = Record.objects.filter(fonds=fonds, opening_state__in=WAITING).annotate(due_of=DatedYear())
    rows = _free(waiting.filter(due_of=year) if asked.takes(year) else waiting.none(), asked.today)
    rows = rows.filter(**asked.kind())
    ways = [rows.filter(opening_state=state) for state in WAITING]
    return sheet_of(rows, by=["id"], place=place, size=SHEET, total=total_of(rows), ways=ways)


def types_of(fonds: Iterable[int]) -> tuple[str, ...]:
    """Record types there are, from the tallies."""
    rows = RecordTally.objects.filter(fonds__in=fonds, records__gt=0, opening_state__in=WAITING).order_by()
    return tuple(sorted(name for name in rows.values_list("record_type", flat=True).distinct() if name))


def _fonds(scope: Scope) -> QuerySet[Fonds]:
    every = Fonds.objects.select_related("institution").order_by("code", "pk")
    mine = every if scope.everything else every.filter(institution__code__in=scope.institutions)
    return mine[:MOST_FONDS]


def _aged(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    aged: QuerySet[Any] = rows.filter(opening_state__in=WAITING).annotate(due_of=DatedYear())
    return aged.filter(asked.condition())


def _counted(fonds: list[int], asked: Asked) -> list[tuple[int, QuerySet[Any]]]:
    """All old enough, less those in batches, those delayed until later, and the destroyed: each from its own index.

    Asked of every record whether it is in a batch, a million would be looked up; of the few in batches, a few.
    """
    every = _aged(Record.objects.filter(fonds__in=fonds), asked).order_by()
    later = InForce.objects.filter(review_on__gt=asked.today).values("record")
    listed = _in_batches()
    in_batches = every.filter(pk__in=BatchItem.objects.filter(is_open=True).values("record"))
    delayed = every.filter(opening_state=OpeningState.DEFERRED, pk__in=later).filter(~Exists(listed))
    destroyed = every.filter(pk__in=DestroyedRecord.objects.values("record")).filter(~Exists(listed))
    destroyed = destroyed.exclude(opening_state=OpeningState.DEFERRED, pk__in=later)
    return [(1, every), (-1, in_batches), (-1, delayed), (-1, destroyed)]


def _in_batches() -> QuerySet[BatchItem]:
    return BatchItem.objects.filter(record=OuterRef("pk"), is_open=True)


def _free(rows: QuerySet[Any], today: dt.date) -> QuerySet[Any]:
    """In no batch, not delayed until later, not destroyed."""
    later = InForce.objects.filter(record=OuterRef("pk"), review_on__gt=today)
    gone = DestroyedRecord.objects.filter(record=OuterRef("pk"))
    free = rows.filter(~Exists(_in_batches()), ~Exists(gone))
    return free.exclude(Exists(later), opening_state=OpeningState.DEFERRED)
