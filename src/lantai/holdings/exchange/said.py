"""What is said of one unit of description, in a form no format and no model has: what every format is made from.

`values` holds texts (or lists of texts) by the element of the crosswalk; `more` holds elements whose value has another
shape; `facts` what only this system knows of a unit (its year, its record type); `fields` what a list or a record type
said under its own names. `above` is its class with those above that, the highest first, where it is told of alone:
inside a whole its place says it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_noop

from lantai.base.common.dates import ArchivalDate, Precision, parse_date
from lantai.base.common.errors import ArchiveError

LEVELS = ("fonds", "series", "volume", "item")
PERSON_KEYS = ("name", "role", "former_names", "sex", "birth", "unit", "place")
COMPONENT_KEYS = ("kind", "title", "page_from", "page_to", "note")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff￾￿]")
"""Characters no XML document can hold (XML 1.0, 2.2)."""


class UnwritableCharacter(ArchiveError):
    code = "exchange.unwritable_character"
    message = gettext_noop(
        "“%(name)s” of %(unit)s holds the control character %(character)s, which no format can hold."
    )
    hint = gettext_noop("Correct the description (the character is invisible), then export again.")
    http_status = 422
    exit_code = 3


@dataclass(slots=True)
class DateSaid:
    """A date as written, with its bounds as ISO days; empty where nothing is known."""

    text: str
    start: str = ""
    end: str = ""
    precision: str = ""

    @property
    def normal(self) -> str:
        return "" if not self.start else self.start if self.start == self.end else f"{self.start}/{self.end}"


@dataclass(slots=True)
class Said:
    """One fonds, series, volume or item."""

    level: str
    values: dict[str, Any] = field(default_factory=dict)
    date: DateSaid | None = None
    facts: dict[str, str] = field(default_factory=dict)
    persons: list[dict[str, str]] = field(default_factory=list)
    components: list[dict[str, str]] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    above: list[dict[str, str]] = field(default_factory=list)

    @property
    def code(self) -> str:
        return str(self.values.get("reference_code", ""))

    @property
    def title(self) -> str:
        return str(self.values.get("title", ""))

    @property
    def class_path(self) -> str:
        """Its class on one line, codes and titles from the highest on: `WS·BGS 文书档案 › 办公室`."""
        codes = "·".join(each["code"] for each in self.above if each.get("code"))
        titles = " › ".join(each["title"] for each in self.above if each.get("title"))
        return f"{codes} {titles}".strip()

    def as_json(self) -> dict[str, Any]:
        """Everything that is said, without what is not."""
        return {name: value for name, value in asdict(self).items() if value or name == "level"}

    def checked(self) -> Said:
        """The same. Raises `UnwritableCharacter`, naming where it stands."""
        said = (self.values, self.facts, self.persons, self.components, self.fields, self.more, self.above)
        texts = [self.date.text] if self.date else []
        for each in said:
            _gather(each, texts)
        if UNWRITABLE.search("\n".join(texts)):
            self._complain()
        return self

    def _complain(self) -> None:
        for name, text in _texts(self.as_json()):
            if found := UNWRITABLE.search(text):
                raise UnwritableCharacter(unit=self.code or self.title, name=name, character=f"U+{ord(found[0]):04X}")


def said_from(data: dict[str, Any]) -> Said:
    """The inverse of `as_json`."""
    date = data.get("date")
    return Said(**{**data, "date": DateSaid(**date) if date else None})


def _gather(value: Any, into: list[str]) -> None:
    """The texts of a value, names included, without saying where they stand: one search looks through all of them."""
    if isinstance(value, str):
        into.append(value)
    elif isinstance(value, dict):
        into.extend([str(key) for key in value])
        for each in value.values():
            _gather(each, into)
    elif isinstance(value, list):
        for each in value:
            _gather(each, into)


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key, str(key)
            yield from _texts(each, str(key))
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, name)


def date_said(text: str) -> DateSaid:
    """A date that has only its text, with the bounds that can be read from it."""
    date = parse_date(text)
    if date.start is None or date.end is None:
        return DateSaid(text)
    return DateSaid(text, date.start.isoformat(), date.end.isoformat(), str(date.precision))


def archival_date(said: DateSaid, year: int | None = None) -> ArchivalDate:
    """The date as the catalogue keeps it: as it reads, or with the bounds that were given beside it."""
    read = parse_date(said.text, year_hint=year)
    if not said.start:
        return read if read.start is None else ArchivalDate(said.text, Precision.UNKNOWN)
    start, end = dt.date.fromisoformat(said.start), dt.date.fromisoformat(said.end or said.start)
    if (read.start, read.end) == (start, end) and (said.precision or read.precision) == read.precision:
        return read
    known = said.precision in set(Precision)
    exact = Precision(said.precision) if known else Precision.DAY if start == end else Precision.RANGE
    return ArchivalDate(said.text, exact, start, end)
