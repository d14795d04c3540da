"""The year somebody says a person was born in: one reader for every page and command that searches for persons."""

from __future__ import annotations

import re

from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.common.dates import Precision, parse_date
from lantai.base.common.dates.numerals import NUMERAL, number
from lantai.base.common.errors import ArchiveError
from lantai.base.common.text import fold

_FIRST, _LAST = 1800, 2100
_AGE = rf"(?P<{{}}>\d{{{{1,3}}}}|[{NUMERAL}]{{{{1,3}}}})"
_AGED = re.compile(
    rf"(?:今年)?(?:(?P<counted>虚岁|虚) ?{_AGE.format('a')}岁?"
    rf"|{_AGE.format('b')} ?(?:周?岁|(?P<counted_so>虚岁)|years?(?: old)?)|aged? ?{_AGE.format('c')})",
    re.IGNORECASE,
)
_BORN = re.compile(r"(?:(?:出?生于|born(?: in| on)?) ?(?P<after>.+)|(?P<before>.+?) ?(?:出生|生人?))", re.IGNORECASE)


class BirthUnreadable(ArchiveError):
    """What was typed is not repeated: it still stands where it was typed."""

    code = "people.birth_unreadable"
    message = gettext_noop("This is no year of birth.")
    hint = gettext_noop("Write it like 1952 or 1952-03-05, or as an age: 68 years old.")
    http_status = 400
    exit_code = 2


def birth_year(typed: str) -> int | None:
    """In digits, with an era, as a whole date, with 生 or without, or by today's age (68岁, 虚岁69).

    None when nothing was typed. What leaves the year open is refused: how far it may be off is asked beside it. Years
    of life counted in the old way (虚岁) begin with one at birth. Raises `BirthUnreadable`.
    """
    said = fold(typed).strip()
    if not said:
        return None
    year = year_by_word(said)
    year = one_year(typed) if year is None else year
    if year is None or not _FIRST <= year <= _LAST:
        raise BirthUnreadable
    return year


def year_by_word(said: str) -> int | None:
    """The year of birth, where the words themselves say that it is one: an age, or a date with 生."""
    said = fold(said).strip()
    if aged := _AGED.fullmatch(said):
        age = number(aged["a"] or aged["b"] or aged["c"])
        in_old_way = bool(aged["counted"] or aged["counted_so"])
        return timezone.localdate().year - age + in_old_way if age or not in_old_way else None
    if born := _BORN.fullmatch(said):
        date = born["after"] or born["before"]
        year = one_year(date)
        return one_year(f"{date}年") if year is None else year  # 一九五二生
    return None


def one_year(typed: str) -> int | None:
    """The year of a date in any form a date is read in, where it lies in one."""
    date = parse_date(typed)
    is_one = date.start and date.end and date.start.year == date.end.year
    return date.year if is_one or date.precision == Precision.SEASON else None
