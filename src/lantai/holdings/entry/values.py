"""Between a record and its form: what the record says as texts by place, and what was typed as changes to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from lantai.base.common.dates import ArchivalDate, parse_date
from lantai.base.common.text import fold
from lantai.holdings.catalogue.actions import Person
from lantai.holdings.catalogue.id_numbers import read_id_number
from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.catalogue.record_types import RecordType, TypeField
from lantai.holdings.entry.layout import ID_NUMBER, PERSON, RECORD, key_of, person_name, roles_of

NONE = "-"
"""Typed instead of an ID number: the record shall hold none."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a record says, by place. `kept` has the last four of each ID number, which itself never goes to a page."""

    values: Mapping[str, str]
    persons: Mapping[str, int]
    kept: Mapping[str, str] = field(default_factory=dict)


def said_by(record: Record, kind: RecordType) -> Said:
    """Everything the form of this type shows of a record: one query, for its persons."""
    values = {f"f.{asked.code}": _field_said(record, asked) for asked in kind.fields}
    values |= {
        "r.title": "" if record.title == record.code else record.title,
        "r.date": record.date_text,
        "r.creator": record.creator,
        "r.document_number": record.document_number,
        "r.note": record.note,
    }
    persons: dict[str, int] = {}
    kept = {}
    for entry, role, place in placed(record, kind):
        persons[role] = place + 1
        told = {"birth": entry.birth_text}
        told |= {name: getattr(entry, name) for name in PERSON if name not in {"birth", ID_NUMBER}}
        values |= {person_name(role, place, name): value for name, value in told.items() if value}
        if entry.id_cipher:
            kept[person_name(role, place, ID_NUMBER)] = entry.id_last4
    return Said({name: value for name, value in values.items() if value}, persons, kept)


def placed(record: Record, kind: RecordType) -> list[tuple[PersonEntry, str, int]]:
    """The persons the form shows, each with role and number; those of roles the type does not know are left out.

    Whom a list named under 姓名 alone is of the type's first role.
    """
    roles = [code for code, _label, _sex in roles_of(kind)]
    counts: dict[str, int] = {}
    found = []
    for entry in record.persons.all():
        role = entry.role or roles[0]
        if role in roles:
            found.append((entry, role, counts.get(role, 0)))
            counts[role] = counts.get(role, 0) + 1
    return found


def _field_said(record: Record, asked: TypeField) -> str:
    text = str(next((record.fields[key] for key in _keys_of(record, asked)), ""))
    return choice_of(asked, text)


def _keys_of(record: Record, asked: TypeField) -> list[str]:
    """The words under which a record may hold a field: a list's own header stays in use."""
    one = RecordType("one", 1, {}, fields=(asked,))
    return [key for key in record.fields if one.field_of(key) or key in (asked.code, key_of(asked))]


def choice_of(asked: TypeField, text: str) -> str:
    """The code of a choice that was written as a word; other words stay as they are."""
    plain = fold(text).strip()
    for code, labels in asked.choices.items():
        if plain in {code, fold(labels["zh"]), fold(labels["en"])}:
            return code
    return text


def changes_of(record: Record, kind: RecordType, typed: Mapping[str, str], held: tuple[Person, ...]) -> dict[str, Any]:
    """What `change_records` takes to make the record say what was typed; empty when it says so already.

    `held`: its persons with their numbers, in the order of its entries. Places that were not asked for stay.
    """
    changes: dict[str, Any] = {}
    persons = persons_typed(kind, typed, _held(record, kind, held))
    if _as_typed(persons) != _as_typed([held[n] for n, _role, _place in _positions(record, kind)]):
        shown = {n for n, _role, _place in _positions(record, kind)}
        changes["persons"] = (*persons, *(person for n, person in enumerate(held) if n not in shown))
    if fields := _fields_changed(record, kind, typed):
        changes["fields"] = fields
    for name, column in (("r.creator", "creator"), ("r.document_number", "document_number"), ("r.note", "note")):
        if name in typed and typed[name] != getattr(record, column):
            changes[column] = typed[name]
    title = _title_said(record, kind, typed) or title_of(kind, typed, persons) or record.title or record.code
    if title != record.title:
        changes["title"] = title
    if (date := date_of(kind, typed)) and date.raw != record.date_text:
        changes["date"] = date
        if date.year and record.year is None:
            changes["year"] = date.year
    if kind.code != record.record_type:
        changes["record_type"] = kind.code
    return changes


