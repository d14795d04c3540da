"""A question for a person: what somebody at the counter knows of them, read as it is typed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.base.common.text import fold
from lantai.holdings.authority.queries import OtherName, other_names
from lantai.holdings.catalogue.id_numbers import IdNumber, read_id_number
from lantai.holdings.catalogue.person_keys import plain_name
from lantai.holdings.catalogue.regions import regions

_BETWEEN = re.compile(r"[\s、,，;；/&＆+＋]+")
_HAN = re.compile(r"[⺀-鿿豈-﫿𠀀-\U0003ffff]")
SHORTEST_NAME = 3
NUMBER_DOUBTS: dict[str, str | Promise] = {
    "checksum": gettext_lazy("The last digit does not fit the others: one of them is wrong."),
    "date": gettext_lazy("It holds a date of birth that does not exist or lies in the future."),
    "region": gettext_lazy("It begins with a region that is not known at its date of birth."),
}
"""What is wrong with a number somebody types who holds the card: a register may hold it with the same mistake."""
LAST4 = re.compile(r"\d{3}[\dXx]")


class NothingAsked(ArchiveError):
    code = "people.nothing_asked"
    message = gettext_noop("There is nobody to look for: neither a name nor a whole ID number was given.")
    hint = gettext_noop(
        "Type a name in characters or pinyin; the last four digits of a number need a name beside them."
    )
    http_status = 400
    exit_code = 2


class NumberUnreadable(ArchiveError):
    code = "people.number_unreadable"
    message = gettext_noop("What was given as an ID number has neither 15 nor 18 digits, nor is it the last four.")
    hint = gettext_noop("Compare it with the card. It is not repeated here on purpose.")
    http_status = 400
    exit_code = 2


@dataclass(frozen=True, slots=True)
class PersonQuestion:
    """What is known. `beside`: another person of the same record, such as the spouse, in whichever column.

    `born_within`: so many years the year of birth may be off. `id_number` is a whole number or the last four; it lives
    in memory only. `year_from` and `year_to`, or `day_from` and `day_to`, are those of the record, which is of
    `record_type`, or of one of `record_types`; with `or_undated`, records of no known year may be meant as well.
    """

    name: str = ""
    beside: str = ""
    born: int | None = None
    born_within: int = 0
    id_number: str = field(default="", repr=False)
    record_type: str = ""
    record_types: tuple[str, ...] = ()
    unit: str = ""
    place: str = ""
    year_from: int | None = None
    year_to: int | None = None
    day_from: dt.date | None = None
    day_to: dt.date | None = None
    or_undated: bool = False
    unit_names: tuple[OtherName, ...] = field(default=(), repr=False)
    place_names: tuple[OtherName, ...] = field(default=(), repr=False)

    def read(self) -> PersonQuestion:
        """The question with two names in one field parted. Raises `NothingAsked` and `NumberUnreadable`."""
        asked = self.parted()
        if asked.id_number.strip() and not (asked.last4 or asked.whole_number):
            raise NumberUnreadable
        if not plain_name(asked.name) and not asked.whole_number:
            raise NothingAsked
        return asked

    def parted(self) -> PersonQuestion:
        """The question with two names in one field parted, as a couple is typed; nothing is refused."""
        names = [piece for piece in _BETWEEN.split(self.name.strip()) if piece]
        if len(names) == 2 and not self.beside and all(len(_HAN.findall(name)) > 1 for name in names):
            return replace(self, name=names[0], beside=names[1])
        return self

    def with_other_names(self) -> PersonQuestion:
        """The question with what unit and place were called at other times: one query for each that is given."""
        return replace(self, unit_names=_to_look_for(self.unit), place_names=_to_look_for(self.place))

    @property
    def is_only_a_name(self) -> bool:
        """Whether nothing is known that one bearer of the name fits better than another."""
        types = self.record_type or self.record_types
        known = (self.born, *self.years, *self.days, types, self.unit.strip(), self.place.strip())
        return not self.id_number.strip() and not any(each not in (None, "", ()) for each in known)

    @property
    def years(self) -> tuple[int | None, int | None]:
        return self.year_from, self.year_to

    @property
    def days(self) -> tuple[dt.date | None, dt.date | None]:
        return self.day_from, self.day_to

    @property
    def is_dated(self) -> bool:
        return (*self.years, *self.days) != (None,) * 4

    @property
    def last4(self) -> str:
        """The last four characters of a number, when no more than these were given."""
        given = fold(self.id_number).strip().upper()
        return given if LAST4.fullmatch(given) else ""

    @property
    def whole_number(self) -> IdNumber | None:
        number = read_id_number(self.id_number) if self.id_number.strip() and not self.last4 else None
        return number if number and number.problem not in {"lost", "malformed"} else None


def number_doubt(typed: str) -> str | Promise:
    """What is wrong with a whole ID number (GB 11643) as it was typed, in words; empty where nothing is."""
    number = read_id_number(typed, today=timezone.localdate(), regions=regions())
    return NUMBER_DOUBTS.get(number.problem, "") if number else ""


def _to_look_for(text: str) -> tuple[OtherName, ...]:
    """Other names that can stand inside what a list says: one or two characters stand inside anything."""
    return tuple(each for each in other_names(text) if len(each.folded) >= SHORTEST_NAME)
