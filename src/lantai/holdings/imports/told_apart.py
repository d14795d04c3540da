"""What a list would change of a record, as people read it: what it is called, what is held now, what the list says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lantai.base.common.dates import ArchivalDate
from lantai.holdings.catalogue.actions import Person
from lantai.holdings.catalogue.elements import element_set
from lantai.holdings.catalogue.labels import field_label, retention_label, role_label, type_label
from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.imports.fates import Entry


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing a list says otherwise: its name in the language of the reader, and both texts."""

    what: str
    held: str
    listed: str


def differences_of(entry: Entry) -> Iterator[Difference]:
    """Everything this entry changes, or would; nothing for one that changes nothing. ID numbers are not told."""
    record = entry.record
    if record is None:
        return
    for name, new in entry.changes.items():
        if name in {"elements", "fields"}:
            called = _element_label if name == "elements" else field_label
            held = getattr(record, name)
            yield from (Difference(called(key), _text(held.get(key)), _text(value)) for key, value in new.items())
        elif name == "persons":
            yield Difference(_label(name), _people_held(record), _people_said(new))
        elif name == "date":
            yield Difference(_label(name), record.date_text, _text(new))
        elif name == "parent":
            yield Difference(_("volume it lies in"), "", str(new))
        else:
            yield Difference(_label(name), _shown(name, getattr(record, name)), _shown(name, new))


def origin_of(record: Record) -> str:
    """Where what is held came from: file, sheet and row, where it came from a list."""
    told = record.lineage
    places = [str(told[name]) for name in ("sheet", "row") if told.get(name)]
    return "#".join(filter(None, (str(told.get("file", "")), "!".join(places))))


def described(record: Record) -> tuple[str, str]:
    """Who described it last, and when."""
    return record.described_by, f"{timezone.localtime(record.changed_at):%Y-%m-%d %H:%M}"


def _label(name: str) -> str:
    if name in {"year", "record_type"}:
        return _("Year") if name == "year" else _("Record type")
    return next((each.label for each in element_set().elements if each.kept == name), name)


def _element_label(code: str) -> str:
    element = element_set().element(code)
    return element.label if element else code


def _shown(name: str, value: Any) -> str:
    if name == "retention":
        return retention_label(value or "")
    return type_label(value or "") if name == "record_type" else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, ArchivalDate):
        return value.raw
    if isinstance(value, list | tuple):
        return "；".join(str(each) for each in value)
    return "" if value is None else str(value)


def _people_held(record: Record) -> str:
    return "；".join(_person(each, each.birth_text) for each in record.persons.all())


def _people_said(persons: Sequence[Person]) -> str:
    return "；".join(_person(each, each.birth.raw if each.birth else "") for each in persons)


def _person(person: Person | PersonEntry, birth: str) -> str:
    role = role_label(person.role) if person.role else ""
    return " ".join(filter(None, (person.name, role, birth, person.former_names, person.unit, person.place)))
