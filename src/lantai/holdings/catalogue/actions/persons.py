"""Entering the persons that records name, with their keys and their sealed ID numbers, many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lantai.base.common.dates import ArchivalDate, parse_date
from lantai.base.common.rows import insert_described
from lantai.base.common.text import fold, pinyin_forms
from lantai.holdings.catalogue.id_numbers import read_id_number
from lantai.holdings.catalogue.models import PersonEntry, Record, insert_keys
from lantai.holdings.catalogue.person_keys import keys_of, names_in
from lantai.holdings.catalogue.regions import regions
from lantai.holdings.catalogue.sealing import PersonKeys, SealedNumber, as_text, from_text, person_keys, seal, unseal
from lantai.holdings.catalogue.signals import persons_entered

_COLUMNS = (
    "record", "position", "name", "folded", "pinyin", "former_names", "role", "sex", "birth_text", "birth_year",
    "birth_key", "unit", "place", "id_cipher", "id_hash", "id_last4", "id_problem",
)  # fmt: skip
_TOLD = (
    "name", "role", "former_names", "sex", "birth_text", "unit", "place", "id_cipher", "id_hash", "id_last4",
    "id_problem",
)  # fmt: skip
_MALE, _FEMALE = {"男", "1", "M", "MALE", "男性"}, {"女", "2", "F", "FEMALE", "女性"}


@dataclass(frozen=True, slots=True)
class Person:
    """A person a record names, with what the list says of them. `id_number` is plain and lives in memory only."""

    name: str
    role: str = ""
    former_names: str = ""
    sex: str = ""
    birth: ArchivalDate | None = None
    id_number: str = field(default="", repr=False)
    unit: str = ""
    place: str = ""


def enter_persons(named: Iterable[tuple[Record, Sequence[Person]]]) -> list[PersonEntry]:
    """Enter persons for records that have none yet: part of the act that describes them, inside its transaction."""
    sealing_keys = person_keys()
    everybody = [(record, n, person) for record, persons in named for n, person in enumerate(persons)]
    rows = [_entry(record, n, person, sealing_keys) for record, n, person in everybody]
    entries = insert_described(PersonEntry, _COLUMNS, rows)
    for entry, (record, _, _) in zip(entries, everybody, strict=True):
        entry._state.fields_cache["record"] = record
    insert_keys((entry, entry_keys(entry)) for entry in entries)
    if entries:
        persons_entered.send(sender=PersonEntry, records={entry.record_id for entry in entries})
    return entries


def replace_persons(record: Record, persons: Sequence[Person]) -> list[PersonEntry]:
    """The persons of one record anew. Part of the act that changes its description: inside its transaction."""
    PersonEntry.objects.filter(record=record).delete()
    return enter_persons([(record, persons)])


def entry_keys(entry: PersonEntry) -> tuple[int, ...]:
    """Keys of the name and of every former name."""
    found = dict.fromkeys(keys_of(entry.name))
    if not entry.former_names:
        return tuple(found)
    for name in names_in(entry.former_names):
        found |= dict.fromkeys(keys_of(name))
    return tuple(found)


def persons_of(record: Record, keys: PersonKeys) -> tuple[Person, ...]:
    """A record's persons as entered, ID numbers in the clear: for acts that write them again, never for pages."""
    return tuple(
        Person(
            entry.name, entry.role, entry.former_names, entry.sex,
            parse_date(entry.birth_text) if entry.birth_text else None,
            unseal(sealed_of(entry), keys), entry.unit, entry.place,
        )
        for entry in record.persons.all()
    )  # fmt: skip


def _entry(record: Record, position: int, person: Person, keys: PersonKeys) -> tuple[Any, ...]:
    """In the order of `_COLUMNS`."""
    number = read_id_number(person.id_number, regions=regions())
    sealed = seal(number, keys)
    trusted = number if number and number.problem in {"", "region"} else None
    birth = person.birth
    birth_key = birth.key if birth and birth.key else trusted.birth_key if trusted else None
    return (
        record.pk,
        position,
        person.name[:80],
        fold(person.name)[:80],
        pinyin_column(person.name),
        person.former_names[:200],
        person.role[:40],
        sex_code(person.sex) or (trusted.sex if trusted else ""),
        birth.raw[:60] if birth else "",
        birth_key // 10000 if birth_key else None,
        birth_key,
        person.unit[:200],
        person.place[:200],
        sealed.cipher,
        sealed.hash,
        sealed.last4,
        sealed.problem,
    )


def pinyin_column(name: str) -> str:
    """Readings and initials with blanks between, as many as fit."""
    column = " ".join(pinyin_forms(name))
    return column if len(column) <= 400 else column[:400].rsplit(" ", 1)[0]


def sex_code(text: str) -> str:
    """1, 男, M → male; 2, 女, F → female; what is neither is not known."""
    word = fold(text).strip().upper()
    return "male" if word in _MALE else "female" if word in _FEMALE else ""


def sealed_of(entry: PersonEntry) -> SealedNumber:
    """The sealed number of an entry."""
    return SealedNumber(bytes(entry.id_cipher), entry.id_hash, entry.id_last4, entry.id_problem)


def person_as_json(person: Person) -> dict[str, Any]:
    """A person where only JSON can stand (plans, stored descriptions): what is known, and the ID number sealed."""
    data: dict[str, Any] = {
        name: value
        for name in ("name", "role", "former_names", "sex", "unit", "place")
        if (value := getattr(person, name))
    }
    if person.birth:
        data["birth"] = person.birth.raw
    if number := read_id_number(person.id_number, regions=regions()):
        data["id_number"] = as_text(seal(number, person_keys()))
    return data


def entry_as_json(entry: PersonEntry) -> dict[str, Any]:
    """An entry in the form of `person_as_json`, its number sealed as it lies there: nothing is opened for it."""
    return _as_json({name: getattr(entry, name) for name in _TOLD})


def entries_as_json(records: Iterable[int]) -> defaultdict[int, list[dict[str, Any]]]:
    """The same for the persons of many records, by the row ids of the records: one query."""
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = PersonEntry.objects.filter(record__in=records).order_by("record", "position")
    for row in rows.values("record_id", *_TOLD):
        found[row["record_id"]].append(_as_json(row))
    return found


def _as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {"birth": row["birth_text"]} if row["birth_text"] else {}
    told |= {name: value for name in ("name", "role", "former_names", "sex", "unit", "place") if (value := row[name])}
    if not row["id_cipher"]:
        return told
    sealed = SealedNumber(bytes(row["id_cipher"]), row["id_hash"], row["id_last4"], row["id_problem"])
    return told | {"id_number": as_text(sealed)}


def person_from_json(data: Any) -> Person:
    """The inverse of `person_as_json`; pairs of name and role were written by older versions."""
    if isinstance(data, list):
        return Person(*data)
    fields = dict(data)
    sealed = fields.pop("id_number", None)
    birth = fields.pop("birth", "")
    number = unseal(from_text(sealed), person_keys()) if sealed else ""
    return Person(**fields, birth=parse_date(birth) if birth else None, id_number=number)
