"""Statistics of opening: what is open, delayed, restricted and waiting, by fonds and year, from kept counts alone.

The figures are those of the annual return (全国档案事业统计年报, 条例 45; §8): opened archives of before 1949 and
after, opened and delayed in the year, entries of published lists, fonds with opened archives. In them volumes and items
are never added up.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear

from lantai.base.accounts.access import Scope
from lantai.base.common.keyset import Sheet, Total, sheet_of, total_of
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record
from lantai.holdings.withholding.grounds import Ground, grounds
from lantai.services.opening.models import (
    Consent,
    Consultation,
    InForce,
    Notice,
    ReviewBatch,
    TakenEffect,
    Value,
    Withdrawal,
    YearTally,
)
from lantai.services.opening.states import State, rules

SHEET = 50
YEARS = 12
"""So many years, the latest, are shown one below the other."""
Levels = Mapping[str, int]
"""Records by level: volumes and items."""
LEVELS: tuple[str, ...] = tuple(Record.Level.values)


@dataclass(frozen=True, slots=True)
class Stock:
    """What there is now of all fonds or of one. `due`: old enough and not reviewed yet."""

    states: Mapping[str, Levels]
    before: Levels
    due: Levels

    def of(self, state: str) -> int:
        """In this state, volumes and items."""
        return sum(self.states.get(state, {}).values())

    @property
    def opened(self) -> Levels:
        return self.states.get(OpeningState.OPEN, {})

    @property
    def since(self) -> Levels:
        """Opened, and of the era year or later, or of no known year."""
        return {level: self.opened.get(level, 0) - self.before.get(level, 0) for level in LEVELS}

    def as_row(self) -> tuple[int, ...]:
        """By opening state in its order, and what is due."""
        return (*(self.of(state) for state in OpeningState.values), sum(self.due.values()))


@dataclass(frozen=True, slots=True)
class FondsLine:
    """One fonds with what there is of it."""

    fonds: Fonds
    stock: Stock

    def cells(self) -> tuple[int, ...]:
        return self.stock.as_row()


@dataclass(frozen=True, slots=True)
class YearLine:
    """What took effect in one year, by decision, what was closed again, and entries of the lists published in it."""

    year: int
    values: Mapping[str, int]
    withdrawn: int
    entries: int

    def cells(self) -> tuple[int, ...]:
        return (*(self.values.get(value, 0) for value in Value.values), self.withdrawn, self.entries)


@dataclass(frozen=True, slots=True)
class GroundLine:
    """One ground with the records of the year that were not opened, or not whole, for it."""

    ground: Ground
    values: Mapping[str, int]

    def cells(self) -> tuple[int, ...]:
        return tuple(self.values.get(value, 0) for value in (Value.DELAYED, Value.CONTROLLED, Value.PARTIAL))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is on its way, and what is late."""

    batches: int
    records: int
    late_batches: int
    letters: int
    late_letters: int
    unanswered: int
    consents: int
    come_again: Total


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the page of statistics shows of a year, as of now. `in_year`: what took effect in it, by level."""

    year: int
    stock: Stock
    opened_fonds: int
    in_year: Mapping[str, Levels]
    by_ground: tuple[GroundLine, ...]
    years: tuple[YearLine, ...]
    waiting: Waiting
    fonds: Sheet[Fonds]
    by_fonds: tuple[FondsLine, ...]

    @property
    def this_year(self) -> YearLine:
        return next((each for each in self.years if each.year == self.year), YearLine(self.year, {}, 0, 0))

    def annual(self) -> list[tuple[str, Levels]]:
        """The lines of the annual return that are counted in volumes and items: code and levels."""
        opened = Counter[str]()
        for value in (Value.OPEN, Value.PARTIAL):
            opened.update(self.in_year.get(value, {}))
        return [
            ("opened", self.stock.opened), ("before", self.stock.before), ("since", self.stock.since),
            ("opened_in_year", opened), ("delayed_in_year", self.in_year.get(Value.DELAYED, {})),
            ("restricted_in_year", self.in_year.get(Value.CONTROLLED, {})),
            ("delayed", self.stock.states.get(OpeningState.DEFERRED, {})), ("due", self.stock.due),
        ]  # fmt: skip


def figures(scope: Scope, year: int, today: dt.date, *, place: str = "", size: int = SHEET) -> Figures:
    """The statistics of the archives of this scope: as many queries however much there is."""
    rows = Fonds.objects.select_related("institution")
    mine = rows if scope.everything else rows.filter(institution__code__in=scope.institutions)
    sheet = sheet_of(mine, by=["code", "id"], place=place, size=size, total=total_of(mine))
    stocks = _stocks(scope, today)
    effects = list(_effects(scope))
    return Figures(
        year=year,
        stock=_added_up(stocks.values()),
        opened_fonds=sum(1 for each in stocks.values() if each.of(OpeningState.OPEN)),
        in_year=_by_level(effects, year),
        by_ground=_by_ground(effects, year),
        years=_years(scope, effects, year),
        waiting=_waiting(scope, today),
        fonds=sheet,
        by_fonds=tuple(FondsLine(each, stocks.get(each.pk, Stock({}, {}, {}))) for each in sheet.items),
    )


def years_of_fonds(fonds: Fonds) -> list[tuple[int, tuple[int, ...]]]:
    """One fonds by the year its records count from: in each, the records by opening state. One query."""
    return [(year, cells) for _pk, year, cells in _by_year(YearTally.objects.filter(fonds=fonds))]


def years_of_all(scope: Scope) -> list[tuple[int, int, tuple[int, ...]]]:
    """Every fonds by year: number of the fonds, year, records by opening state. One query."""
    return _by_year(YearTally.objects.within(scope))


def _by_year(tallies: QuerySet[YearTally]) -> list[tuple[int, int, tuple[int, ...]]]:
    counted: defaultdict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    rows = tallies.order_by().values_list("fonds", "year", "opening_state").annotate(n=Sum("records"))
    for pk, year, state, n in rows:
        counted[pk, year][state] += n
    return [(*key, tuple(states[each] for each in OpeningState.values)) for key, states in sorted(counted.items())]


def _stocks(scope: Scope, today: dt.date) -> dict[int, Stock]:
    """By fonds: one query over the tallies."""
    era, ceiling = int(rules()["era_year"]), today.year - int(rules()["age_years"])
    opened, waiting = Q(opening_state=OpeningState.OPEN), Q(opening_state=OpeningState.UNREVIEWED)
    tallies = YearTally.objects.within(scope).order_by().values_list("fonds", "opening_state", "level")
    rows = tallies.annotate(
        n=Sum("records"),
        early=Sum("records", filter=opened & Q(year__gt=0, year__lt=era), default=0),
        old=Sum("records", filter=waiting & Q(year__gt=0, year__lte=ceiling), default=0),
    )
    found: dict[int, Stock] = {}
    for pk, state, level, n, early, old in rows:
        stock = found.setdefault(pk, Stock(defaultdict(Counter), Counter(), Counter()))
        for levels, number in ((stock.states[state], n), (stock.before, early), (stock.due, old)):
            levels[level] += number  # type: ignore[index]
    return found


def _added_up(stocks: Any) -> Stock:
    states: defaultdict[str, Counter[str]] = defaultdict(Counter)
    before, due = Counter[str](), Counter[str]()
    for each in stocks:
        for state, levels in each.states.items():
            states[state].update(levels)
        before.update(each.before)
        due.update(each.due)
    return Stock(states, before, due)


def _effects(scope: Scope) -> QuerySet[TakenEffect, tuple[int, str, str, str, int]]:
    rows = TakenEffect.objects.filter(_in(scope, "batch__institution__code")).order_by()
    told = rows.annotate(in_year=ExtractYear("on")).values_list("in_year", "value", "reasons", "level")
    return told.annotate(n=Sum("records"))


def _in(scope: Scope, name: str) -> Q:
    return Q() if scope.everything else Q(**{f"{name}__in": scope.institutions})


def _by_level(effects: list[tuple[int, str, str, str, int]], year: int) -> dict[str, Counter[str]]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for at, value, _reasons, level, n in effects:
        found[value][level] += n if at == year else 0
    return found


def _by_ground(effects: list[tuple[int, str, str, str, int]], year: int) -> tuple[GroundLine, ...]:
    """Whoever was given two grounds is counted under both."""
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for at, value, reasons, _level, n in effects:
        for code in reasons.split(",") if reasons and at == year else ():
            counted[code][value] += n
    return tuple(GroundLine(each, counted[code]) for code, each in grounds().items())


def _years(scope: Scope, effects: list[tuple[int, str, str, str, int]], asked: int) -> tuple[YearLine, ...]:
    values: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for year, value, _reasons, _level, n in effects:
        values[year][value] += n
    closed = Withdrawal.objects.filter(_in(scope, "record__institution")).order_by().annotate(in_year=ExtractYear("at"))
    withdrawn = dict(closed.values_list("in_year").annotate(n=Count("pk")))
    told = Notice.objects.filter(_in(scope, "institution__code")).order_by()
    told = told.annotate(in_year=ExtractYear("published_at"))
    entries = dict(told.values_list("in_year").annotate(n=Sum("records_count")))
    known = sorted({asked, *values, *withdrawn, *entries}, reverse=True)
    return tuple(YearLine(each, values[each], withdrawn.get(each, 0), entries.get(each, 0)) for each in known)


def _waiting(scope: Scope, today: dt.date) -> Waiting:
    """What is in no end yet; four queries, the last of them bounded."""
    late = (
        Q(state=State.FIRST_REVIEW, first_due_on__lt=today)
        | Q(state=State.SECOND_REVIEW, second_due_on__lt=today)
        | Q(due_on__lt=today) & ~Q(state=State.PUBLISHED)
    )
    going = ReviewBatch.objects.within(scope).going_on().exclude(state=State.PUBLISHED)
    batches = going.aggregate(n=Count("pk"), records=Sum("items_count", default=0), late=Count("pk", filter=late))
    letters = Consultation.objects.filter(_in(scope, "batch__institution__code")).aggregate(
        waiting=Count("pk", filter=Q(state=Consultation.State.WAITING)),
        late=Count("pk", filter=Q(state=Consultation.State.WAITING, due_on__lt=today)),
        unanswered=Count("pk", filter=Q(state=Consultation.State.OVERDUE)),
    )
    asked = Consent.objects.filter(_in(scope, "batch__institution__code"), state=Consent.State.ASKED).count()
    again = InForce.objects.filter(_in(scope, "record__institution"), review_on__lte=today)
    return Waiting(
        batches["n"], batches["records"], batches["late"], letters["waiting"], letters["late"], letters["unanswered"],
        asked, total_of(again),
    )  # fmt: skip
