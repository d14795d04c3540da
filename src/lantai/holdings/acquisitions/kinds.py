"""Kinds of acquisition, units and media as data: what each kind asks for before it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.catalogue.record_types import label_of

FILE = Path(__file__).parent / "kinds.yaml"
_CODE: dict[str, Any] = {"type": "string", "pattern": "^[a-z][a-z_]*$", "maxLength": 20}
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
LABELS: dict[str, Any] = {"type": "object", "required": ["zh", "en"], "properties": {"zh": _TEXT, "en": _TEXT}}
_FLAGS = ("asks_price", "asks_agreement", "asks_term", "stays_owners", "certificate")


def _rows(**more: Any) -> dict[str, Any]:
    row = {
        "type": "object",
        "required": ["code", "labels", *more],
        "additionalProperties": False,
        "properties": {"code": _CODE, "labels": LABELS, **more},
    }
    return {"type": "array", "items": row, "minItems": 1}


COUNTS = ("volumes", "items", "photographs", "recordings", "objects")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["schema", "version", "remind_days_before", "periods", "kinds", "units", "media"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": {"type": "integer", "minimum": 1},
        "remind_days_before": {"type": "integer", "minimum": 1, "maximum": 3650},
        "periods": {"type": "array", "items": _TEXT},
        "kinds": _rows(
            number_of_opinions={"type": "integer", "minimum": 0, "maximum": 20},
            **{flag: {"type": "boolean"} for flag in _FLAGS},
        ),
        "units": _rows(counts_as={"enum": list(COUNTS)}),
        "media": _rows(),
    },
}


@dataclass(frozen=True, slots=True)
class Named:
    """A code of the data with its labels."""

    code: str
    labels: Mapping[str, str]

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return label_of(self.labels)


@dataclass(frozen=True, slots=True)
class AcquisitionKind(Named):
    """One way to acquire, and what it asks for."""

    number_of_opinions: int
    asks_price: bool
    asks_agreement: bool
    asks_term: bool
    stays_owners: bool
    certificate: bool


@dataclass(frozen=True, slots=True)
class Unit(Named):
    """In what things are counted, and as what the annual return counts them."""

    counts_as: str


@cache
def _told() -> dict[str, Any]:
    return read_data_file(FILE, SCHEMA)


@cache
def kinds() -> Mapping[str, AcquisitionKind]:
    return MappingProxyType({each["code"]: AcquisitionKind(**each) for each in _told()["kinds"]})


@cache
def units() -> Mapping[str, Unit]:
    return MappingProxyType({each["code"]: Unit(**each) for each in _told()["units"]})


@cache
def media() -> Mapping[str, Named]:
    return MappingProxyType({each["code"]: Named(**each) for each in _told()["media"]})


def periods() -> tuple[str, ...]:
    """Periods of history as one of the definitions in use has them (上海市红色资源条例 and the like)."""
    return tuple(_told()["periods"])


def remind_days_before() -> int:
    return int(_told()["remind_days_before"])


def choices(named: Mapping[str, Any]) -> list[tuple[str, str]]:
    """For a field to choose from."""
    return [(each.code, each.label) for each in named.values()]
