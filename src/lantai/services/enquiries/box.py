"""The one box of the desk: words prefilled from the clues, read as name, spouse, unit, place, years. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lantai.base.common.dates import parse_date
from lantai.holdings.people.asking import PersonQuestion
from lantai.holdings.people.births import year_by_word
from lantai.services.enquiries.clues import BORN_WITHIN

_DATED = re.compile(r"\d|年")
"""What a word holds that is read as a date: 民国 alone may be a name."""
_NAME = re.compile(r"[⺀-鿿豈-﫿𠀀-\U0003ffff·]{2,4}")
WITHIN = 2
"""Years that people remember are off so far."""
_FIRST, _LAST = 1800, 2100
IN_ORDER = ("name", "beside", "unit", "place")


@dataclass(frozen=True, slots=True)
class Read:
    """The words as they were understood; `rest` is only looked for in titles and texts."""

    name: str = ""
    beside: str = ""
    unit: str = ""
    place: str = ""
    born: int | None = None
    year_from: int | None = None
    year_to: int | None = None
    rest: tuple[str, ...] = ()

    @property
    def for_text(self) -> str:
        """What is looked for in titles and texts: the name and whatever could not be told; else what there is."""
        words = [each for each in (self.name, *self.rest) if each]
        return " ".join(words or [each for each in (self.unit, self.place) if each])

    @property
    def years(self) -> str:
        return f"{self.year_from}–{self.year_to}" if self.year_from else ""

    def question(self, types: tuple[str, ...]) -> PersonQuestion:
        return PersonQuestion(
            self.name, self.beside, born=self.born, born_within=BORN_WITHIN, unit=self.unit, place=self.place,
            year_from=self.year_from, year_to=self.year_to, record_types=types, or_undated=True,
        )  # fmt: skip


def words_of(filled: Mapping[str, Any]) -> str:
    """What the clues fill (`clues.search_of`), as words of the box."""
    return " ".join(dict.fromkeys(word for word, _fields in _known(filled)))


def read_box(words: str, filled: Mapping[str, Any]) -> Read:
    """A word of the clues means what it means there. Of others, years are known by their form; the first that is left
    is the name, the next one that may be a name is who stands beside it."""
    known: dict[str, dict[str, Any]] = {}
    for word, fields in _known(filled):
        known.setdefault(word, fields)
    said: dict[str, Any] = {}
    rest: list[str] = []
    for word in words.split():
        for name, value in _meaning(word, known, said).items():
            if name == "rest":
                rest.append(str(value))
            else:
                said.setdefault(name, value)
    if "name" not in said and "beside" in said:
        said["name"] = said.pop("beside")
    return Read(**said, rest=tuple(rest))


def _meaning(word: str, known: Mapping[str, dict[str, Any]], said: Mapping[str, Any]) -> dict[str, Any]:
    if word in known and not set(known[word]) & set(said):
        return known[word]
    if born := year_by_word(word):
        return {"born": born}
    if years := _years(word):
        return {"year_from": years[0] - WITHIN, "year_to": years[1] + WITHIN}
    if "name" not in said:
        return {"name": word}
    if "beside" not in said and _NAME.fullmatch(word):
        return {"beside": word}
    return {"rest": word}


def _years(word: str) -> tuple[int, int] | None:
    """The first and last year of a word that is a date in any form: 1978, 1978年3月, 民国三十七年, 七十年代."""
    date = parse_date(word) if _DATED.search(word) else None
    if (
        date is None
        or date.start is None
        or date.end is None
        or not _FIRST <= date.start.year <= date.end.year <= _LAST
    ):
        return None
    return date.start.year, date.end.year


def _known(filled: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in IN_ORDER:
        if word := "".join(str(filled.get(name, "")).split()):
            yield word, {name: word}
    first, last = filled.get("year_from"), filled.get("year_to")
    if first and last:
        yield str((first + last) // 2), {"year_from": first, "year_to": last}
    if born := filled.get("born"):
        yield f"{born}年生", {"born": born}