def _title_said(record: Record, kind: RecordType, typed: Mapping[str, str]) -> str:
    """The title that was typed. One the type had made of what stood there before is made again, not kept."""
    title = typed.get("r.title", "")
    if title != record.title:
        return title
    before = said_by(record, kind).values
    return "" if title == title_of(kind, before, persons_typed(kind, before, {})) else title


def title_of(kind: RecordType, typed: Mapping[str, str], persons: list[Person]) -> str:
    """The title the type makes of what was typed; empty when nobody is known to put into it."""
    named: dict[str, list[str]] = {}
    for person in persons:
        named.setdefault(person.role, []).append(person.name)
    return kind.title_for(named, {each.code: typed.get(f"f.{each.code}", "") for each in kind.fields})


def date_of(kind: RecordType, typed: Mapping[str, str]) -> ArchivalDate | None:
    """The record's date: as typed, or that of the type's first field of dates (登记日期)."""
    names = ["r.date", *(f"f.{each.code}" for each in kind.fields if each.kind == "date")]
    text = next((typed[name] for name in names if typed.get(name)), "")
    return parse_date(text, latest=timezone.localdate()) if text else None


def fields_of(kind: RecordType, typed: Mapping[str, str]) -> dict[str, str]:
    """The fields of a new record."""
    told = [(asked, typed.get(f"f.{asked.code}", "")) for asked in kind.fields]
    return {key_of(asked): _written(asked, value) for asked, value in told if value}


def _written(asked: TypeField, value: str) -> str:
    return asked.choices[value]["zh"] if value in asked.choices else value


def _fields_changed(record: Record, kind: RecordType, typed: Mapping[str, str]) -> dict[str, str | None]:
    changed: dict[str, str | None] = {}
    for asked in kind.fields:
        name = f"f.{asked.code}"
        if name not in typed or typed[name] == _field_said(record, asked):
            continue
        key = next(iter(_keys_of(record, asked)), key_of(asked))
        changed[key] = _written(asked, typed[name]) or None
    return changed


def persons_typed(kind: RecordType, typed: Mapping[str, str], held: Mapping[str, Person]) -> list[Person]:
    """Everybody with a name, in the order of roles and numbers. An ID number left empty stays the one that is held, and
    so does a held person who was not asked for."""
    found = []
    for role, _label, sex in roles_of(kind):
        asked = {int(name.split(".")[2]) for name in typed if name.startswith(f"p.{role}.")}
        known = {int(place.split(".")[1]) for place in held if place.startswith(f"{role}.")}
        for place in sorted(asked | known):
            if place not in asked:
                found.append(held[f"{role}.{place}"])
                continue
            told = {name: typed.get(person_name(role, place, name), "") for name in PERSON}
            if not told["name"]:
                continue
            number = told.pop(ID_NUMBER) or (before.id_number if (before := held.get(f"{role}.{place}")) else "")
            birth = told.pop("birth")
            told["sex"] = told["sex"] or sex
            dated = parse_date(birth, latest=timezone.localdate()) if birth else None
            found.append(Person(**told, role=role, birth=dated, id_number="" if number == NONE else number))
    return found


def _positions(record: Record, kind: RecordType) -> list[tuple[int, str, int]]:
    order = {entry.pk: n for n, entry in enumerate(record.persons.all())}
    return [(order[entry.pk], role, place) for entry, role, place in placed(record, kind)]


def _held(record: Record, kind: RecordType, held: tuple[Person, ...]) -> dict[str, Person]:
    return {f"{role}.{place}": held[n] for n, role, place in _positions(record, kind)}


def _as_typed(persons: list[Person]) -> list[tuple[Any, ...]]:
    """Persons as they compare: every text, and of the number what it means."""
    found = []
    for person in persons:
        number = read_id_number(person.id_number)
        bare = replace(person, birth=None, id_number=number.canonical or number.text if number else "")
        found.append((bare, person.birth.raw if person.birth else ""))
    return found


def cleaned(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed without blanks around it and line breaks within; a note keeps its lines."""
    return {
        name: value.strip() if name == "r.note" else " ".join(value.split())
        for name, value in typed.items()
        if name.startswith(("f.", "p.", "r.")) and (name[0] != "r" or name[2:] in RECORD)
    }
