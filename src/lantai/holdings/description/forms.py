"""The form of one record, made from what its level and its type let be said. Shape and sentences, no saving."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zlib import crc32

from django.utils import timezone
from django.utils.translation import gettext as _

from lantai.base.common.dates import Precision, parse_date
from lantai.holdings.catalogue.elements import Need
from lantai.holdings.catalogue.models import Component, Record
from lantai.holdings.description.rows import (
    BLANK_ROWS,
    ComponentRow,
    PersonRow,
    component_rows,
    components_differ,
    number_doubts,
    person_rows,
    persons_differ,
    rebased,
    role_choices,
    sealed_again,
    typed_component,
    typed_components,
    typed_person,
    typed_persons,
)
from lantai.holdings.description.slots import NotSayable, Slot, merged, slot_groups, slots_of, tidy

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Box:
    """One slot with what stands in it, what is wrong with that, and what is still to be said."""

    slot: Slot
    text: str
    problem: str = ""
    reading: str = ""
    as_written: bool = False
    is_missing: bool = False

    @property
    def id(self) -> str:
        """For labels: keys may hold any character a header of a list holds."""
        return f"say-{crc32(self.slot.key.encode()):x}"

    @property
    def is_multiple(self) -> bool:
        return self.slot.is_long or len(self.text) > 200

    @property
    def rows(self) -> int:
        return min(12, max(2, len(self.text) // 60 + self.text.count("\n") + 1))

    @property
    def options(self) -> list[tuple[str, str]]:
        """What a choice shows; what stands there already is always among them."""
        codes = list(self.slot.choices)
        if self.text and self.text not in codes:
            codes.append(self.text)
        return [("", "—"), *((code, self.slot.shown(code)) for code in codes)]

    @property
    def is_select(self) -> bool:
        return bool(self.slot.choices) and (not self.slot.others or self.slot.kind == "retention")


def date_reading(text: str, year: int | None = None) -> str:
    """How a date is read, in words, for whoever types it."""
    if not text.strip():
        return ""
    date = parse_date(text, year_hint=year, latest=timezone.localdate())
    if date.problem == "impossible":
        return _("This is not a possible date.")
    if date.problem or date.start is None:
        return _("This cannot be read as a date.")
    if date.precision == Precision.DAY:
        return _("Read as %(date)s.") % {"date": date.normal}
    return _("Read as %(date)s: between %(first)s and %(last)s.") % {
        "date": date.normal, "first": date.start.isoformat(), "last": date.end.isoformat() if date.end else "",
    }  # fmt: skip


class RecordForm:
    """Everything that can be said of one record; filled in from `data` (what was posted), or as the record says it.

    What `data` does not mention stays as it is. A thing that must be said may stay unsaid where it was before: a
    record that came without a creator can still have its title corrected, and the form says what is missing.
    """

    def __init__(self, record: Record, data: Mapping[str, Any] | None = None, *, is_new: bool = False) -> None:
        self.record, self.is_new = record, is_new
        self.data = data
        self.slots = slots_of(record)
        self.version = record.version if data is None else _whole(data.get("version"))
        self.reason = "" if data is None else " ".join(str(data.get("reason", "")).split())[:LONGEST_REASON]

    @cached_property
    def texts(self) -> dict[str, str]:
        """What stands in each box."""
        return {slot.key: self._typed(slot) for slot in self.slots}

    def _typed(self, slot: Slot) -> str:
        before = slot.text(self.record)
        if self.data is None or slot.key not in self.data:
            return before
        text = str(self.data[slot.key]).replace("\0", "")
        return before if tidy(text) == tidy(before) else tidy(text)

    @cached_property
    def read(self) -> tuple[dict[str, Any], dict[str, str]]:
        """New values by key, and what is wrong by key."""
        values: dict[str, Any] = {}
        problems: dict[str, str] = {}
        for slot in self.slots:
            before, text = slot.text(self.record), self.texts[slot.key]
            if self.data is not None and slot.need == Need.MUST and not text and (before or self.is_new):
                problems[slot.key] = _("This must be described.")
            elif text != before:
                try:
                    values[slot.key] = slot.value(text, year=self._year, as_written=self.is_as_written)
                except NotSayable as refusal:
                    problems[slot.key] = str(refusal.params["problem"])
        return values, problems

    @property
    def is_as_written(self) -> bool:
        """Whether a date nobody can read is to be kept as it was written."""
        return self.data is not None and bool(self.data.get("as_written"))

    @property
    def _year(self) -> int | None:
        return _whole(self.texts.get("year")) or None

    @cached_property
    def groups(self) -> list[tuple[str, list[Box]]]:
        return [(label, [self._box(slot) for slot in slots]) for label, slots in slot_groups(self.slots)]

    def _box(self, slot: Slot) -> Box:
        text = self.texts[slot.key]
        problem = self.read[1].get(slot.key, "")
        is_missing = slot.need == Need.MUST and not text and not problem
        if slot.kind != "date":
            return Box(slot, text, problem, is_missing=is_missing)
        reading = "" if problem else date_reading(text, self._year)
        return Box(
            slot, text, problem, reading, as_written=bool(problem and text) or self.is_as_written, is_missing=is_missing
        )

    @cached_property
    def persons_before(self) -> list[PersonRow]:
        return person_rows(self.record, self.record.version) if self.record.pk else []

    @cached_property
    def persons(self) -> list[PersonRow]:
        """As typed, with numbers as they were typed: for the act."""
        if self.data is None or "persons" not in self.data:
            return self.persons_before
        return rebased(typed_persons(self.data), self.record)

    @cached_property
    def components_before(self) -> list[ComponentRow]:
        return component_rows(self.record, self.record.version) if self.record.pk else []

    @cached_property
    def components(self) -> list[ComponentRow]:
        if self.data is None or "components" not in self.data:
            return self.components_before
        return typed_components(self.data)

    @property
    def person_boxes(self) -> Iterator[tuple[int, PersonRow]]:
        """What stands in the form: the rows, numbers typed before sealed, and room for more."""
        return enumerate([*sealed_again(self.persons), *[PersonRow()] * self._room("persons")])

    @property
    def component_boxes(self) -> Iterator[tuple[int, ComponentRow]]:
        return enumerate([*self.components, *[ComponentRow()] * self._room("components")])

    def _room(self, name: str) -> int:
        return BLANK_ROWS + (4 if self.data is not None and f"more-{name}" in self.data else 0)

    @property
    def wants_more(self) -> bool:
        """Whether a button for more rows was pressed, and not the one that saves."""
        return self.data is not None and any(f"more-{name}" in self.data for name in ("persons", "components"))

    @property
    def has_components(self) -> bool:
        return self.record.level == Record.Level.ITEM

    @property
    def roles(self) -> list[tuple[str, str]]:
        return role_choices(self.record, self.persons)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [("", "—"), *((str(code), str(label)) for code, label in Component.Kind.choices)]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Everything that is wrong, with where it stands: for the head of the page."""
        slots = {slot.key: slot for slot in self.slots}
        found = [(slots[key].label, problem) for key, problem in self.read[1].items()]
        for label, rows in ((_("Persons"), self.persons), (_("Components"), self.components)):
            found += [(label, problem) for row in self._staying(rows) for problem in row.problems]
        return found

    def told_of(self, name: str) -> tuple[Sequence[str], Sequence[str]]:
        """What is wrong, and what is odd, with one thing as it stands: a slot by its key, or a row (`persons-0`)."""
        rows, _sign, number = name.partition("-")
        at = f"{rows}-{_whole(number)}-"
        if rows == "persons":
            row = typed_person(self.data or {}, at)
            return row.problems, () if row.problems else number_doubts([row])
        if rows == "components":
            return typed_component(self.data or {}, at).problems, ()
        problem = self.read[1].get(name, "")
        return [problem] if problem else [], ()

    @staticmethod
    def _staying(rows: Sequence[Any]) -> list[Any]:
        return [row for row in rows if not row.gone]

    def values(self) -> dict[str, Any]:
        """What is new, as the act takes it: rows of persons, and of components as the catalogue keeps them."""
        values = merged(self.read[0])
        if persons_differ(self.persons, self.persons_before):
            values["persons"] = tuple(self._staying(self.persons))
        if self.has_components and components_differ(self.components, self.components_before):
            values["components"] = tuple(row.said() for row in self._staying(self.components))
        return values


def _whole(text: Any) -> int:
    """A whole number, or 0."""
    return int(text) if str(text).isdecimal() and len(str(text)) < 10 else 0
