"""Grounds as data: which codes a decision may give, the law's texts for them, and the words the public reads.

Reasons R1 to R5 of 19号令 and 档案法 31. One list, for what is withheld of a record and for what is not opened at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.catalogue.record_types import label_of

FILE = Path(__file__).parent / "grounds.yaml"
_LABEL: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_GROUND: dict[str, Any] = {
    "type": "object",
    "required": ["code", "label", "labels", "bases"],
    "additionalProperties": False,
    "properties": {
        "code": {"enum": ["R1", "R2", "R3a", "R3b", "R4", "R5"]},
        "label": _LABEL,
        "labels": {"type": "object", "required": ["zh", "en"], "properties": {"zh": _LABEL, "en": _LABEL}},
        "bases": {"type": "array", "items": _TEXT, "minItems": 1},
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["schema", "version", "grounds"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": {"type": "integer", "minimum": 1},
        "grounds": {"type": "array", "items": _GROUND, "minItems": 1},
    },
}


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground. `label` and `bases`: the law's words, in Chinese whatever the page is in; `labels`: the public's."""

    code: str
    label: str
    labels: Mapping[str, str]
    bases: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


@cache
def grounds() -> Mapping[str, Ground]:
    """Every ground by its code, in the order of the law."""
    rows = read_data_file(FILE, SCHEMA)["grounds"]
    told = (Ground(row["code"], row["label"], MappingProxyType(row["labels"]), tuple(row["bases"])) for row in rows)
    return MappingProxyType({each.code: each for each in told})


def ground_label(code: str) -> str:
    """A ground in the language of the page; a code that is not known any more says itself."""
    known = grounds().get(code)
    return label_of(known.labels) if known else code


def said(codes: object) -> str:
    """Grounds as papers and lists of a review name them."""
    known = grounds()
    return "、".join(str(known.get(code, code)) for code in codes) if isinstance(codes, list) else ""
