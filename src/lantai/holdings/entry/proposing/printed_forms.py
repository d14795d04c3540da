"""Printed forms as data: which words a form prints beside its blanks, and how they stand. A file a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from lantai.holdings.catalogue.data_files import BadDataFile, read_data_file
from lantai.holdings.catalogue.record_types import record_types

FOLDER = Path(__file__).parent.parent / "printed_forms"
_CODE = {"type": "string", "pattern": "^[a-z][a-z_]*$"}
_WORDS = {"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": True}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["schema", "code", "version", "record_type", "layout", "titles"],
    "properties": {
        "schema": {"const": 1},
        "code": _CODE,
        "version": {"type": "integer", "minimum": 1},
        "record_type": _CODE,
        "layout": {"enum": ["columns", "pairs", "table"]},
        "titles": _WORDS,
        "labels": {"type": "object", "additionalProperties": _WORDS},
        "roles": {"type": "object", "additionalProperties": _WORDS},
        "others": _WORDS,
        "foot": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"date": _CODE, "unit": _CODE, "ends": _WORDS},
        },
    },
}


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """One form. `labels`: place (a field's code, or `person.birth`) → the words printed for it, besides those its
    record type has for lists. `others`: words that are printed and asked for by nothing here, so that they end a value.

    `roles`: heads of columns by role. `foot`: what stands below the form at the right: a date, who signed.
    """

    code: str
    version: int
    record_type: str
    layout: str
    titles: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    foot: Mapping[str, Any] = field(default_factory=dict)


def read_form(path: Path) -> PrintedForm:
    """One file. Raises `BadDataFile`, too for a record type or a field that does not exist."""
    data = read_data_file(path, SCHEMA)
    kind = record_types().get(data["record_type"])
    if kind is None:
        raise BadDataFile(path, 1, f"there is no record type {data['record_type']}")
    known = {each.code for each in kind.fields} | {role.code for role in kind.roles}
    named = {name for name in data.get("labels", {}) if not name.startswith("person.")}
    named |= set(data.get("roles", {})) | {
        data["foot"][name] for name in ("date", "unit") if name in data.get("foot", {})
    }
    if strangers := sorted(named - known):
        raise BadDataFile(path, 1, f"neither field nor role of {kind.code}: {', '.join(strangers)}")
    return PrintedForm(
        data["code"],
        data["version"],
        data["record_type"],
        data["layout"],
        tuple(data["titles"]),
        {name: tuple(words) for name, words in data.get("labels", {}).items()},
        {name: tuple(words) for name, words in data.get("roles", {}).items()},
        tuple(data.get("others", ())),
        data.get("foot", {}),
    )


@cache
def printed_forms(record_type: str) -> tuple[PrintedForm, ...]:
    """The forms known for a record type, in the order of their files."""
    forms = [read_form(path) for path in sorted(FOLDER.glob("*.yaml"))]
    return tuple(form for form in forms if form.record_type == record_type)
