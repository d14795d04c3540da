"""Which records may be one thing described twice: the same code written otherwise, number, or near title.

Nothing is compared with everything. Codes and numbers meet under a key. Titles of one year meet when they share one of
their rarest pairs of characters, of which each has so few that no pair above the threshold is missed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from math import ceil
from operator import itemgetter
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantai.base.common.text import document_number_key, fold
from lantai.holdings.catalogue.codes import loose_key
from lantai.holdings.catalogue.models import Fonds, Record

NEAR = 0.85
"""Of the pairs of characters of two titles, so many are common to both."""
SHORTEST = 6
"""Shorter titles (请示, 会议记录) are alike by nature."""
MOST_ALIKE = 40
"""So many records that agree in something are compared with one another: more is a series, not a mistake."""
WEIGHT_OF: Mapping[str, int] = {
    "code": 450, "number": 350, "title": 300, "near_title": 200, "date": 100, "creator": 60, "copy": 0,
}  # fmt: skip
WORDS_OF: Mapping[str, str | Promise] = {
    "code": _("the same reference code, written otherwise"),
    "number": _("the same document number"),
    "title": _("the same title"),
    "near_title": _("nearly the same title"),
    "date": _("the same date"),
    "creator": _("the same creator"),
    "copy": _("in two fonds"),
}
_FIGURES = re.compile(r"\d+|[〇零一二三四五六七八九十百千两]+")


@dataclass(frozen=True, slots=True)
class Said:
    """What of a record is compared with another."""

    pk: int
    code: str
    title: str
    number: str
    creator: str
    year: int | None
    date: int | None

    @property
    def figures(self) -> list[str]:
        """第3号 and 第4号 are two notices, however alike they sound."""
        return _FIGURES.findall(self.title)


@dataclass(frozen=True, slots=True)
class Placed:
    """What of a record is compared across fonds, and the fonds it lies in."""

    said: Said
    fonds: int


@dataclass(frozen=True, slots=True)
class Twins:
    """Two records that may be one, and why; the smaller row id first."""

    pair: tuple[int, int]
    codes: tuple[str, ...]

    @property
    def score(self) -> int:
        return min(1000, sum(WEIGHT_OF[code] for code in self.codes))


def said_of(fonds: Fonds) -> Iterator[Said]:
    """Every record of a fonds by what is compared: one query, row by row."""
    rows = Record.objects.filter(fonds=fonds).order_by("pk")
    columns = ("pk", "code", "title", "document_number", "creator", "year", "date_key")
    for pk, code, title, number, creator, year, date in rows.values_list(*columns).iterator(2000):
        folded = "".join(fold(title).split())
        key = document_number_key(number) or "".join(fold(number).split())
        yield Said(pk, code, folded, key, "".join(fold(creator).split()), year, date)


def placed_of(institution: str) -> Iterator[list[Placed]]:
    """The records of an archive whose day is known, day by day: one query, and no more than a day is ever held.

    A document that lies with the sender and with the receiver has one date in both fonds.
    """
    dated = Record.objects.filter(institution__code=institution, date_precision="day", date_key__isnull=False)
    columns = ("date_key", "fonds", "pk", "title", "document_number", "creator", "year")
    rows = dated.order_by("date_key", "pk").values_list(*columns).iterator(2000)
    for day, of_day in groupby(rows, key=itemgetter(0)):
        yield [_placed(day, row) for row in of_day]


def _placed(day: int, row: Sequence[Any]) -> Placed:
    _day, fonds, pk, title, number, creator, year = row
    folded, key = "".join(fold(title).split()), document_number_key(number) or "".join(fold(number).split())
    return Placed(Said(pk, "", folded, key, "".join(fold(creator).split()), year, day), fonds)


def copies_among(placed: Sequence[Placed]) -> list[Twins]:
    """Copies (重份) in two fonds of what is of one day: the same document number, or nearly the same title.

    The code says nothing here: every fonds has its own.
    """
    if len({each.fonds for each in placed}) < 2:
        return []
    fonds_of = {each.said.pk: each.fonds for each in placed}
    numbers: dict[str, list[Said]] = defaultdict(list)
    for each in placed:
        if each.said.number:
            numbers[each.said.number].append(each.said)
    meeting = [pair for group in numbers.values() if len(group) <= MOST_ALIKE for pair in combinations(group, 2)]
    titled = [each.said for each in placed if len(each.said.title) >= SHORTEST]
    found: dict[tuple[int, int], Twins] = {}
    for one, other in (*meeting, *_near_titles(titled)):
        pair = (min(one.pk, other.pk), max(one.pk, other.pk))
        if fonds_of[one.pk] != fonds_of[other.pk] and (codes := _copy(one, other)):
            found[pair] = Twins(pair, codes)
    return list(found.values())


def _copy(one: Said, other: Said) -> tuple[str, ...]:
    found = ["copy"]
    if one.number and one.number == other.number:
        found.append("number")
    elif one.number and other.number:
        return ()
    if one.title == other.title:
        found.append("title")
    elif one.figures == other.figures and similarity(one.title, other.title) >= NEAR:
        found.append("near_title")
    if len(found) == 1:
        return ()
    creator = ("creator",) if one.creator and one.creator == other.creator else ()
    return (*found, "date", *creator)


def twins_among(records: Iterable[Said]) -> list[Twins]:
    """The surest first."""
    held = list(records)
    found: dict[tuple[int, int], Twins] = {}
    for one, other in _meeting(held):
        pair = (min(one.pk, other.pk), max(one.pk, other.pk))
        if pair not in found and (codes := likeness(one, other)):
            found[pair] = Twins(pair, codes)
    return sorted(found.values(), key=lambda twins: (-twins.score, twins.pair))


def _meeting(held: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    codes: dict[tuple[str, ...], list[Said]] = defaultdict(list)
    numbers: dict[tuple[str, str], list[Said]] = defaultdict(list)
    years: dict[int | None, list[Said]] = defaultdict(list)
    for each in held:
        codes[loose_key(each.code)].append(each)
        if each.number:
            numbers[each.number, each.creator].append(each)
        if len(each.title) >= SHORTEST:
            years[each.year].append(each)
    for group in (*codes.values(), *numbers.values()):
        if len(group) <= MOST_ALIKE:
            yield from combinations(group, 2)
    for of_year in years.values():
        yield from _near_titles(of_year)


def _near_titles(held: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    """Pairs that may be above the threshold, by the rarest pairs of characters of each (prefix filtering)."""
    grams = {each.pk: bigrams_of(each.title) for each in held}
    rarity = Counter(gram for every in grams.values() for gram in every)
    seen: dict[str, list[Said]] = defaultdict(list)
    for each in held:
        rarest = sorted(grams[each.pk], key=lambda gram: (rarity[gram], gram))
        prefix = rarest[: len(rarest) - ceil(NEAR * len(rarest)) + 1]
        met: dict[int, Said] = {}
        for gram in prefix:
            met |= {other.pk: other for other in seen[gram][-MOST_ALIKE:]}
            seen[gram].append(each)
        for other in met.values():
            yield other, each


def bigrams_of(text: str) -> frozenset[str]:
    return frozenset(text[n : n + 2] for n in range(len(text) - 1))


def similarity(one: str, other: str) -> float:
    """Common pairs of characters among all of both (Jaccard)."""
    here, there = bigrams_of(one), bigrams_of(other)
    return len(here & there) / len(here | there) if here | there else 0.0


def likeness(one: Said, other: Said) -> tuple[str, ...]:
    """The reasons for which these two may be one record; none when that is not enough to say it."""
    found = []
    if loose_key(one.code) == loose_key(other.code):
        found.append("code")
    if one.number and (one.number, one.creator) == (other.number, other.creator):
        found.append("number")
    if one.title == other.title:
        found.append("title")
    elif one.figures == other.figures and similarity(one.title, other.title) >= NEAR:
        found.append("near_title")
    by_title_alone = not {"code", "number"} & set(found)
    if by_title_alone and (len(min(one.title, other.title, key=len)) < SHORTEST or contradict(one, other)):
        return ()
    if not found:
        return ()
    if one.date and one.date == other.date:
        found.append("date")
    if one.creator and one.creator == other.creator:
        found.append("creator")
    return tuple(found)


def contradict(one: Said, other: Said) -> bool:
    """Whether something both say cannot be of one record."""
    numbers = bool(one.number and other.number) and one.number != other.number
    dates = bool(one.date and other.date) and one.date != other.date
    return numbers or dates or one.year != other.year
