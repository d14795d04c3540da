"""Reading one date out of a cell: digits, Chinese numerals, eras, parts of years, ranges with parts left out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache

from lantai.base.common.dates.eras import ERAS, period, reign_year
from lantai.base.common.dates.model import SEASONS, ArchivalDate, Precision
from lantai.base.common.dates.numerals import NUMBER, NUMERAL, number
from lantai.base.common.dates.spans import Impossible, Span, calendar_span, century, decade, months, stretch, third
from lantai.base.common.dates.tidying import tidied

LONGEST = 200
"""No date is longer; a longer text is not read."""


def parse_date(raw: str, *, year_hint: int | None = None, latest: dt.date | None = None) -> ArchivalDate:
    """Read one cell. `year_hint` (the 年度 column) settles two-digit years and dates without a year.

    Nothing can begin after `latest`: such a date is `impossible`. Never raises; the raw text is kept in every case.

    >>> parse_date("19870300").precision, parse_date("民国三十七年").start
    """
    date, begins = _read(raw, year_hint)
    if latest is not None and begins is not None and begins > latest:
        return ArchivalDate(raw, Precision.UNKNOWN, problem="impossible")
    return date


@lru_cache(maxsize=8192)  # a list asks for the date of one row several times, and lists repeat their dates
def _read(raw: str, year_hint: int | None) -> tuple[ArchivalDate, dt.date | None]:
    """The date, and the day on which what is written begins: of a lunar date that is later than the year it is in."""
    if not raw.strip(" \u3000\t\r\n'\""):
        return ArchivalDate(raw, Precision.UNKNOWN), None
    tidy = tidied(raw[: LONGEST + 1])
    if not tidy.text.strip("0-./ ") or len(raw) > LONGEST:  # 00000000: nobody knew, and nothing is wrong
        return ArchivalDate(raw, Precision.UNKNOWN, problem="unreadable"), None
    try:
        span = _one(tidy.text, year_hint) or _range(tidy.text, year_hint) or _mixed(tidy.text, year_hint)
    except Impossible:
        return ArchivalDate(raw, Precision.UNKNOWN, problem="impossible"), None
    if span is None:
        return ArchivalDate(raw, Precision.UNKNOWN, problem="unreadable"), None
    begins = span.start
    if tidy.lunar and span.precision is not Precision.RANGE:  # a lunar month is not ours: only the year is certain
        span = calendar_span(span.year)
    date = ArchivalDate(
        raw, span.precision, span.start, span.end, inferred=tidy.inferred, approximate=tidy.approximate
    )  # fmt: skip
    return date, begins


def _one(text: str, hint: int | None) -> Span | None:
    """One date that is not a range, or None when the text has another form."""
    return (
        _reign(text)
        or _compact(text, hint)
        or _separated(text, hint)
        or _decade(text, hint)
        or _spelled(text, hint)
        or _english(text, hint)
    )


def _reign(text: str) -> Span | None:
    if found := reign_year(text):
        if not found.year:
            raise Impossible
        if found.solar:
            return _within(found.year, found.rest.removeprefix("度"))
        return calendar_span(found.year) if _LUNAR_REST.fullmatch(found.rest) else None
    if years := period(text):
        return stretch(calendar_span(years[0]), calendar_span(years[1]))
    return None


_LUNAR_REST = re.compile(
    rf"(?:闰?(?:{NUMBER}|[正冬腊])月)?(?:初?(?:{NUMBER})日?|[上中下]旬|[吉日朔望]+)?|[{SEASONS}]季?"
)
_LOST_ZERO = re.compile(r"(1[6-9]\d\d|20\d\d)([1-9])")
_YEAR_MONTH = re.compile(r"(1[6-9]\d\d|20\d\d)(0\d|1[0-2])")


def _compact(text: str, hint: int | None) -> Span | None:
    """Digits without marks: 19870305, 198703, 870305, 19873 (a month whose zero was lost), 1987."""
    text = text.replace("〇", "0") if text[:1].isdigit() else text
    if m := re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:\d{6})?", text):
        return calendar_span(int(m[1]), int(m[2]), int(m[3]))
    if m := _YEAR_MONTH.fullmatch(text) or _LOST_ZERO.fullmatch(text):
        return calendar_span(int(m[1]), int(m[2]))
    if m := re.fullmatch(r"(\d\d)(\d\d)(\d\d)", text):
        return calendar_span(century(m[1], hint), int(m[2]), int(m[3]))
    return calendar_span(int(text)) if re.fullmatch(r"\d{4}", text) else None


_SEPARATED = re.compile(r"(\d{4}|\d\d)([-./ ])(\d{1,2})(?:\2(\d{1,2}))?\2?[日号]?")
_MONTH_AND_DAY = re.compile(r"(0?[1-9]|1[0-2])[./](\d{1,2})[日号]?")
"""3.5 beside the year 1987; but 87.3, and 03.5 beside 2003, are a year and a month."""
_BACKWARDS = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})")


_SEPARATED_NUMERALS = re.compile(rf"([{NUMERAL}]{{4}})([-./])([{NUMERAL}]{{1,3}})(?:\2([{NUMERAL}]{{1,3}}))?[日号]?")
"""一九八七.三.五"""


def _separated(text: str, hint: int | None) -> Span | None:
    if text.endswith("-"):  # the end of a range is not told: 1949.10.1-
        return None
    if m := _SEPARATED_NUMERALS.fullmatch(text):
        return calendar_span(number(m[1]), number(m[3]), number(m[4]))
    if m := _BACKWARDS.fullmatch(text):
        return _day_and_month(int(m[4]), int(m[1]), int(m[3]))
    if hint is not None and (m := _MONTH_AND_DAY.fullmatch(text)) and int(m[1]) != hint % 100:
        return calendar_span(hint, int(m[1]), int(m[2]))
    m = _SEPARATED.fullmatch(text)
    if not m or (not m[4] and ((len(m[1]) == 2 and hint is None and int(m[1]) <= 12) or _is_range_of_years(m))):
        return None
    return calendar_span(century(m[1], hint), int(m[3]), int(m[4] or 0))


def _is_range_of_years(m: re.Match[str]) -> bool:
    """1985-86: no month, but the last two digits of a year."""
    return m[2] == "-" and int(m[3]) > 12


def _day_and_month(year: int, one: int, other: int) -> Span | None:
    """31/12/1987 and 12/31/1987 tell which number is the day; 3/5/1987 does not, and is not guessed."""
    if one > 12 or one == other:
        return calendar_span(year, other, one)
    return calendar_span(year, one, other) if other > 12 else None


_DECADE = re.compile(
    rf"(?:(?P<century>\d\d|十[{NUMERAL}]|二十|上个?)世纪)?(?P<years>\d{{2,4}}|[{NUMERAL}]{{2,4}})(?:年代|s)"
)


def _decade(text: str, hint: int | None) -> Span | None:
    """五十年代, 1950年代, 20世纪50年代."""
    m = _DECADE.fullmatch(text)
    if not m:
        return None
    years = str(number(m["years"])).zfill(2)
    if m["century"]:
        base = 1900 if m["century"].startswith("上") else (number(m["century"]) - 1) * 100
        return decade(base + int(years[-2:]))
    return decade(century(years, hint))


_YEAR = re.compile(rf"(?P<year>\d{{4}}|\d\d|[{NUMERAL}]{{2,4}})年度?")
_YEAR_AND_WORD = re.compile(rf"(?P<year>\d{{4}})(?=[{SEASONS}上下第])")


def _spelled(text: str, hint: int | None) -> Span | None:
    """A year in either writing with what follows it, or a month and day of the 年度."""
    if m := _YEAR.match(text) or _YEAR_AND_WORD.match(text):
        return _within(century(_positional(m["year"]), hint), text[m.end() :])
    if m := re.match(r"(\d{4})-(\d\d)(?=[上中下]旬)", text):
        return _within(int(m[1]), f"{m[2]}月{text[m.end() :]}")
    return _within(hint, text) if hint and re.match(rf"(?:{NUMBER})月", text) else None


def _positional(year: str) -> str:
    return year if year.isdigit() else str(number(year)).zfill(2)


_MONTH = re.compile(rf"(?P<month>(?:{NUMBER})(?=月|$)|[正冬腊](?=月))月?(?:初?(?P<day>{NUMBER})[日号]?)?")
_DOTTED = re.compile(r"(?P<month>\d{1,2})[-./](?P<day>\d{1,2})[日号]?")
_PART = re.compile(rf"(?P<month>{NUMBER})月(?:(?P<third>[上中下])旬|月?(?P<about>[初中底末]))")
_QUARTER = re.compile(r"第?([1-4一二三四])季度?")
_HALF = re.compile(r"([上下])(?:半年)?|([前后])半年")
"""1985年前 is some day before that year: no half of it."""
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}


def _within(year: int, rest: str) -> Span | None:
    """What follows a year: nothing, a month and day, or a part of the year."""
    rest = rest.removeprefix("闰")
    if not rest:
        return calendar_span(year)
    if m := _PART.fullmatch(rest):
        part = "上中下".find(m["third"]) if m["third"] else {"初": 0, "中": 1}.get(m["about"], 2)
        return third(year, number(m["month"]), part)
    if m := _DOTTED.fullmatch(rest) or _MONTH.fullmatch(rest):
        month = _LUNAR_MONTHS.get(m["month"]) or number(m["month"])
        return calendar_span(year, month, number(m["day"]))
    return _part_of_year(year, rest)


def _part_of_year(year: int, rest: str) -> Span | None:
    if m := re.fullmatch(rf"([{SEASONS}])[季天]?", rest):
        first = 2 + 3 * SEASONS.index(m[1])
        return months(year, first, first + 3, Precision.SEASON)
    if m := _QUARTER.fullmatch(rest):
        first = 3 * number(m[1]) - 2
        return months(year, first, first + 2, Precision.QUARTER)
    if rest in ("初", "底", "末", "终"):  # 年初, 年底: the first and the last three months hold them safely
        first = 1 if rest == "初" else 10
        return months(year, first, first + 2, Precision.QUARTER)
    if m := _HALF.fullmatch(rest):
        first = 1 if (m[1] or m[2]) in "上前" else 7
        return months(year, first, first + 5, Precision.HALF)
    return None


_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = {name: n for n, name in enumerate(_ENGLISH_MONTHS, 1)}


def _english(text: str, hint: int | None) -> Span | None:
    """5-Mar-87, Mar-87: what spreadsheets write under English settings."""
    m = re.fullmatch(r"(?:(\d{1,2})[- ]?)?([a-z]{3})[a-z]*[-. ]*(\d{4}|\d\d)", text)
    if not m or m[2] not in _ENGLISH:
        return None
    return calendar_span(century(m[3], hint), _ENGLISH[m[2]], int(m[1] or 0))


def _range(text: str, hint: int | None) -> Span | None:
    """Two dates with a mark between them. The second may leave out what the first has said: 1985.3.1-4.2."""
    failed = False
    for left, right in _splits(text):
        try:
            if (first := _one(left, hint)) and (last := _rest_of_range(right, first)):
                return stretch(first, last)
        except Impossible:
            failed = True
    if failed:
        raise Impossible
    return None


_SAME = re.compile(r"^[同当本](?:年(?:同月)?|月)")


def _splits(text: str) -> Iterable[tuple[str, str]]:
    for m in [*re.finditer(r"[至到~]+", text), *re.finditer(r"[-/]", text)]:
        left, right = text[: m.start()], _SAME.sub("", text[m.end() :])
        if left and right:
            unit = right[-1] if right[-1] in "年月" and re.fullmatch(rf"\d+|[{NUMERAL}]+", left) else ""
            yield left + unit, _era_of(left) + right if re.match(rf"(?:{NUMBER})年", right) else right


def _era_of(text: str) -> str:
    """民国三十五年至三十七年: the second year is of the same era. Four digits are a year of their own."""
    era = next((name for name in ERAS if name in text), "")
    return era if not re.search(r"\d{4}", text) else ""


def _rest_of_range(text: str, first: Span) -> Span | None:
    """The end of a range: a date of its own, or a bare day, month or year that goes on where the first left off."""
    m = re.fullmatch(rf"(?P<number>\d{{1,2}}|[{NUMERAL}]{{1,3}})(?P<unit>[日号]?)", text)
    if not m:
        return _one(text, first.year)
    value = number(m["number"])
    if first.day:
        return calendar_span(first.year, first.month, value)
    if first.month:
        return calendar_span(first.year, value) if first.month < value <= 12 and not m["unit"] else None
    if first.precision is Precision.YEAR and len(m["number"]) == 2:
        return calendar_span(first.year // 100 * 100 + value)
    return None


def _mixed(text: str, hint: int | None) -> Span | None:
    """The last try: marks of several kinds between the parts of one date, as in 1987.3-25."""
    return _separated(re.sub(r"[-./ ]", "-", text), hint) if re.match(r"\d", text) else None
