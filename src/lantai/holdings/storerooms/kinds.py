"""Kinds of places as data: what a room is divided into, and where boxes may stand. Archives differ in both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.catalogue.record_types import label_of

FILE = Path(__file__).parent / "place_kinds.yaml"
_CODE: dict[str, Any] = {"type": "string", "pattern": "^[a-z][a-z_]*$", "maxLength": 20}
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 40}
_KIND: dict[str, Any] = {
    "type": "object",
    "required": ["code", "labels", "within", "holds"],
    "additionalProperties": False,
    "properties": {
        "code": _CODE,
        "labels": {"type": "object", "required": ["zh", "en"], "properties": {"zh": _TEXT, "en": _TEXT}},
        "within": {"type": "array", "items": _CODE, "uniqueItems": True},
        "holds": {"type": "boolean"},
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["version", "kinds"],
    "additionalProperties": False,
    "properties": {
        "version": {"type": "integer", "minimum": 1},
        "kinds": {"type": "array", "items": _KIND, "minItems": 2},
    },
}


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """One kind: what it may lie within (a kind within nothing is a room), and whether it holds boxes."""

    code: str
    labels: Mapping[str, str]
    within: tuple[str, ...]
    holds: bool

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return label_of(self.labels)


@cache
def place_kinds() -> Mapping[str, PlaceKind]:
    """Every kind by its code, from the room inwards."""
    told = read_data_file(FILE, SCHEMA)["kinds"]
    kinds = (PlaceKind(each["code"], each["labels"], tuple(each["within"]), each["holds"]) for each in told)
    return MappingProxyType({kind.code: kind for kind in kinds})


def rooms() -> tuple[str, ...]:
    """The kinds that lie within nothing."""
    return tuple(kind.code for kind in place_kinds().values() if not kind.within)


def holding() -> tuple[str, ...]:
    """The kinds on which boxes may stand."""
    return tuple(kind.code for kind in place_kinds().values() if kind.holds)
