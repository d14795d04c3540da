"""Conditions of agreements as data: what each refuses, whether its day or an act ends it (条例 21)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lantai.holdings.acquisitions.kinds import LABELS, Named
from lantai.holdings.catalogue.bindings import Deed
from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.catalogue.models import OpeningState

FILE = Path(__file__).parent / "conditions.yaml"
_CONDITION: dict[str, Any] = {
    "type": "object",
    "required": ["code", "labels", "asks", "refuses", "ends"],
    "additionalProperties": False,
    "properties": {
        "code": {"type": "string", "pattern": "^[a-z][a-z_]*$", "maxLength": 30},
        "labels": LABELS,
        "asks": {"type": "array", "items": {"enum": ["until", "words"]}, "uniqueItems": True},
        "refuses": {"type": "array", "items": {"enum": [deed.value for deed in Deed]}, "uniqueItems": True},
        "ends": {"enum": ["day", "act"]},
        "closes": {"enum": [OpeningState.DEFERRED.value, OpeningState.RESTRICTED.value]},
        "credits": {"type": "boolean"},
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["schema", "version", "conditions"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": {"type": "integer", "minimum": 1},
        "conditions": {"type": "array", "items": _CONDITION, "minItems": 1},
    },
}


@dataclass(frozen=True, slots=True)
class ConditionKind(Named):
    """One condition: which deeds it refuses, what it must say, how it ends, what it closes."""

    asks: tuple[str, ...]
    refuses: frozenset[str]
    ends: str
    closes: str = ""
    credits: bool = False


@cache
def condition_kinds() -> Mapping[str, ConditionKind]:
    """Every one by its code, in the order of the file."""
    told = read_data_file(FILE, SCHEMA)["conditions"]
    made = (
        ConditionKind(**{**each, "asks": tuple(each["asks"]), "refuses": frozenset(each["refuses"])}) for each in told
    )
    return MappingProxyType({each.code: each for each in made})


def refusing(deed: str) -> tuple[str, ...]:
    """Codes of the conditions that refuse a deed."""
    return tuple(each.code for each in condition_kinds().values() if deed in each.refuses)


def crediting() -> tuple[str, ...]:
    """Codes of the conditions that ask for the source to be named."""
    return tuple(each.code for each in condition_kinds().values() if each.credits)
