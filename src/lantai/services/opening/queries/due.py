"""What is due for opening review, by fonds and year: 档案法 27 and §4.4, found by an index and never by a walk.

A record is due in the year its date, or the end of it, becomes so many years old; without a date its 年度 counts to the
last day of that year. What was delayed, restricted, opened in part or withdrawn comes up again when the day has come
that was set for it (19号令: periodic re-assessment), however old it is.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from lantai.base.accounts.access import Scope
from lantai.base.common.keyset import BOUND, Sheet, Total, sheet_of, total_of
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record, RecordTally
from lantai.holdings.catalogue.models.years import DatedYear
from lantai.holdings.disposal.models import DestroyedRecord
from lantai.services.opening.models import BatchItem, InForce, Value, YearTally
from lantai.services.opening.states import rules

SHEET = 50
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
        return Q(due_of__lte=self.last) & self.narrowed() & Q(**self.kind())

    def narrowed(self) -> Q:
        """The years that were said, without the age."""
        said = Q() if self.year_from is None else Q(due_of__gte=self.year_from)
        return said if self.year_to is None else said & Q(due_of__lte=self.year_to)


@dataclass(frozen=True, slots=True)
class DueFonds:
    """One fonds with how many records are due."""

    fonds: Fonds
    records: int


@dataclass(frozen=True, slots=True)
class DuePage:
    """A sheet of fonds with what is due of each, and how many records are due in how many fonds altogether."""

    sheet: Sheet[Fonds]
    lines: tuple[DueFonds, ...]
    fonds: int
    records: int


@dataclass(frozen=True, slots=True)
class DueYear:
    """One year of documents: how many are due, and how many of these were decided before."""

    year: int
    records: int
    again: int


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


def due_to_take(fonds: Sequence[Fonds], asked: Asked, most: int) -> list[tuple[int, str]]:
    """Records that are due and in no batch, the oldest first, so many at most: row id and opening state.

    What is due by its age and what comes up again have an index each: the first of both are looked for, two queries.
    """
    pks = [each.pk for each in fonds]
    aged = _aged(Record.objects.filter(fonds__in=pks), asked)
    found = [
        row
        for rows in (_free(aged, asked.today), _coming_again(pks, asked))
        for row in rows.order_by("fonds_id", "due_of", "code_key", "pk").values_list(
            "fonds_id", "due_of", "code_key", "pk", "opening_state"
        )[:most]
    ]
    return [(pk, state) for *_order, pk, state in sorted(found)[:most]]


def due_fonds(scope: Scope, asked: Asked, *, place: str = "", every: bool = False) -> DuePage:
    """Fonds of which something is due, or with `every` all there are, a sheet at a time; as many queries for any."""
    rows = Fonds.objects.select_related("institution")
    mine = rows if scope.everything else rows.filter(institution__code__in=scope.institutions)
    counted: Counter[int] = Counter()
    for pk, n in _counted(list(mine.order_by().values_list("pk", flat=True)), asked, "fonds"):
        counted[pk] += n
    found = {pk: n for pk, n in counted.items() if n > 0}
    shown = mine if every else mine.filter(pk__in=list(found))
    sheet = sheet_of(shown, by=["code", "id"], place=place, size=SHEET, total=total_of(shown))
    lines = tuple(DueFonds(each, found.get(each.pk, 0)) for each in sheet.items)
    return DuePage(sheet, lines, len(found), sum(found.values()))


def due_of_fonds(fonds: Fonds, asked: Asked) -> DueOfFonds:
    """The years of one fonds."""
    every: Counter[int] = Counter()
    again: Counter[int] = Counter()
    for year, state, n in _counted([fonds.pk], asked, "due_of", "opening_state"):
        every[year] += n
        again[year] += 0 if state == OpeningState.UNREVIEWED else n
    years = tuple(DueYear(year, n, again[year]) for year, n in sorted(every.items()) if n > 0)
    undated = Record.objects.filter(fonds=fonds, opening_state=OpeningState.UNREVIEWED).alias(due_of=DatedYear())
    return DueOfFonds(fonds, years, types_of([fonds.pk]), total_of(undated.filter(due_of__isnull=True)))


def due_sheet(fonds: Fonds, year: int, asked: Asked, *, place: str) -> Sheet[Record]:
    """The due records of one year, a sheet at a time in the order they came in.

    The year is asked for once: told that it is due as well, SQLite walks and sorts all that is older.
    """
    waiting = Record.objects.filter(fonds=fonds, opening_state__in=WAITING).annotate(due_of=DatedYear())
    aged = _free(waiting.filter(due_of=year) if asked.takes(year) else waiting.none(), asked.today)
    aged = aged.filter(**asked.kind())
    again = _coming_again([fonds.pk], asked).filter(due_of=year)
    ways = [*(aged.filter(opening_state=state) for state in WAITING), again]
    counted = [total_of(aged), total_of(again)]
    number, or_more = sum(each.number for each in counted), any(each.or_more for each in counted)
    total = Total(min(number, BOUND), or_more or number > BOUND)
    return sheet_of(Record.objects.all(), by=["id"], place=place, size=SHEET, total=total, ways=ways)


def types_of(fonds: Iterable[int]) -> tuple[str, ...]:
    """Record types there are of what is not open, from the tallies."""
    rows = RecordTally.objects.filter(fonds__in=fonds, records__gt=0).exclude(opening_state=OpeningState.OPEN)
    return tuple(sorted(name for name in rows.order_by().values_list("record_type", flat=True).distinct() if name))


def _aged(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    aged: QuerySet[Any] = rows.filter(opening_state__in=WAITING).annotate(due_of=DatedYear())
    return aged.filter(asked.condition())


def _counted(fonds: list[int], asked: Asked, *by: str) -> Iterator[tuple[Any, ...]]:
    """How many are due by these columns, in parts that are added up: five queries.

    All old enough, less those in batches, those delayed until later, and the destroyed, and what comes up again: each
    from its own index. Asked of every record whether it is in a batch, a million would be looked up; of the few in
    batches, a few. All that are old enough are not counted either where the kept tallies can say it.
    """
    every = _aged(Record.objects.filter(fonds__in=fonds), asked).order_by()
    later = InForce.objects.filter(review_on__gt=asked.today).values("record")
    listed = _in_batches()
    in_batches = every.filter(pk__in=BatchItem.objects.filter(is_open=True).values("record"))
    delayed = every.filter(opening_state=OpeningState.DEFERRED, pk__in=later).filter(~Exists(listed))
    destroyed = every.filter(pk__in=DestroyedRecord.objects.values("record")).filter(~Exists(listed))
    destroyed = destroyed.exclude(opening_state=OpeningState.DEFERRED, pk__in=later)
    yield from every.values_list(*by).annotate(n=Count("pk")) if asked.record_type else _tallied(fonds, asked, *by)
    for rows in (in_batches, delayed, destroyed):
        for *cell, n in rows.values_list(*by).annotate(n=Count("pk")):
            yield (*cell, -n)
    yield from _coming_again(fonds, asked).order_by().values_list(*by).annotate(n=Count("pk"))


def _tallied(fonds: list[int], asked: Asked, *by: str) -> QuerySet[YearTally, tuple[Any, ...]]:
    """The same as counting all that are old enough, of any record type, from what triggers keep."""
    rows = YearTally.objects.filter(fonds__in=fonds, opening_state__in=WAITING, year__gt=0, year__lte=asked.last)
    rows = rows if asked.year_from is None else rows.filter(year__gte=asked.year_from)
    rows = rows.filter(level=asked.level) if asked.level else rows
    return (
        rows.order_by().values_list(*("year" if name == "due_of" else name for name in by)).annotate(n=Sum("records"))
    )


def _in_batches() -> QuerySet[BatchItem]:
    return BatchItem.objects.filter(record=OuterRef("pk"), is_open=True)


def _free(rows: QuerySet[Any], today: dt.date) -> QuerySet[Any]:
    """In no batch, not delayed until later, not destroyed."""
    later = InForce.objects.filter(record=OuterRef("pk"), review_on__gt=today)
    free = rows.filter(~Exists(_in_batches()), ~_gone())
    return free.exclude(Exists(later), opening_state=OpeningState.DEFERRED)


def _gone() -> Exists:
    return Exists(DestroyedRecord.objects.filter(record=OuterRef("pk")))


def _coming_again(fonds: Sequence[int], asked: Asked) -> QuerySet[Any]:
    """What was decided before, is due again since a day that was set, and does not count by its age already.

    Found from the few whose day has come; the rest is asked of each of them in a form that no index of records has.
    """
    came = InForce.objects.filter(review_on__lte=asked.today).values("record")
    partly = Exists(InForce.objects.filter(record=OuterRef("pk"), value=Value.PARTIAL))
    rows = Record.objects.plain().annotate(due_of=DatedYear()).filter(pk__in=came, in_fonds__in=fonds)
    rows = rows.filter(
        Q(plain_opening_state=OpeningState.RESTRICTED)
        | Q(plain_opening_state=OpeningState.OPEN) & Q(partly)
        | Q(plain_opening_state=OpeningState.DEFERRED, due_of__gt=asked.last)
    )
    kind = Q(**{f"plain_{name}": value for name, value in asked.kind().items()})
    return rows.filter(asked.narrowed(), kind, ~Exists(_in_batches()), ~_gone(), due_of__isnull=False)
