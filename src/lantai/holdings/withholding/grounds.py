"""Grounds of withholding as data: which codes a decision may give, and the words the public reads for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.catalogue.record_types import label_of

FILE = Path(__file__).parent / "grounds.yaml"
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
_GROUND: dict[str, Any] = {
    "type": "object",
    "required": ["code", "labels"],
    "additionalProperties": False,
    "properties": {
        "code": {"type": "string", "pattern": "^R[0-9][a-z]?$"},
        "labels": {"type": "object", "required": ["zh", "en"], "properties": {"zh": _TEXT, "en": _TEXT}},
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["version", "grounds"],
    "additionalProperties": False,
    "properties": {
        "version": {"type": "integer", "minimum": 1},
        "grounds": {"type": "array", "items": _GROUND, "minItems": 1},
    },
}


@cache
def grounds() -> Mapping[str, Mapping[str, str]]:
    """The labels of every ground by its code."""
    told = read_data_file(FILE, SCHEMA)["grounds"]
    return MappingProxyType({each["code"]: MappingProxyType(each["labels"]) for each in told})


def ground_label(code: str) -> str:
    """A ground in the language of the page; a code that is not known any more says itself."""
    labels = grounds().get(code)
    return label_of(labels) if labels else code
