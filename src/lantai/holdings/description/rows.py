"""Persons and components as rows of a form: as they are, as they were typed, and whether anything is new in them.

An ID number that is kept is never in a form: its row says where it is kept, "version-position". One that has just been
typed comes back sealed when the form is shown again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lantai.base.common.dates import parse_date
from lantai.base.common.findings import Severity
from lantai.holdings.catalogue.actions import Person
from lantai.holdings.catalogue.id_numbers import findings_of, read_id_number
from lantai.holdings.catalogue.labels import PARTY
from lantai.holdings.catalogue.models import Component, Record
from lantai.holdings.catalogue.record_types import record_types, role_labels
from lantai.holdings.catalogue.regions import regions
from lantai.holdings.catalogue.sealing import SealBroken, as_text, from_text, person_keys, seal, unseal
from lantai.holdings.description.past import component_line, components_at, person_line, persons_at, said_since

MOST_ROWS = 400
BLANK_ROWS = 1
_TOLD = {"name": 80, "role": 40, "former_names": 200, "sex": 10, "birth": 60, "unit": 200, "place": 200}
_PLACE = re.compile(r"(\d{1,9})-(\d{1,4})")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as typed. `was` says where the number is kept; `typed` is a new one, `sealed` one typed before."""

    name: str = ""
    role: str = ""
    former_names: str = ""
    sex: str = ""
    birth: str = ""
    unit: str = ""
    place: str = ""
    was: str = ""
    last4: str = ""
    typed: str = field(default="", repr=False)
    sealed: str = ""
    forgets: bool = False
    gone: bool = False
    problems: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not any((self.name, self.former_names, self.birth, self.unit, self.place, self.typed, self.sealed))

    def told(self) -> tuple[str, ...]:
        return tuple(getattr(self, name) for name in _TOLD)

    def line(self) -> str:
        """As versions show it."""
        told = {name: value for name, value in zip(_TOLD, self.told(), strict=True) if value}
        return person_line({"name": "", **told, "id_number": {"last4": self.last4}})

    def person(self, record: Record) -> Person:
        """With the number in the clear: for the act that writes it, never for a page."""
        more = {name: getattr(self, name) for name in _TOLD if name != "birth"}
        birth = parse_date(self.birth) if self.birth else None
        return Person(**more, birth=birth, id_number=self._number(record))

    def _number(self, record: Record) -> str:
        if self.typed or self.forgets:
            return self.typed
        try:
            if self.sealed:
                return unseal(from_text(json.loads(self.sealed)), person_keys())
            place = _PLACE.fullmatch(self.was)
            told = persons_at(record, int(place[1]))[int(place[2])] if place else {}
            kept = told.get("id_number") if isinstance(told, dict) else None
            return unseal(from_text(kept), person_keys()) if kept else ""
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise SealBroken from error


def person_rows(record: Record, version: int) -> list[PersonRow]:
    """Everybody a version names."""
    rows = []
    for n, told in enumerate(persons_at(record, version)):
        last4 = (told.get("id_number") or {}).get("last4", "")
        more: dict[str, Any] = {name: told.get(name, "") for name in _TOLD}
        rows.append(PersonRow(**more, was=f"{version}-{n}", last4=last4))
    return rows


def typed_persons(data: Mapping[str, Any]) -> list[PersonRow]:
    """The rows of a form as they were filled in, each with what is wrong in it; blank ones are left out."""
    rows = [typed_person(data, f"persons-{n}-") for n in _numbers(data, "persons")]
    return [row for row in rows if not row.is_blank]


def typed_person(data: Mapping[str, Any], at: str) -> PersonRow:
    """One row as it was filled in, with what is wrong in it. `at`: what the names of its boxes begin with."""
    said: dict[str, Any] = {name: " ".join(str(data.get(at + name, "")).split())[:most] for name, most in _TOLD.items()}
    typed = str(data.get(at + "number", "")).strip()[:40]
    flags: dict[str, Any] = {name: bool(data.get(at + name)) for name in ("forgets", "gone")}
    row = PersonRow(
        **said, was=str(data.get(at + "was", ""))[:16], last4=str(data.get(at + "last4", ""))[:4], typed=typed,
        sealed=str(data.get(at + "sealed", ""))[:600], **flags,
    )  # fmt: skip
    return row if row.gone or row.is_blank else replace(row, problems=tuple(_problems(row)))


def _problems(row: PersonRow) -> Iterable[str]:
    if not row.name:
        yield _("A person has a name.")
    birth = parse_date(row.birth, latest=timezone.localdate()) if row.birth else None
    if birth and birth.problem:
        yield _("“%(text)s” cannot be read as a date.") % {"text": row.birth}
    number = read_id_number(row.typed, regions=regions())
    if number and any(each.severity == Severity.ERROR for each in findings_of(number, name=row.name, path="")):
        yield _("This is not a whole ID number.")


def rebased(rows: Sequence[PersonRow], record: Record) -> list[PersonRow]:
    """Rows of an older form whose persons nobody has changed since: they are those of now."""
    found, unchanged = [], {record.version: True}
    for row in rows:
        place = _PLACE.fullmatch(row.was)
        version = int(place[1]) if place else record.version
        if version not in unchanged:
            unchanged[version] = "persons" not in said_since(record, version)
        is_old = place is not None and unchanged[version]
        found.append(replace(row, was=f"{record.version}-{place[2]}") if place and is_old else row)
    return found


