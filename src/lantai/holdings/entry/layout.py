"""What the form of one record type asks for: fields, persons by role, and what every record has.

Each place in the form has one name, used by the page, by comparisons and by proposals alike: `f.registered` is a field
of the type, `p.groom.0.birth` an attribute of the first groom, `r.title` something every record has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from lantai.holdings.catalogue.labels import PARTY
from lantai.holdings.catalogue.models import PersonEntry
from lantai.holdings.catalogue.record_types import RecordType, TypeField, label_of, plain_header

ID_NUMBER = "id_number"
PARTY_ROLE = "party"
MOST_PERSONS = 60
"""Persons of one role in one record. A list of more is entered row by row, each a record of its own."""
PERSON = {
    "name": (_("Full name"), "text", 80),
    "former_names": (_("Former names"), "text", 200),
    "sex": (_("Sex"), "choice", 10),
    "birth": (_("Date of birth"), "date", 60),
    ID_NUMBER: (_("ID number"), ID_NUMBER, 40),
    "unit": (_("Unit"), "text", 200),
    "place": (pgettext_lazy("of a person", "Place"), "text", 200),
}
RECORD = {
    "title": (_("Title"), "text", 400),
    "date": (_("Date"), "date", 100),
    "creator": (_("Creator"), "text", 300),
    "document_number": (_("Document number"), "text", 200),
    "note": (_("Note"), "long", 2000),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One place in the form. `group` is the role it belongs to, with the number of the person in `place`."""

    name: str
    label: str
    kind: str
    longest: int
    required: bool = False
    choices: Sequence[tuple[str, str]] = ()
    role: str = ""
    place: int = 0

    @property
    def attribute(self) -> str:
        return self.name.rsplit(".", 1)[-1]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with what stands below it; a block of persons knows its role and number."""

    heading: str
    asked: tuple[Asked, ...]
    role: str = ""
    may_grow: bool = field(default=False)


def key_of(asked: TypeField) -> str:
    """Under which word a field is kept in a record: as a list with this column would have brought it."""
    known = {plain_header(header) for header in asked.headers}
    word = asked.labels["zh"]
    return word if plain_header(word) in known or not asked.headers else asked.headers[0]


def person_name(role: str, place: int, attribute: str) -> str:
    return f"p.{role}.{place}.{attribute}"


def roles_of(kind: RecordType) -> Sequence[tuple[str, str, str]]:
    """(code, label, sex) of each role; a type that knows none has parties."""
    return [(role.code, role.label, role.sex) for role in kind.roles] or [(PARTY_ROLE, str(PARTY), "")]


def blocks_of(kind: RecordType, persons: Mapping[str, int]) -> tuple[Block, ...]:
    """The whole form. `persons`: how many of each role are asked for, one at least."""
    blocks = []
    if kind.fields:
        blocks.append(Block(kind.label, tuple(_field(each) for each in kind.fields)))
    for role, label, sex in roles_of(kind):
        count = min(max(persons.get(role, 1), 1), MOST_PERSONS)
        must = bool((known := kind.role(role)) and known.required)
        for place in range(count):
            heading = f"{label} {place + 1}" if count > 1 else label
            asked = tuple(
                _person(role, place, name, must=must and not place) for name in PERSON if not (name == "sex" and sex)
            )
            blocks.append(Block(heading, asked, role, may_grow=place == count - 1 < MOST_PERSONS - 1))
    blocks.append(Block(gettext("The record"), tuple(_record(name) for name in RECORD)))
    return tuple(blocks)


def all_asked(blocks: Iterable[Block]) -> list[Asked]:
    return [asked for block in blocks for asked in block.asked]


def _field(asked: TypeField) -> Asked:
    choices = [(code, label_of(labels)) for code, labels in asked.choices.items()]
    return Asked(f"f.{asked.code}", asked.label, asked.kind, 400, required=asked.required, choices=choices)


def _person(role: str, place: int, attribute: str, *, must: bool) -> Asked:
    label, kind, longest = PERSON[attribute]
    choices = [(value, str(word)) for value, word in PersonEntry.Sex.choices] if attribute == "sex" else ()
    required = must and attribute == "name"
    return Asked(person_name(role, place, attribute), str(label), kind, longest, required, choices, role, place)


def _record(name: str) -> Asked:
    label, kind, longest = RECORD[name]
    return Asked(f"r.{name}", str(label), kind, longest)


def label_of_place(kind: RecordType, name: str) -> str:
    """A place of the form in words, with the role: groom · date of birth."""
    parts = name.split(".")
    if parts[0] == "f":
        return next((each.label for each in kind.fields if each.code == parts[1]), parts[1])
    if parts[0] == "r":
        return str(RECORD[parts[1]][0]) if parts[1] in RECORD else parts[1]
    role = next((label for code, label, _sex in roles_of(kind) if code == parts[1]), parts[1])
    attribute = str(PERSON[parts[3]][0]) if parts[3] in PERSON else parts[3]
    number = f" {int(parts[2]) + 1}" if parts[2] != "0" else ""
    return f"{role}{number} · {attribute}"
