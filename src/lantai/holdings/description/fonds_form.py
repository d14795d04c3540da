"""The form of one fonds: guide, years, and the elements its level has. Shape and sentences, no saving."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from lantai.holdings.catalogue.elements import Need, element_set
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.description.forms import Box
from lantai.holdings.description.slots import NotSayable, Slot, merged, plain, slot_groups, tidy

_OWN = (("guide", "long_text"), ("year_from", "year"), ("year_to", "year"))
_KEPT_ELSEWHERE = {"code", "title", "date", "creator"}
"""Elements a fonds says by its code, its title, its years and its unit."""


def fonds_slots() -> tuple[Slot, ...]:
    """Guide and years, then the elements of the level that stand nowhere else. The first year is its date: 必著."""
    words = {"guide": _("Guide"), "year_from": _("From year"), "year_to": _("To year")}
    date = element_set().element("date")
    needs = {"year_from": date.need("fonds") if date else None}
    own = [Slot(name, words[name], kind, "identity", needs.get(name)) for name, kind in _OWN]
    further = [
        Slot(f"elements:{each.code}", each.label, each.kind, each.group, each.need("fonds"), each.choices, each.others)
        for each in element_set().at("fonds")
        if each.is_typed and each.kept not in _KEPT_ELSEWHERE
    ]
    return (*own, *further)


class FondsForm:
    """What can be said of a fonds besides its title; filled in from `data`, or as the fonds says it."""

    def __init__(self, fonds: Fonds, data: Mapping[str, Any] | None = None) -> None:
        self.fonds, self.data = fonds, data
        self.slots = fonds_slots()
        version = str(fonds.version if data is None else data.get("version", ""))
        self.version = int(version) if version.isdecimal() and len(version) < 10 else 0
        self.reason = "" if data is None else " ".join(str(data.get("reason", "")).split())[:200]

    def before(self, slot: Slot) -> str:
        """What the fonds says now."""
        value = self.fonds.elements.get(slot.inner) if slot.inner else getattr(self.fonds, slot.key)
        return plain(value)

    @cached_property
    def texts(self) -> dict[str, str]:
        data = self.data or {}
        typed = {slot.key: tidy(str(data[slot.key])) for slot in self.slots if slot.key in data}
        before = {slot.key: self.before(slot) for slot in self.slots}
        return {key: was if typed.get(key, was) == tidy(was) else typed.get(key, was) for key, was in before.items()}

    @cached_property
    def read(self) -> tuple[dict[str, Any], dict[str, str]]:
        """New values by key, and what is wrong by key."""
        values: dict[str, Any] = {}
        problems: dict[str, str] = {}
        for slot in self.slots:
            if (text := self.texts[slot.key]) == self.before(slot):
                continue
            if slot.need == Need.MUST and not text:
                problems[slot.key] = _("This must be described.")
            else:
                try:
                    values[slot.key] = slot.value(text)
                except NotSayable as refusal:
                    problems[slot.key] = str(refusal.params["problem"])
        return values, problems

    def both(self) -> list[tuple[str, str, str]]:
        """Where what is typed is not what it says now: (what, now, typed)."""
        told = ((slot.label, self.before(slot), self.texts[slot.key]) for slot in self.slots)
        return [each for each in told if each[1] != each[2]]

    @property
    def problems(self) -> list[tuple[str, str]]:
        slots = {slot.key: slot for slot in self.slots}
        return [(slots[key].label, problem) for key, problem in self.read[1].items()]

    @property
    def groups(self) -> list[tuple[str, list[Box]]]:
        return [(label, [self._box(slot) for slot in slots]) for label, slots in slot_groups(self.slots)]

    def _box(self, slot: Slot) -> Box:
        text, problem = self.texts[slot.key], self.read[1].get(slot.key, "")
        return Box(slot, text, problem, is_missing=slot.need == Need.MUST and not text)

    def values(self) -> dict[str, Any]:
        """What is new, as the act takes it."""
        values = merged(self.read[0])
        if "guide" in values:
            values["guide"] = values["guide"] or ""
        return values
