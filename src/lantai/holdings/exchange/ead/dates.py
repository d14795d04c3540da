"""Dates of EAD files (`normal`, `standarddate`): ISO 8601, single or with a slash between two."""

from __future__ import annotations

import datetime as dt
import re

from lantai.base.common.dates import Precision
from lantai.base.common.dates.model import last_day
from lantai.holdings.exchange.said import DateSaid, date_said

_ONE = re.compile(r"(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?(?:T.*)?")


class NotADate(ValueError):
    """What stands there is no date by ISO 8601."""


def said_date(text: str, normal: str) -> DateSaid:
    """The text with the bounds that stand beside it, else with those it can be read as. Raises `NotADate`."""
    if not normal.strip():
        return date_said(text)
    first, _, last = normal.strip().partition("/")
    start, precision = _bounds(first)[0], _bounds(first)[2]
    end = _bounds(last)[1] if last else _bounds(first)[1]
    if end < start:
        raise NotADate(normal)
    return DateSaid(text, start.isoformat(), end.isoformat(), str(Precision.RANGE if last else precision))


def _bounds(text: str) -> tuple[dt.date, dt.date, Precision]:
    found = _ONE.fullmatch(text.strip())
    if not found:
        raise NotADate(text)
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            return dt.date(year, month, day), dt.date(year, month, day), Precision.DAY
        if month:
            return dt.date(year, month, 1), last_day(year, month), Precision.MONTH
        return dt.date(year, 1, 1), dt.date(year, 12, 31), Precision.YEAR
    except ValueError as error:
        raise NotADate(text) from error
