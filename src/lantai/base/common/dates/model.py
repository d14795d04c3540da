"""What is known of a date: bounds, how exactly they are known, and one spelling that reads back to the same date."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class Precision(StrEnum):
    """How much of a date is known, from the most to the least."""

    DAY = "day"
    TEN_DAYS = "ten_days"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    HALF = "half"
    YEAR = "year"
    DECADE = "decade"
    RANGE = "range"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ArchivalDate:
    """A date with what is known of it. `start` and `end` bound it, both None when nothing could be read.

    `inferred` marks a date put in square brackets by a describer (DA/T 18), `approximate` one that says 约. `problem`
    is empty, or `impossible` (31 February) or `unreadable`; the raw text is kept in every case. Two dates are equal
    when they say the same of time, however they were written.
    """

    raw: str = field(compare=False)
    precision: Precision
    start: dt.date | None = None
    end: dt.date | None = None
    inferred: bool = False
    problem: str = ""
    approximate: bool = False

    @property
    def year(self) -> int | None:
        return self.start.year if self.start else None

    @property
    def key(self) -> int | None:
        """Start as YYYYMMDD for sorting; unknown parts count as the first of their kind."""
        return day_key(self.start) if self.start else None

    def overlaps(self, first: dt.date | None, last: dt.date | None) -> bool:
        """Whether it may lie between these two days, both included: an imprecise date is found wherever it might be."""
        if self.start is None or self.end is None:
            return False
        return (first is None or self.end >= first) and (last is None or self.start <= last)

    @property
    def normal(self) -> str:
        """One spelling for one date, as short as its precision: `1987-03`, `1985-03/1986-12`, `[1945-08-15]`, `约1950`.

        `parse_date(date.normal) == date`. A date that could not be read has no other spelling than its own.
        """
        if self.start is None or self.end is None:
            return self.raw.strip()
        text = f"约{self._plain()}" if self.approximate else self._plain()
        return f"[{text}]" if self.inferred else text

    def _plain(self) -> str:
        start, end = self.start, self.end
        assert start is not None and end is not None  # noqa: S101, PT018 — `normal` has looked
        month, year = f"{start.year:04d}-{start.month:02d}", f"{start.year:04d}"
        match self.precision:
            case Precision.DAY:
                return f"{month}-{start.day:02d}"
            case Precision.TEN_DAYS:
                return month + "上中下"[min(start.day // 10, 2)] + "旬"
            case Precision.MONTH:
                return month
            case Precision.QUARTER:
                return f"{year}第{(start.month + 2) // 3}季度"
            case Precision.SEASON:
                return year + SEASONS[start.month // 3]
            case Precision.HALF:
                return year + ("上半年" if start.month == 1 else "下半年")
            case Precision.YEAR:
                return year
            case Precision.DECADE:
                return f"{year}年代"
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return f"{start.year:04d}/{end.year:04d}"
        return f"{_shortest(start, is_end=False)}/{_shortest(end, is_end=True)}"

    def __str__(self) -> str:
        return self.raw


SEASONS = "春夏秋冬"
"""A season is bounded by both reckonings, 立春 and the calendar's: spring is February to May, winter November to
February of the next year. A search by date may find one too many, never one too few."""


def day_key(day: dt.date) -> int:
    """A day as the number YYYYMMDD, which sorts as days do."""
    return day.year * 10000 + day.month * 100 + day.day


def last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _shortest(day: dt.date, *, is_end: bool) -> str:
    """A bound of a range, without the day when it is the one a month begins or ends with."""
    if day == (last_day(day.year, day.month) if is_end else day.replace(day=1)):
        return f"{day.year:04d}-{day.month:02d}"
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"
