"""What can be said of a record, each as one text under one key: elements of DA/T 18-2022, the year, fields of the type.

A key is the name of what keeps it (`title`, `date`, `year`), or `elements:` or `fields:` and the name inside that.
Forms, versions, changes of many records and sheets of cells all speak of the same keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, gettext_noop

from lantai.base.common.dates import ArchivalDate, parse_date
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions import TEXTS
from lantai.holdings.catalogue.elements import Element, Need, element_set
from lantai.holdings.catalogue.labels import field_label, retention_label, type_label
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.models.record import PERSONAL_NUMBER
from lantai.holdings.catalogue.record_types import TypeField, label_of, record_types
from lantai.holdings.catalogue.secrecy import is_classified
from lantai.holdings.imports.describing import retention_code

LONGEST = 10_000
"""Of what has no column of its own length."""
SAID_BY_ROWS = ("persons", "components")
WORDS_OF: Mapping[str, str | Promise] = {
    "year": gettext_lazy("Year"),
    "record_type": gettext_lazy("Record type"),
    "persons": gettext_lazy("Persons"),
    "parent": gettext_lazy("Volume it lies in"),
    "series": gettext_lazy("Class"),
    "components": gettext_lazy("Components"),
}
SECRECY = ("公开", "国内", "内部", "限制")
OLDER_TERMS = ("长期", "短期")
_RETENTION = re.compile(rf"Y|D[1-9]\d{{0,2}}|{'|'.join(OLDER_TERMS)}")
_KEPT_AS = {"pages_declared": "number", "date": "date", "retention": "retention"}


class NotSayable(ArchiveError):
    """A text that cannot stand where it was typed."""

    code = "description.not_sayable"
    message = gettext_noop("%(what)s: %(problem)s")
    hint = gettext_noop("Correct it and save again; nothing has been changed.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that can be said. `need` is what the level makes of it; `choices` are offered, `others` allowed too."""

    key: str
    label: str
    kind: str
    group: str
    need: Need | None = None
    choices: tuple[str, ...] = ()
    others: bool = True
    longest: int = LONGEST
    is_sensitive: bool = False

    @property
    def name(self) -> str:
        """The name of what keeps it."""
        return self.key.partition(":")[0]

    @property
    def inner(self) -> str:
        """The name inside `elements` or `fields`; empty for what is kept by itself."""
        return self.key.partition(":")[2]

    @property
    def is_long(self) -> bool:
        return self.kind in {"long_text", "list"}

    def text(self, record: Record) -> str:
        """What is said now."""
        return text_at(record, self.key)

    def shown(self, text: str) -> str:
        """The text in words, where it is a code."""
        return shown(self.key, text)

    def code_of(self, text: str) -> str:
        """The code for a word that stands for one, on pages in either language or on paper; else the text."""
        if self.kind == "retention":
            return retention_code(next((code for code in self.choices if self.shown(code) == text), text))
        if self.kind == "type":
            kinds = record_types().values()
            return next((kind.code for kind in kinds if text in kind.labels.values()), text)
        return text

    def value(self, text: str, *, year: int | None = None, as_written: bool = False) -> Any:
        """What is kept for a text. Raises `NotSayable`. `as_written`: a date nobody can read is kept as text."""
        text = tidy(text) if self.is_long else " ".join(text.split())
        if len(text) > self.longest:
            raise self._refusal(_("at most %(most)s characters.") % {"most": self.longest})
        if not text:
            return self._nothing()
        match self.kind:
            case "number" | "year":
                return self._number(text)
            case "date":
                return self._date(text, year, as_written=as_written)
            case "list":
                return [line for line in text.splitlines() if line.strip()]
            case "retention":
                return self._retention(text)
        text = self.code_of(text)
        if self.key == "secrecy" and is_classified(text):
            raise self._refusal(_("classified records are not kept in this system."))
        if self.choices and not self.others and text not in self.choices:
            raise self._refusal(_("“%(text)s” is not one of the choices.") % {"text": text})
        return text

    def _nothing(self) -> Any:
        if self.key == "title":
            raise self._refusal(_("a record cannot be without a title."))
        return parse_date("") if self.kind == "date" else None if self.inner or self.kind in {"number", "year"} else ""

    def _retention(self, text: str) -> str:
        code = self.code_of(text)
        if not _RETENTION.fullmatch(code):
            raise self._refusal(_("“%(text)s” is no retention: write 永久, 30年, 10年 or the like.") % {"text": text})
        return code

    def _number(self, text: str) -> int:
        if not text.isdecimal() or len(text) > 6:
            raise self._refusal(_("“%(text)s” is not a whole number.") % {"text": text})
        number = int(text)
        if self.kind == "year" and not 1 <= number <= timezone.localdate().year + 1:
            raise self._refusal(_("“%(text)s” is not a year.") % {"text": text})
        return number

    def _date(self, text: str, year: int | None, *, as_written: bool) -> ArchivalDate:
        date = parse_date(text, year_hint=year, latest=timezone.localdate())
        if date.problem == "impossible" and not as_written:
            raise self._refusal(_("“%(text)s” is not a possible date.") % {"text": text})
        if date.problem and not as_written:
            raise self._refusal(_("“%(text)s” cannot be read as a date.") % {"text": text})
        return date

    def _refusal(self, problem: str) -> NotSayable:
        return NotSayable(what=self.label, problem=problem)


