"""ID numbers of citizens: GB 11643-1999 (18 characters) and its forerunner of 1989 (15 digits).

A region that exists is not asked for: books of regions change, and a number that was typed wrong is still a person's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from lantai.engines.hints.digits import PATTERNS, Number
from lantai.engines.hints.model import Found
from lantai.engines.hints.page import Page

GROUND = "R3a"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10x98765432"
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
LABELS = (
    "身份证", "身份证号", "身份证号码", "身份号码", "身份证件号", "证件号", "证件号码", "身份证明号码", "居民身份证",
    "身份证编号", "公民身份证", "份证号", "份证号码", "身份证字号",
)  # fmt: skip
_YEARS = (1870, 2049)


class IdNumbers:
    """Strict: date of birth and check character are right. Lenient: one of them is not, or it is of the old kind."""

    name = "id_number"

    def patterns(self) -> Sequence[str]:
        return PATTERNS  # of the runs of digits, which the page finds once for all

    def find(self, page: Page) -> Iterable[Found]:
        for run in page.runs:
            taken = -1
            for number in sorted(run.numbers(14, 19), key=_eighteen_first):
                if number.start >= taken and number.is_unbroken:
                    found = _judge(page, number)
                    if found:
                        taken = number.end
                        yield found


def _eighteen_first(number: Number) -> tuple[bool, int]:
    return len(number.digits) != 18, number.start


def _judge(page: Page, number: Number) -> Found | None:
    kinds = list(_kinds(number))
    if not kinds:
        if not page.before(number.start, LABELS) or number.digits.count("x") > 1:
            return None
        kinds = [("labelled", 0.7)]
    rule, score = max(kinds, key=lambda each: each[1])
    if rule == "old" and "\n" in "".join(number.gaps) and not page.before(number.start, LABELS):
        return None  # a telephone at the end of a line, and the year the next begins with
    if rule != "strict" and page.before(number.start, LABELS):
        score = max(score, 0.9)
    return Found(number.start, number.end, f"{rule}@1", score, GROUND)


def _kinds(number: Number) -> Iterator[tuple[str, float]]:
    """What it may be, by the rules it keeps."""
    for digits in number.readings:
        if len(digits) == 18:
            yield from _new(digits.replace("×", "x").replace("k", "x"))
        elif len(digits) == 15 and digits.isdigit() and digits[:2] in PROVINCES and _is_date("19" + digits[6:12]):
            yield "old", 0.6


def _new(digits: str) -> Iterator[tuple[str, float]]:
    stem, check = digits[:17], digits[17]
    if not stem.isdigit():
        return
    dated = _is_date(digits[6:14])
    right = check == check_character(stem)
    if dated and right:
        yield "strict", 0.99
    elif (dated or right) and digits[:2] in PROVINCES and _plausible(digits):
        yield "lenient", 0.75 if dated else 0.55


def _plausible(digits: str) -> bool:
    """A serial number seldom has a year where the year of birth stands."""
    return digits[6:8] in {"18", "19", "20"}


def check_character(stem: str) -> str:
    """The eighteenth, after ISO 7064 MOD 11-2."""
    total = sum(int(digit) * weight for digit, weight in zip(stem, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def _is_date(text: str) -> bool:
    try:
        return _YEARS[0] <= dt.date(int(text[:4]), int(text[4:6]), int(text[6:])).year <= _YEARS[1]
    except ValueError:
        return False