def number_doubts(rows: Iterable[PersonRow]) -> list[str]:
    """What is odd about numbers that were typed: they are kept as they were written, and it is told."""
    told = []
    for row in rows:
        number = read_id_number(row.typed, regions=regions())
        if number:
            birth = parse_date(row.birth).start if row.birth else None
            told += [each.sentence() for each in findings_of(number, name=row.name, path="", birth=birth)]
    return told


def sealed_again(rows: Iterable[PersonRow]) -> list[PersonRow]:
    """For a form that is shown again: what was typed is sealed, the last four stay."""
    found = []
    for row in rows:
        number = read_id_number(row.typed, regions=regions())
        if number:
            token = json.dumps(as_text(seal(number, person_keys())))
            row = replace(row, typed="", sealed=token, last4=number.last4)
        found.append(row)
    return found


def persons_differ(rows: Sequence[PersonRow], before: Sequence[PersonRow]) -> bool:
    """Whether the rows say anything else than those they were made from."""
    stay = [row for row in rows if not row.gone]
    if len(stay) != len(before) or any(row.typed or row.sealed or row.forgets for row in stay):
        return True
    return any((one.told(), one.was) != (other.told(), other.was) for one, other in zip(stay, before, strict=True))


def role_choices(record: Record, rows: Iterable[PersonRow]) -> list[tuple[str, str]]:
    """The roles of the type, party, and whatever is there."""
    kind = record_types().get(record.record_type)
    choices = {"": "—", **{role.code: role.label for role in (kind.roles if kind else ())}, "party": str(PARTY)}
    known = role_labels()
    for row in rows:
        choices.setdefault(row.role, known[row.role]["zh"] if row.role in known else row.role)
    return list(choices.items())


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """One component as typed. Pages are texts until they are read."""

    order: str = ""
    kind: str = ""
    title: str = ""
    page_from: str = ""
    page_to: str = ""
    note: str = ""
    gone: bool = False
    problems: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not any((self.kind, self.title, self.page_from, self.page_to, self.note))

    def said(self) -> dict[str, Any]:
        """As `change_records` takes it."""
        pages = {name: int(text) for name in ("page_from", "page_to") if (text := getattr(self, name))}
        texts = {name: text for name in ("title", "note") if (text := getattr(self, name))}
        return {"kind": self.kind, **texts, **pages}

    def texts(self) -> tuple[str, ...]:
        return (self.kind, self.title, self.page_from, self.page_to, self.note)

    def line(self) -> str:
        is_kind = self.kind in Component.Kind.values
        told = {name: text for name in ("title", "page_from", "page_to", "note") if (text := getattr(self, name))}
        return component_line({"kind": self.kind if is_kind else Component.Kind.OTHER, **told})


def component_rows(record: Record, version: int) -> list[ComponentRow]:
    """The components of a version, numbered in their order."""
    rows = []
    for n, told in enumerate(components_at(record, version), 1):
        texts: dict[str, Any] = {name: str(value) for name, value in told.items()}
        rows.append(ComponentRow(order=str(n), **texts))
    return rows


def typed_components(data: Mapping[str, Any]) -> list[ComponentRow]:
    """The rows as they were filled in, in the order that was typed; blank ones are left out."""
    rows = [typed_component(data, f"components-{n}-") for n in _numbers(data, "components")]
    filled = [row for row in rows if not row.is_blank]
    return sorted(filled, key=lambda row: int(row.order) if row.order.isdecimal() else MOST_ROWS + 1)


def typed_component(data: Mapping[str, Any], at: str) -> ComponentRow:
    """One row as it was filled in, as `typed_person`."""
    said: dict[str, Any] = {
        name: " ".join(str(data.get(at + name, "")).split())[:most]
        for name, most in {"order": 4, "kind": 20, "title": 500, "page_from": 7, "page_to": 7, "note": 500}.items()
    }
    row = ComponentRow(**said, gone=bool(data.get(at + "gone")))
    return row if row.gone or row.is_blank else replace(row, problems=tuple(_component_problems(row)))


def _component_problems(row: ComponentRow) -> Iterable[str]:
    if row.kind not in Component.Kind.values:
        yield _("Say what kind of component it is.")
    pages = [text for text in (row.page_from, row.page_to) if text]
    if not all(text.isdecimal() and len(text) < 7 for text in pages):
        yield _("Pages are whole numbers.")
    elif row.page_to and (not row.page_from or int(row.page_to) < int(row.page_from)):
        yield _("It cannot end on an earlier page than it begins on.")


def components_differ(rows: Sequence[ComponentRow], before: Sequence[ComponentRow]) -> bool:
    """Whether the rows say anything else than those they were made from, their order included."""
    return [row.texts() for row in rows if not row.gone] != [row.texts() for row in before]


def _numbers(data: Mapping[str, Any], name: str) -> list[int]:
    """Which rows a form has, in their order."""
    found = {int(m[1]) for key in data if (m := re.fullmatch(rf"{name}-(\d{{1,4}})-\w+", str(key)))}
    return sorted(found)[:MOST_ROWS]
