"""What an entry of a list says otherwise than the record that is held: only what it says counts, never a blank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lantai.base.common.text import fold
from lantai.holdings.catalogue.actions import Description, Part, Person, components_as_json
from lantai.holdings.catalogue.id_numbers import read_id_number
from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.catalogue.sealing import hash_of, person_keys

_TEXTS = ("title", "creator", "document_number", "retention", "secrecy", "note")


def differences(record: Record, said: Description) -> dict[str, Any]:
    """Field → what the list says, for the fields in which the two differ; `persons` when anybody differs.

    So `components`: all of them in their order, when one is another or stands elsewhere.
    """
    found: dict[str, Any] = {}
    for name in _TEXTS:
        new = getattr(said, name)
        if new and new != getattr(record, name):
            found[name] = new
    if said.record_type and not record.record_type:
        found["record_type"] = said.record_type
    if said.date and said.date.raw and said.date.raw[:100] != record.date_text:
        found["date"] = said.date
    for name, new in (("year", said.year), ("pages_declared", said.pages_declared)):
        if new is not None and new != getattr(record, name):
            found[name] = new
    if more := {name: value for name, value in said.elements.items() if record.elements.get(name) != value}:
        found["elements"] = more
    if more := {name: value for name, value in said.fields.items() if record.fields.get(name) != value}:
        found["fields"] = more
    return found | _rows_that_differ(record, said)


def _rows_that_differ(record: Record, said: Description) -> dict[str, Any]:
    """What is kept in rows of its own."""
    found: dict[str, Any] = {}
    if said.persons and _persons_differ(record, said.persons):
        found["persons"] = said.persons
    if said.parts and (parts := [_as_json(each) for each in said.parts]) != components_as_json(record):
        found["components"] = parts
    return found


def _as_json(part: Part) -> dict[str, Any]:
    """As `components_as_json` gives what is held: in the lengths of its columns, without what is not said."""
    told = {
        "kind": part.kind,
        "title": part.title[:500],
        "page_from": part.page_from,
        "page_to": part.page_to,
        "note": part.note[:500],
    }
    return {name: value for name, value in told.items() if value not in ("", None)}


def _persons_differ(record: Record, said: tuple[Person, ...]) -> bool:
    """By name, role and whatever the list says of them; the ID number by its keyed hash."""
    held = list(record.persons.all())
    if len(held) != len(said):
        return True
    return any(_differs(entry, person) for entry, person in zip(held, said, strict=True))


def _differs(entry: PersonEntry, person: Person) -> bool:
    if (entry.folded, entry.role) != (fold(person.name)[:80], person.role[:40]):
        return True
    says: Mapping[str, str] = {"former_names": person.former_names, "unit": person.unit, "place": person.place}
    if any(new and new != getattr(entry, name) for name, new in says.items()):
        return True
    if person.birth and person.birth.raw and person.birth.raw[:60] != entry.birth_text:
        return True
    number = read_id_number(person.id_number)
    return bool(number and number.canonical and hash_of(number.canonical, person_keys()) != entry.id_hash)
