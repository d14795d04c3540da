"""What is due: records whose retention has ended, by fonds and year, found by an index and never by a walk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from lantai.base.accounts.access import Scope
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.models import Fonds, Record, RecordTally
from lantai.holdings.catalogue.models.years import LastYear
from lantai.holdings.disposal.models import AppraisalItem, DestroyedRecord
from lantai.holdings.disposal.retentions import last_due_year, term_of

SHEET = 50
MOST_FONDS = 200


@dataclass(frozen=True, slots=True)
class DueFonds:
    """One fonds with how many records are due."""

    fonds: Fonds
    records: int


@dataclass(frozen=True, slots=True)
class DueYear:
    """One year of documents with how many are due, by retention."""

    year: int
    records: int
    retentions: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class DueOfFonds:
    """Years of one fonds, and the words no rule knows: what bears them is never due."""

    fonds: Fonds
    years: tuple[DueYear, ...]
    unknown: tuple[str, ...]

    @property
    def records(self) -> int:
        return sum(each.records for each in self.years)


def due_records(fonds: Fonds, *, this_year: int, years: tuple[int, int] | None = None) -> QuerySet[Any]:
    """Records of a fonds that are due and on no list, with their `last_year`; narrowed to years of documents."""
    ended = _ended(_words([fonds.pk]), this_year)
    first, last = years or (0, this_year)
    found: QuerySet[Any] = Record.objects.none()
    pieces = [
        _of_word(word, ceiling).filter(fonds=fonds, last_year__gte=first, last_year__lte=last)
        for word, ceiling in ended.items()
    ]
    return found.union(*pieces, all=True) if pieces else found


def due_fonds(scope: Scope, *, this_year: int) -> tuple[DueFonds, ...]:
    """Fonds of which something is due: one question a retention there is."""
    fonds = {each.pk: each for each in _fonds(scope)}
    counted: Counter[int] = Counter()
    for word, ceiling in _ended(_words(list(fonds)), this_year).items():
        rows = _of_word(word, ceiling).filter(fonds__in=list(fonds)).order_by().values_list("fonds")
        counted.update(dict(rows.annotate(n=Count("pk"))))
    return tuple(DueFonds(fonds[pk], n) for pk, n in sorted(counted.items(), key=lambda each: fonds[each[0]].code))


def due_of_fonds(fonds: Fonds, *, this_year: int) -> DueOfFonds:
    """The years of one fonds, each with its retentions."""
    words = _words([fonds.pk])
    by_year: dict[int, Counter[str]] = {}
    for word, ceiling in _ended(words, this_year).items():
        rows = _of_word(word, ceiling).filter(fonds=fonds).order_by().values_list("last_year")
        for year, count in rows.annotate(n=Count("pk")):
            by_year.setdefault(year, Counter())[word] += count
    years = tuple(DueYear(year, said.total(), tuple(sorted(said.items()))) for year, said in sorted(by_year.items()))
    return DueOfFonds(fonds, years, tuple(sorted(word for word in words if word and term_of(word) is None)))


def due_sheet(fonds: Fonds, year: int, *, this_year: int, place: str) -> Sheet[Record]:
    """The records of one year that are due, a sheet at a time in the order they came in."""
    ended = [word for word, ceiling in _ended(_words([fonds.pk]), this_year).items() if year <= ceiling]
    every: QuerySet[Any] = Record.objects.filter(fonds=fonds, retention__in=ended).alias(last_year=LastYear())
    rows = _free(every)
    rows = rows.filter(last_year=year)
    return sheet_of(rows, by=["id"], place=place, size=SHEET, total=total_of(rows))


def _fonds(scope: Scope) -> QuerySet[Fonds]:
    every = Fonds.objects.select_related("institution").order_by("code", "pk")
    mine = every if scope.everything else every.filter(institution__code__in=scope.institutions)
    return mine[:MOST_FONDS]


def _words(fonds: list[int]) -> tuple[str, ...]:
    """The retentions there are, from the tallies: a few rows, however many records."""
    rows = RecordTally.objects.filter(fonds__in=fonds, records__gt=0).order_by()
    return tuple(rows.values_list("retention", flat=True).distinct())


def _ended(words: tuple[str, ...], this_year: int) -> Mapping[str, int]:
    """Each word whose period may have ended, with the last year of documents for which it has."""
    terms = {word: term_of(word) for word in words}
    years = {word: last_due_year(term, this_year=this_year) for word, term in terms.items() if term}
    return {word: year for word, year in sorted(years.items()) if year is not None}


def _of_word(word: str, ceiling: int) -> QuerySet[Any]:
    rows: QuerySet[Any] = Record.objects.only("pk", "fonds", "code_key", "retention").filter(retention=word)
    rows = rows.annotate(last_year=LastYear())
    return _free(rows.filter(last_year__lte=ceiling))


def _free(rows: QuerySet[Any]) -> QuerySet[Any]:
    """On no open list and not destroyed."""
    listed = AppraisalItem.objects.filter(record=OuterRef("pk"), is_open=True)
    gone = DestroyedRecord.objects.filter(record=OuterRef("pk"))
    return rows.filter(~Exists(listed), ~Exists(gone))
