"""A whole column of dates at once: only there can a bare number be told to be a spreadsheet's day count."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from lantai.base.common.dates.model import ArchivalDate, Precision
from lantai.base.common.dates.reading import parse_date

EPOCH = dt.date(1899, 12, 30)
"""Day 0 of a spreadsheet, two days early because spreadsheets believe in 29 February 1900."""
FIRST, LAST = 3_654, 73_050
"""Day counts between 1910 and 2099: earlier ones would be mistaken for years."""
ENOUGH = 0.8
"""Share of a column's other cells that must be dates before a number may be a day count."""
_SERIAL = re.compile(r"(\d{4,5})(?:\.\d+)?")


def read_dates(
    cells: Sequence[str], *, year_hints: Sequence[int | None] | None = None, latest: dt.date | None = None
) -> list[ArchivalDate]:
    """Read a column. A cell that is no date by itself (31841) is a day count when the column is otherwise dates.

    With a 年度 beside it, a number that would also read as a month (19873) is taken as the one that falls in that year.
    """
    hints = year_hints or [None] * len(cells)
    found = [parse_date(cell, year_hint=hint, latest=latest) for cell, hint in zip(cells, hints, strict=True)]
    serials = [_serial(cell) for cell in cells]
    others = [date for date, serial in zip(found, serials, strict=True) if date.raw.strip() and serial is None]
    if not others or sum(date.start is not None for date in others) < ENOUGH * len(others):
        return found
    return [_chosen(date, serial, hint, latest) for date, serial, hint in zip(found, serials, hints, strict=True)]


def _chosen(date: ArchivalDate, serial: dt.date | None, hint: int | None, latest: dt.date | None) -> ArchivalDate:
    if serial is None or (latest and serial > latest):
        return date
    if date.start is None or (hint is not None and date.year != hint and serial.year == hint):
        return replace(date, precision=Precision.DAY, start=serial, end=serial, problem="")
    return date


def _serial(cell: str) -> dt.date | None:
    m = _SERIAL.fullmatch(unicodedata.normalize("NFKC", cell).strip().strip("'"))
    days = int(m[1]) if m else 0
    return EPOCH + dt.timedelta(days=days) if FIRST <= days <= LAST else None
