"""Dates as archives have them: unknown days, ranges, eras, Chinese numerals. The raw text is never lost."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

ERAS = {
    "顺治": (1644, 18), "康熙": (1662, 61), "雍正": (1723, 13), "乾隆": (1736, 60), "嘉庆": (1796, 25),
    "道光": (1821, 30), "咸丰": (1851, 11), "同治": (1862, 13), "光绪": (1875, 34), "宣统": (1909, 3),
    "民国": (1912, 38),
}  # fmt: skip
"""First year and length in years. Lunar days are not converted: only years and, for the Republic, solar months."""

_TRADITIONAL = str.maketrans("順雍緒國慶豐統閏號", "顺雍绪国庆丰统闰号")
_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0", "元": "1"}
_NUMERAL = "〇○零一二三四五六七八九十廿卅元"


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ArchivalDate:
    """A date with what is known of it. `start` and `end` bound it, both None when nothing could be read.

    `inferred` marks a date put in square brackets by a describer (DA/T 18). `problem` is empty, or `impossible`
    (31 February) or `unreadable`; the raw text is kept in every case.
    """

    raw: str
    precision: Precision
    start: dt.date | None = None
    end: dt.date | None = None
    inferred: bool = False
    problem: str = ""

    @property
    def year(self) -> int | None:
        return self.start.year if self.start else None

    @property
    def key(self) -> int | None:
        """Start as YYYYMMDD for sorting; unknown parts count as the first of their kind."""
        return self.start.year * 10000 + self.start.month * 100 + self.start.day if self.start else None

    def __str__(self) -> str:
        return self.raw


def parse_date(raw: str, *, year_hint: int | None = None) -> ArchivalDate:
    """Read one cell. `year_hint` (the 年度 column) settles two-digit years and dates without a year.

    >>> parse_date("19870300").precision, parse_date("民国三十七年").start
    """
    text = unicodedata.normalize("NFKC", raw).translate(_TRADITIONAL).strip().strip("'\"")
    inferred = text.startswith("[") and text.endswith("]")
    text = re.sub(r"\s+", " ", text.strip("[] "))
    if not text:
        return ArchivalDate(raw, Precision.UNKNOWN)
    if whole := _single(text, year_hint):
        return _bounded(raw, whole, inferred=inferred)
    parts = re.split(r"\s*(?:--+|[—–~～至]|(?<=[\d日月年])\s*-\s*(?=\d{4}))\s*", text)
    if len(parts) == 2:
        return _range(raw, parts, year_hint, inferred=inferred)
    return ArchivalDate(raw, Precision.UNKNOWN, problem="unreadable")


def _range(raw: str, parts: list[str], year_hint: int | None, *, inferred: bool) -> ArchivalDate:
    first = _single(parts[0], year_hint)
    last = _single(parts[1], first[0] if first else year_hint)
    if not first or not last:
        return ArchivalDate(raw, Precision.UNKNOWN, problem="unreadable")
    low, high = _bounded(raw, first, inferred=inferred), _bounded(raw, last, inferred=inferred)
    if low.start is None or high.end is None or low.start > high.end:
        return ArchivalDate(raw, Precision.UNKNOWN, problem="impossible")
    return ArchivalDate(raw, Precision.RANGE, low.start, high.end, inferred)


def _bounded(raw: str, parts: tuple[int, int, int], *, inferred: bool) -> ArchivalDate:
    year, month, day = parts
    if not (1000 <= year <= 2999 and month <= 12):
        return ArchivalDate(raw, Precision.UNKNOWN, problem="impossible")
    if month == 0:
        return ArchivalDate(raw, Precision.YEAR, dt.date(year, 1, 1), dt.date(year, 12, 31), inferred)
    last = calendar.monthrange(year, month)[1]
    if day == 0:
        return ArchivalDate(raw, Precision.MONTH, dt.date(year, month, 1), dt.date(year, month, last), inferred)
    if day > last:
        return ArchivalDate(raw, Precision.UNKNOWN, problem="impossible")
    date = dt.date(year, month, day)
    return ArchivalDate(raw, Precision.DAY, date, date, inferred)


def _single(text: str, year_hint: int | None) -> tuple[int, int, int] | None:
    return _era(text) or _digits(text, year_hint) or _chinese(text, year_hint)


_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_SEPARATED = re.compile(
    r"(\d{4}|\d{2})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2}))?\s*[日月]?(?: \d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
)
_YEAR_ONLY = re.compile(r"(\d{4})\s*年?(?:度)?")
_NO_YEAR = re.compile(r"(\d{1,2})月(?:(\d{1,2})日?)?")


def _digits(text: str, year_hint: int | None) -> tuple[int, int, int] | None:
    text = text.replace("○", "0")
    if m := _COMPACT.fullmatch(text):
        return int(m[1]), int(m[2]), int(m[3] or 0)
    if m := _YEAR_ONLY.fullmatch(text):
        return int(m[1]), 0, 0
    if m := re.fullmatch(r"(\d{4})(\d)", text):  # 19873: a month whose zero was lost
        return int(m[1]), int(m[2]), 0
    if m := _SEPARATED.fullmatch(text):
        return _century(m[1], year_hint), int(m[2]), int(m[3] or 0)
    if year_hint and (m := _NO_YEAR.fullmatch(text)):
        return year_hint, int(m[1]), int(m[2] or 0)
    return None


def _century(digits: str, year_hint: int | None) -> int:
    """Two-digit years follow the 年度 column; without it they are of the twentieth century, as paper archives are."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return (year_hint // 100) * 100 + year if year_hint else 1900 + year


def _chinese(text: str, year_hint: int | None) -> tuple[int, int, int] | None:
    m = re.fullmatch(rf"(?:([{_NUMERAL}]{{2,4}})年)?(?:([{_NUMERAL}]{{1,3}})月)?(?:([{_NUMERAL}]{{1,4}})日)?", text)
    if not m or not any(m.groups()):
        return None
    year = int("".join(_DIGITS.get(c, "") for c in m[1]) or 0) if m[1] else year_hint
    if not year:
        return None
    return _century(str(year), year_hint) if year < 100 else year, numeral(m[2]), numeral(m[3])


def _era(text: str) -> tuple[int, int, int] | None:
    m = re.match(rf"({'|'.join(ERAS)})\s*(\d+|[{_NUMERAL}]+)年?\s*", text)
    if not m:
        return None
    first, length = ERAS[m[1]]
    number = int(m[2]) if m[2].isdigit() else numeral(m[2])
    if not 1 <= number <= length + 1:
        return 0, 0, 0
    rest = re.fullmatch(rf"(?:(\d+|[{_NUMERAL}]+)月)?(?:(\d+|[{_NUMERAL}]+)日)?", text[m.end() :].strip())
    if m[1] != "民国" or not rest:  # lunar months and days are not solar ones: only the year is certain
        return first + number - 1, 0, 0
    return first + number - 1, _any_number(rest[1]), _any_number(rest[2])


def _any_number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else numeral(text)


def numeral(text: str | None) -> int:
    """A Chinese number below 100: 十二 → 12, 廿三 → 23, 元 → 1; nothing → 0."""
    if not text:
        return 0
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return int("".join(_DIGITS[c] for c in text))
    tens, _, ones = text.partition("十")
    return int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0"))
