"""A stretch of time as the reader builds it: bounds, and the parts it was made of, for ranges that leave parts out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lantai.base.common.dates.model import Precision, last_day


class Impossible(ValueError):
    """The text is a date by its form, but no calendar has that day."""


@dataclass(frozen=True, slots=True)
class Span:
    """Bounds with their precision. `month` and `day` are 0 where the text had none."""

    start: dt.date
    end: dt.date
    precision: Precision
    month: int = 0
    day: int = 0

    @property
    def year(self) -> int:
        return self.start.year


def calendar_span(year: int, month: int = 0, day: int = 0) -> Span:
    """A year, month or day; 0 stands for what is not known, as in 19870300. Raises `Impossible`."""
    if not (1000 <= year <= 2999 and month <= 12):
        raise Impossible
    if month == 0:
        return Span(dt.date(year, 1, 1), dt.date(year, 12, 31), Precision.YEAR)
    last = last_day(year, month)
    if day == 0:
        return Span(dt.date(year, month, 1), last, Precision.MONTH, month)
    if day > last.day:
        raise Impossible
    date = dt.date(year, month, day)
    return Span(date, date, Precision.DAY, month, day)


def months(year: int, first: int, last: int, precision: Precision) -> Span:
    """Whole months; those above 12 are of the next year."""
    if not 1000 <= year <= 2999:
        raise Impossible
    end = last_day(year + (last - 1) // 12, (last - 1) % 12 + 1)
    return Span(dt.date(year, first, 1), end, precision)


def third(year: int, month: int, part: int) -> Span:
    """上旬, 中旬, 下旬 (0, 1, 2): ten days of a month, the last as long as the month goes on."""
    whole = calendar_span(year, month)
    end = whole.end if part == 2 else dt.date(year, month, part * 10 + 10)
    return Span(dt.date(year, month, part * 10 + 1), end, Precision.TEN_DAYS, month)


def decade(year: int) -> Span:
    if not (1000 <= year <= 2999 and year % 10 == 0):
        raise Impossible
    return Span(dt.date(year, 1, 1), dt.date(year + 9, 12, 31), Precision.DECADE)


def stretch(first: Span, last: Span) -> Span:
    """From the beginning of one to the end of another."""
    if first.start > last.end:
        raise Impossible
    return Span(first.start, last.end, Precision.RANGE)


def century(digits: str, hint: int | None) -> int:
    """A two-digit year is the one nearest to the 年度; without it, of the twentieth century, as paper archives are."""
    year = int(digits)
    if len(digits) > 2:
        return year
    if hint is None:
        return 1900 + year
    return min((base + year for base in range(1600, 2100, 100)), key=lambda candidate: abs(candidate - hint))
