"""The levels and who reaches which, read from `identity.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lantai.holdings.catalogue.data_files import BadDataFile, read_data_file
from lantai.holdings.catalogue.record_types import label_of
from lantai.services.enquiries.data import LABELS, Named

FILE = Path(__file__).with_name("identity.yaml")
_CODE: dict[str, Any] = {"type": "string", "pattern": "^[a-z_]{1,20}$"}
_LEVEL = {"code": _CODE, "labels": LABELS}


def _rows(properties: Mapping[str, Any]) -> dict[str, Any]:
    shape = {"type": "object", "required": list(properties), "additionalProperties": False, "properties": properties}
    return {"type": "array", "minItems": 1, "items": shape}


SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["schema", "version", "levels", "providers"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": {"type": "integer", "minimum": 1},
        "levels": _rows(_LEVEL),
        "providers": _rows(_LEVEL | {"level": _CODE}),
    },
}
DEFAULT = "reviewed"
"""What a matter needs that says nothing of it."""


@cache
def levels() -> Mapping[str, Named]:
    """By code, from the least to the highest."""
    rows = read_data_file(FILE, SCHEMA)["levels"]
    return MappingProxyType({row["code"]: Named(row["code"], row["labels"]) for row in rows})


def rank(code: str) -> int:
    """How high a level is; a level a later edition has dropped is none."""
    return list(levels()).index(code) if code in levels() else 0


def level_label(code: str) -> str:
    return levels()[code].label if code in levels() else next(iter(levels().values())).label


@cache
def _providers() -> Mapping[str, Mapping[str, Any]]:
    rows = read_data_file(FILE, SCHEMA)["providers"]
    if strangers := sorted({row["level"] for row in rows} - set(levels())):
        raise BadDataFile(FILE, 1, f"providers reach what is no level: {', '.join(strangers)}")
    return MappingProxyType({row["code"]: row for row in rows})


def level_reached(provider: str) -> str:
    """The level of who passes it."""
    return str(_providers()[provider]["level"])


def provider_label(code: str) -> str:
    known = _providers().get(code)
    return label_of(known["labels"]) if known else code
