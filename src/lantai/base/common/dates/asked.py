"""Days somebody asks for, typed in any form a date is read in: from the first day of one to the last day of another."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.utils.translation import gettext_noop

from lantai.base.common.dates.model import ArchivalDate
from lantai.base.common.dates.reading import parse_date
from lantai.base.common.errors import ArchiveError

LONGEST = 60
"""Characters of a date that is asked for."""


class DateUnreadable(ArchiveError):
    """What was typed is not repeated: it still stands where it was typed. `beside`: what is said beside the field."""

    code = "common.date_unreadable"
    message = gettext_noop("“%(field)s” cannot be read as a date.")
    beside: ClassVar[str] = gettext_noop("This cannot be read as a date.")
    hint = gettext_noop("Write it like 1985, 1985-03 or 1985.3.7; Chinese numerals, decades and eras are read too.")
    exit_code = 2


class DayImpossible(DateUnreadable):
    code = "common.day_impossible"
    message = gettext_noop("“%(field)s” names a day or a year that never was.")
    beside = gettext_noop("There is no such day or year.")
    hint = gettext_noop("Compare month and day; an era has only so many years, and years have four digits.")


def first_day(typed: str, field: str = "") -> dt.date | None:
    """The first day of what was typed in the field of this name; None when nothing was. Raises `DateUnreadable`."""
    return _read(typed, field).start


def last_day(typed: str, field: str = "") -> dt.date | None:
    """The last day of what was typed, as `first_day`."""
    return _read(typed, field).end


def _read(typed: str, field: str) -> ArchivalDate:
    date = parse_date(typed)
    if date.problem == "impossible":
        raise DayImpossible(field=field)
    if date.problem or len(typed) > LONGEST:
        raise DateUnreadable(field=field)
    return date


def asked_between(first: dt.date | None, last: dt.date | None) -> dict[str, Any]:
    """A range of days, both included, under the names all searches have for it; nothing where it is open at both ends.

    A range of whole years asks for years, where what was filed under a year counts as of it too (`year_from`,
    `year_to`). Any other asks for days (`day_from`, `day_to`), where the date alone counts. However they were typed,
    the same days are the same question.
    """
    if (first is None or (first.month, first.day) == (1, 1)) and (last is None or (last.month, last.day) == (12, 31)):
        found = {"year_from": first and first.year, "year_to": last and last.year}
    else:
        found = {"day_from": first, "day_to": last}
    return {name: value for name, value in found.items() if value is not None}
