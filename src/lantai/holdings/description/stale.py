"""A form that was overtaken: what was said before, what this person typed, what somebody else saved, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lantai.holdings.catalogue.models import Record
from lantai.holdings.description.forms import RecordForm
from lantai.holdings.description.past import text_now, texts_at
from lantai.holdings.description.rows import ComponentRow, PersonRow, component_rows, person_rows
from lantai.holdings.description.slots import SAID_BY_ROWS, label_of_key, shown, tidy
from lantai.holdings.description.wording import Stretch, difference

CHOICES = ("mine", "theirs", "before")


@dataclass(frozen=True, slots=True)
class Contest:
    """One thing of which there are different texts. `chosen` is empty where both changed it: a person decides."""

    key: str
    before: str
    mine: str
    theirs: str

    @property
    def label(self) -> str:
        return label_of_key(self.key)

    @property
    def is_by_rows(self) -> bool:
        return self.key in SAID_BY_ROWS

    @property
    def chosen(self) -> str:
        return "theirs" if self.mine == self.before else "mine" if self.theirs == self.before else ""

    @property
    def texts(self) -> list[tuple[str, str, tuple[Stretch, ...]]]:
        """(choice, text, how it differs from before)."""
        every = ((name, getattr(self, name)) for name in CHOICES)
        return [(name, text, difference(shown(self.key, self.before), shown(self.key, text))) for name, text in every]


def contests(form: RecordForm) -> list[Contest]:
    """Where what was typed and what the record says now are not the same, the undecided first."""
    record = form.record
    keys = [slot.key for slot in form.slots] + list(SAID_BY_ROWS)
    before = texts_at(record, max(form.version, 1), keys)
    typed = _typed(form, before)
    found = [Contest(key, before[key], typed[key], text_now(record, key)) for key in keys]
    return sorted((each for each in found if each.mine != each.theirs), key=lambda each: each.chosen)


def _typed(form: RecordForm, before: Mapping[str, str]) -> dict[str, str]:
    """What was typed, by key; where nothing was, what the form was made from."""
    data: Mapping[str, Any] = form.data or {}
    typed = {}
    for key, was in before.items():
        text = tidy(str(data[key])) if key in data and key not in SAID_BY_ROWS else was
        typed[key] = was if tidy(was) == text else text
    if "persons" in data:
        typed["persons"] = "\n".join(row.line() for row in form.persons if not row.gone)
    if "components" in data:
        typed["components"] = "\n".join(row.line() for row in form.components if not row.gone)
    return typed


def decided(data: Mapping[str, Any], record: Record) -> dict[str, Any]:
    """What was posted with the choices between texts carried out: the chosen text stands where it was typed."""
    settled = dict(data)
    for key in [key[6:] for key in data if key.startswith("other:")]:
        choice = data.get(f"choose:{key}", "mine")
        if choice in ("theirs", "before"):
            settled[key] = data.get(f"{'other' if choice == 'theirs' else 'before'}:{key}", "")
    for name in SAID_BY_ROWS:
        choice = data.get(f"choose:{name}", "mine")
        if choice in ("theirs", "before"):
            was = data.get("before-version", "")
            version = int(was) if choice == "before" and was.isdecimal() and len(was) < 10 else record.version
            _put_rows(settled, name, record, version)
    return settled


def _put_rows(data: dict[str, Any], name: str, record: Record, version: int) -> None:
    for key in [key for key in data if key.startswith(f"{name}-")]:
        del data[key]
    rows: Sequence[PersonRow | ComponentRow] = component_rows(record, version)
    if name == "persons":
        rows = person_rows(record, version)
    for n, row in enumerate(rows):
        for part in row.__slots__:
            value = getattr(row, part)
            if isinstance(value, str) and value:
                data[f"{name}-{n}-{part}"] = value