def tidy(text: str) -> str:
    """One kind of line ends, none at the end; browsers send their own."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()


def slots_of(record: Record) -> tuple[Slot, ...]:
    """Everything that can be said of this record, in the order of the rules; the year after the date, the type last.

    ID numbers are never among them: a person's is sealed, and a list's column of them is not shown or kept here.
    """
    found: list[Slot] = []
    for element in element_set().at(record.level):
        if element.is_typed and element.kept not in {"code", "persons"}:
            found.append(_slot_of(element, record.level))
        if element.kept == "date":
            found.append(Slot("year", str(WORDS_OF["year"]), "year", element.group, longest=4))
    types = tuple(record_types())
    found.append(Slot("record_type", str(WORDS_OF["record_type"]), "type", "type", choices=types, others=False))
    return (*found, *field_slots(record))


def field_slots(record: Record) -> tuple[Slot, ...]:
    """What its type asks for, then what its list said under headers of its own."""
    kind = record_types().get(record.record_type)
    names = [name for name in record.fields if _is_plain(record.fields[name])]
    taken: dict[str, TypeField] = {}
    for asked in kind.fields if kind else ():
        if kind and asked.kind != "id_number":
            taken[kind.header_of(asked, names)] = asked
    rest = [name for name in names if name not in taken]
    found = [_field_slot(name, asked) for name, asked in taken.items()]
    found += [Slot(f"fields:{name}", field_label(name), "text", "fields") for name in rest]
    return tuple(slot for slot in found if not PERSONAL_NUMBER.search(slot.inner))


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _field_slot(name: str, asked: TypeField) -> Slot:
    choices = tuple(labels["zh"] for labels in asked.choices.values())
    need = Need.MUST if asked.required else Need.MAY
    kind = asked.kind if asked.kind == "number" else "text"
    return Slot(f"fields:{name}", asked.label, kind, "type", need, choices, is_sensitive=asked.sensitive)


def _slot_of(element: Element, level: str) -> Slot:
    key = element.kept or f"elements:{element.code}"
    kind = _KEPT_AS.get(key, element.kind)
    longest = TEXTS.get(key) or {"date": 100, "number": 6}.get(kind, LONGEST)
    slot = Slot(key, element.label, kind, element.group, element.need(level), element.choices, element.others, longest)
    if key == "retention":
        return replace(slot, choices=retention_choices(), others=True)
    return replace(slot, choices=SECRECY, others=True) if key == "secrecy" else slot


def retention_choices() -> tuple[str, ...]:
    """Codes: those of the rules in force, those the record types name, and the two terms of the older rule."""
    named = {kind.retention for kind in record_types().values() if kind.retention}
    terms = sorted({*named, "D10", "D30"} - {"Y"}, key=lambda code: -int(code[1:]))
    return ("Y", *terms, *OLDER_TERMS)


def slot_groups(slots: Iterable[Slot]) -> list[tuple[str, list[Slot]]]:
    """With the name of each group, in the order in which they first stand."""
    found: dict[str, list[Slot]] = {}
    for slot in slots:
        found.setdefault(slot.group, []).append(slot)
    return [(group_label(code), each) for code, each in found.items()]


def group_label(code: str) -> str:
    groups = element_set().groups
    if code in groups:
        return label_of(groups[code])
    return _("Record type and its fields") if code == "type" else _("Further columns of the list")


def text_at(record: Record, key: str) -> str:
    """What a record says under a key now."""
    name, _sign, inner = key.partition(":")
    if name == "date":
        return record.date_text
    value = getattr(record, name)
    return plain(value.get(inner) if inner else value)


def plain(value: Any) -> str:
    """Anything kept, as text: lists line by line."""
    if value is None:
        return ""
    return "\n".join(str(each) for each in value) if isinstance(value, list | tuple) else str(value)


def shown(key: str, text: str) -> str:
    """A text in words, where it is a code."""
    if key == "retention":
        return retention_label(text)
    return type_label(text) if key == "record_type" else text


def label_of_key(key: str) -> str:
    """The word for a key, whatever record it is asked of: versions may speak of what is not asked any more."""
    name, _sign, inner = key.partition(":")
    if name in WORDS_OF:
        return str(WORDS_OF[name])
    for element in element_set().elements:
        if element.kept == key or (name == "elements" and element.code == inner):
            return element.label
    return inner or name


def merged(said: Mapping[str, Any]) -> dict[str, Any]:
    """Values by key as `change_records` takes them."""
    values: dict[str, Any] = {}
    for key, value in said.items():
        name, _sign, inner = key.partition(":")
        if inner:
            values.setdefault(name, {})[inner] = value
        else:
            values[name] = value
    return values
