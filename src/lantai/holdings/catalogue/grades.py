"""Grades of permanent holdings (一级, 二级, 三级): which there are, which must not leave the country, who has one.

The values are data of `elements.yaml`, in the element `grade`; an edition without that element has no grades.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.db.models import Q
from django.db.models.lookups import Exact, In

from lantai.holdings.catalogue.elements import element_set
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.models.grade import GradeOf

GRADE = "grade"
_WRITTEN = re.compile(r"([1-9一二三四五六七八九壹贰叁]|I{1,3})(级)?")
_NUMERALS = {sign: "一二三四五六七八九"[n] for n, sign in enumerate("123456789")} | {
    "壹": "一", "贰": "二", "叁": "三", "I": "一", "II": "二", "III": "三",
}  # fmt: skip


def grades(level: str = "") -> tuple[str, ...]:
    """The grades there are, the highest first; none where the rules, or this level, have none."""
    element = element_set().element(GRADE)
    return element.choices if element and (not level or level in element.levels) else ()


def grade_of(record: Record) -> str:
    """The grade of one record; empty when it has none."""
    return str(record.elements.get(GRADE) or "")


def must_stay(record: Record) -> bool:
    """Whether this record must not leave the country."""
    element = element_set().element(GRADE)
    return element is not None and grade_of(record) in element.must_stay


def those_that_must_stay(records: Iterable[Record]) -> list[Record]:
    return [record for record in records if must_stay(record)]


def of_grade(grade: str) -> Q:
    """As a filter of records: those of this grade. An index has them in the order of lists."""
    return Q(Exact(GradeOf(), grade))


def staying() -> Q:
    """As a filter of records: those that must not leave the country."""
    element = element_set().element(GRADE)
    return Q(In(GradeOf(), list(element.must_stay))) if element and element.must_stay else Q(pk__in=[])


def read_grade(text: str, *, is_sure: bool = False) -> str:
    """A grade as lists write it (一级, 1级, Ⅰ级, 壹级) as the rules do; empty for anything else.

    `is_sure`: the column can say nothing else, so that the number alone is enough.
    """
    word = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if word in grades():
        return word
    found = _WRITTEN.fullmatch(word)
    if not found or not (found[2] or is_sure):
        return ""
    grade = f"{_NUMERALS.get(found[1], found[1])}级"
    return grade if grade in grades() else ""
