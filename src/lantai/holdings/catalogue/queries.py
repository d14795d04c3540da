"""Looking described things up, within a scope: what the API lists, with the same filters the pages have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Scope
from lantai.base.common.dates.model import day_key
from lantai.base.common.errors import ArchiveError
from lantai.base.common.keyset import BOUND, Sheet, Total, sheet_of, total_of
from lantai.holdings.catalogue.models import Fonds, OpeningState, PersonEntry, Record, RecordTally
from lantai.holdings.catalogue.models.record import RecordQuerySet
from lantai.holdings.catalogue.models.tally import RecordTallyQuerySet
from lantai.holdings.catalogue.models.years import FirstDay, LastDay
from lantai.holdings.catalogue.pages import fonds_by_code
from lantai.holdings.catalogue.shown import Beyond, beyond


class FondsAmbiguous(ArchiveError):
    code = "catalogue.fonds_ambiguous"
    message = gettext_noop("Several archives here have a fonds “%(code)s”: %(archives)s.")
    hint = gettext_noop("Add the archive you mean: “?archive=CODE”.")
    http_status = 409


WALKED = 2 * BOUND
"""So many records are walked through whatever they say: fewer are not worth another way."""
SORTED = 3_000
"""So many records, known by number, are looked at one by one."""
COUNTED = 1_000
"""So many of more than that are counted: it takes as long as the sheet itself."""
FEW_FONDS = 50
"""So many at most are named one by one in a condition."""
OWN_FONDS = 1_000
"""So many of one archive: an index that begins with another filter would lead through all archives otherwise."""
PARTED = 8
"""Of so many archives each is a part of its own; whoever sees more of them sees most of what a walk meets."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Filters of a list: which fonds, what the tallies count by, and the rest, which only the records know.

    `years` and `days` are said once more beside the rest, because an index finds them; `graded` says that the rest asks
    for a grade of holdings, of which an index has the records in the order of the list.
    """

    fonds: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, Any] = field(default_factory=dict)
    rest: Q = field(default_factory=Q)
    years: tuple[int | None, int | None] = (None, None)
    days: tuple[dt.date | None, dt.date | None] = (None, None)
    graded: bool = False

    @property
    def is_dated(self) -> bool:
        return (*self.years, *self.days) != (None,) * 4

    def undated(self, *, rest: Q, graded: bool = False) -> Narrowing:
        """The same with another rest, for which no index is asked by date."""
        return replace(self, rest=rest, years=(None, None), days=(None, None), graded=graded)

    def found_by_date(self, *, most: int) -> list[int]:
        """The numbers of the records of these years or days, at most so many: two questions for years, one for days."""
        if self.days != (None, None):
            return Record.objects.within_days(*self.days, most=most)
        return Record.objects.within_years(*self.years, most=most)


@dataclass(frozen=True, slots=True)
class RecordsWanted:
    """What a list of records is narrowed to; each set of values is empty for all. `parent` is a record's identifier.

    Years and days as `asked_between` gives them.
    """

    fonds: tuple[str, ...] = ()
    archive: str = ""
    type: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    retention: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    day_from: dt.date | None = None
    day_to: dt.date | None = None
    parent: str = ""

    def narrowing(self) -> Narrowing:
        """The filters that are set, by what can answer them."""
        fonds = {"fonds__code__in": self.fonds, "fonds__institution__code": self.archive}
        cells = (
            _one_of("record_type", self.type)
            | _one_of("opening_state", self.state)
            | _one_of("level", self.level)
            | _one_of("retention", self.retention)
        )
        years, days = (self.year_from, self.year_to), (self.day_from, self.day_to)
        return Narrowing(_given(fonds), cells, may_lie_within(*years) & may_lie_between(*days), years, days)


def _one_of(name: str, values: tuple[str, ...]) -> dict[str, Any]:
    """One value is said as such: an index of volumes alone is not found by a list of levels with one in it."""
    return {} if not values else {name: values[0]} if len(values) == 1 else {f"{name}__in": values}


def of_visible(scope: Scope, *, record: str = "record") -> Exists:
    """Of rows that belong to a record those whose record this scope may see; `record` is the way to it.

    Asked of each row by its record's number: with `record__in=` SQLite walks through all records of the scope first,
    which takes half a second among a million and a half, for one file as for all.
    """
    return Exists(Record.objects.visible_to(scope).filter(pk=OuterRef(record)))


def may_lie_within(first: int | None, last: int | None, *, record: str = "") -> Q:
    """Records that may be of these years: their 年度 and all their date may mean, as the index has it too.

    五十年代 is found under 1953, a winter under both its years, a range under each of its own. `record` is the way to
    the record, with its underscores, where something else is asked for.
    """
    wanted = Q()
    if first is not None:
        wanted &= Q((f"{record}year__gte", first)) | Q((f"{record}date_end__gte", dt.date(first, 1, 1)))
    if last is not None:
        wanted &= Q((f"{record}year__lte", last)) | Q((f"{record}date_start__lte", dt.date(last, 12, 31)))
    return wanted


def may_lie_between(first: dt.date | None, last: dt.date | None, *, record: str = "") -> Q:
    """Records that may be of these days, both included: whose date reaches into them, wholly or in part.

    A record of 1985 without a date may be of each of its days. Where there is a date, its 年度 says nothing of days.
    """
    year, wanted = f"{record}year", Q()
    if first is not None:
        wanted &= Q(GreaterThanOrEqual(LastDay(year, f"{record}date_end"), day_key(first)))
    if last is not None:
        wanted &= Q(LessThanOrEqual(FirstDay(year, f"{record}date_start"), day_key(last)))
    return wanted


@dataclass(frozen=True, slots=True)
class RecordDescription:
    """One record with the record it belongs to, when that one may be seen too."""

    record: Record
    beyond: Beyond
    parent: Record | None = None
    persons: tuple[tuple[str, str], ...] = field(default=())


def records_wanted(wanted: RecordsWanted, *, scope: Scope, place: str, size: int) -> Sheet[Record]:
    """A sheet of the list in order of fonds and code. A parent that may not be seen has no children either."""
    asked, narrowing = Asked.visible_to(scope), wanted.narrowing()
    if wanted.parent:
        parent = Record.objects.visible_to(scope).filter(ulid=wanted.parent).order_by()
        narrowing = narrowing.undated(rest=narrowing.rest & Q(parent__in=parent))
    return narrowed_sheet(asked, narrowing, place=place, size=size)


@dataclass(frozen=True, slots=True)
class Asked:
    """The records a list is made of: by the indexes that have them in order, as few known by number, and counted.

    “Opened or of these institutions” has two indexes, and so have two institutions: none has all of it in order, and
    a database would sort it, or walk through whatever lies between. So a list is put together from what is opened
    (where `with_opened`) and from each of the `archives`. `whole` is all of it, in the form by which an index finds
    most; without archives it is the only part.
    """

    archives: tuple[str, ...]
    with_opened: bool
    whole: RecordQuerySet
    plain: RecordQuerySet
    tallies: RecordTallyQuerySet

    @classmethod
    def visible_to(cls, scope: Scope) -> Asked:
        """What this scope may see."""
        plain = Record.objects.plain().plainly_visible_to(scope)
        own = bool(scope.institutions) and not scope.everything
        whole = plain if own else Record.objects.visible_to(scope)
        return cls(_archives_of(scope), own, whole, plain, RecordTally.objects.visible_to(scope))

    @classmethod
    def within(cls, scope: Scope) -> Asked:
        """What staff of these institutions work on."""
        plain = Record.objects.plain().plainly_within(scope)
        return cls(_archives_of(scope), False, Record.objects.within(scope), plain, RecordTally.objects.within(scope))


def _archives_of(scope: Scope) -> tuple[str, ...]:
    few = not scope.everything and len(scope.institutions) <= PARTED
    return tuple(sorted(scope.institutions)) if few else ()


def narrowed_sheet(asked: Asked, narrowing: Narrowing, *, place: str, size: int) -> Sheet[Record]:
    """A sheet of these records in order of fonds and code, and how many there are.

    Six queries at most, and one more for each part it is put together of. The tallies say how many records agree
    and in which fonds they are; where there are none, no record is looked for. Filters the tallies know nothing of are
    counted up to `COUNTED`. Years and days that few records are of are found by their own index; of those with many,
    the first `COUNTED` are counted and the list is walked, which meets one soon. Of a grade no other index must be
    seen: all filters are in the form that none has.
    """
    counts = _by_fonds(asked.tallies, narrowing)
    if not counts:
        return Sheet((), Total(0))
    if narrowing.graded:
        rows = _fitting(asked.plain, narrowing, counts)
        total = total_of(rows, bound=COUNTED)
        return sheet_of(rows.listed(), by=["fonds_id", "code_key"], place=place, size=size, total=total)
    total = Total(sum(counts.values()))
    dated: list[int] = []
    if narrowing.is_dated and total.number > WALKED:
        dated = narrowing.found_by_date(most=SORTED + 1)
        if len(dated) <= SORTED:
            return _among(dated, asked.plain, narrowing, counts, place=place, size=size)
    parts = _parts(asked, narrowing, counts)
    if narrowing.rest:
        whole = parts[0] if len(parts) == 1 else _let_through(asked.whole, narrowing, counts)
        total = _counted_among(dated, asked.plain, narrowing, counts) if dated else total_of(whole, bound=COUNTED)
    rows, ways = (asked.plain, parts) if asked.archives or narrowing.rest else (parts[0], ())
    return sheet_of(rows.listed(), by=["fonds_id", "code_key"], place=place, size=size, total=total, ways=ways)


def _parts(asked: Asked, narrowing: Narrowing, counts: dict[int, int]) -> Sequence[RecordQuerySet]:
    """Each in order in an index. Nothing is looked for where the tallies have nothing, or twice in one archive."""
    if not asked.archives:
        return [_let_through(asked.whole, narrowing, counts)]
    opened = Record.objects.filter(opening_state=OpeningState.OPEN)
    if asked.with_opened and narrowing.cells.get("opening_state") == OpeningState.OPEN:
        return [_let_through(opened, narrowing, counts)]
    keepers = _keepers(asked, counts)
    parts: list[RecordQuerySet] = []
    for archive in sorted(set(keepers.values())):
        parts += _kept_by(
            archive, narrowing, {fonds: n for fonds, n in counts.items() if keepers.get(fonds) == archive}
        )
    if counts.keys() - keepers.keys():
        parts.append(_let_through(opened, narrowing, counts))
    return parts


def _kept_by(archive: str, narrowing: Narrowing, counts: dict[int, int]) -> list[RecordQuerySet]:
    """One archive's records. On PostgreSQL, which sorts what is in several fonds, each that was asked for is a part.

    Where none was, the index of the archive has all in order. A fonds and its archive are not named together there: it
    does not know that one follows from the other, and takes 18,000 records for a hundred.
    """
    kept = Record.objects.filter(institution__code=archive)
    if connection.vendor == "sqlite":
        return [_let_through(kept, narrowing, counts, most=OWN_FONDS)]
    if not narrowing.fonds.keys() & {"fonds__code", "fonds__code__in"}:
        return [kept.filter(narrowing.rest, **narrowing.cells)]
    if len(counts) > PARTED:
        return [_let_through(kept, narrowing, counts)]
    return [Record.objects.filter(narrowing.rest, fonds=fonds, **narrowing.cells) for fonds in counts]


def _keepers(asked: Asked, counts: dict[int, int]) -> dict[int, str]:
    """Which of the archives keeps each of these fonds; the rest are of others."""
    if len(asked.archives) == 1 and not asked.with_opened:
        return dict.fromkeys(counts, asked.archives[0])
    kept = Fonds.objects.filter(institution__code__in=asked.archives).order_by()
    return {fonds: code for fonds, code in kept.values_list("pk", "institution__code") if fonds in counts}


def _let_through(
    records: RecordQuerySet, narrowing: Narrowing, counts: dict[int, int], *, most: int = FEW_FONDS
) -> RecordQuerySet:
    return _in_fonds(records, narrowing, counts, most).filter(narrowing.rest, **narrowing.cells)


def _by_fonds(tallies: RecordTallyQuerySet, narrowing: Narrowing) -> dict[int, int]:
    counted = tallies.filter(**narrowing.fonds, **narrowing.cells).order_by().values_list("fonds")
    return {fonds: n for fonds, n in counted.annotate(n=Sum("records")) if n > 0}


def _in_fonds(records: RecordQuerySet, narrowing: Narrowing, counts: dict[int, int], most: int) -> RecordQuerySet:
    """Named one by one where they are few: SQLite then finds them in order in whichever index begins with a filter.

    PostgreSQL, which cannot, would sort all their records, and knows from its statistics where to walk instead.
    """
    sorts_little = connection.vendor == "sqlite" or sum(counts.values()) <= BOUND
    if narrowing.fonds or (sorts_little and len(counts) <= most):
        return records.filter(fonds=next(iter(counts))) if len(counts) == 1 else records.filter(fonds__in=counts)
    return records


def _among(
    pks: list[int],
    plain: RecordQuerySet,
    narrowing: Narrowing,
    counts: dict[int, int],
    **sheet: Any,
) -> Sheet[Record]:
    """The sheet of those of these records that all filters let through, sorted: there are `SORTED` at most."""
    rows = _fitting(plain.among(pks), narrowing, counts)
    return sheet_of(rows.listed(), by=["in_fonds", "code_key"], total=Total(rows.order_by().count()), **sheet)


def _counted_among(pks: list[int], plain: RecordQuerySet, narrowing: Narrowing, counts: dict[int, int]) -> Total:
    """How many of the first `COUNTED` fit; there are more."""
    fitting = _fitting(plain.among(pks[: min(COUNTED, SORTED)]), narrowing, counts)
    return Total(fitting.order_by().count(), or_more=True)


def _fitting(plain: RecordQuerySet, narrowing: Narrowing, counts: dict[int, int]) -> RecordQuerySet:
    """Those of these that all filters let through, each asked in its plain form."""
    rows = plain.filter(narrowing.rest)
    rows = rows.filter(**{f"plain_{name}": value for name, value in narrowing.cells.items()})
    return rows.filter(Q(in_fonds__in=counts)) if narrowing.fonds else rows


def _given(conditions: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in conditions.items() if value not in ("", (), None)}


def record_description(ulid: str, *, scope: Scope) -> RecordDescription | None:
    """One record, or None: unknown and unopened cannot be told apart. Six queries at most for four classes."""
    visible = Record.objects.visible_to(scope)
    record = visible.listed().filter(ulid=ulid).first()
    if record is None:
        return None
    parent = visible.filter(pk=record.parent_id).first() if record.parent_id else None
    persons = PersonEntry.objects.visible_to(scope).filter(record=record)
    return RecordDescription(record, beyond(record, scope), parent, tuple(persons.values_list("name", "role")))


def one_fonds(code: str, *, archive: str) -> Fonds | None:
    """The fonds of this code. Raises `FondsAmbiguous` when archives share it and none is named."""
    found = fonds_by_code(code, archive)
    if len(found) > 1:
        raise FondsAmbiguous(code=code, archives=", ".join(fonds.institution.code for fonds in found))
    return found[0] if found else None
