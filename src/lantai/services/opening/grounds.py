"""Reasons R1 to R5 for not opening, with the texts a decision may name: data (`grounds.yaml`), 19号令, 档案法 31."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lantai.holdings.catalogue.data_files import read_data_file

FILE = Path(__file__).with_name("grounds.yaml")
_TEXT = {"type": "string", "minLength": 1}
SCHEMA = {
    "type": "object",
    "required": ["schema", "version", "reasons"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": {"type": "integer", "minimum": 1},
        "reasons": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["code", "label", "bases"],
                "additionalProperties": False,
                "properties": {
                    "code": {"enum": ["R1", "R2", "R3a", "R3b", "R4", "R5"]},
                    "label": _TEXT,
                    "bases": {"type": "array", "items": _TEXT, "minItems": 1},
                },
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. Its label and bases are the law's words, in Chinese whatever the page is in."""

    code: str
    label: str
    bases: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


@cache
def reasons() -> Mapping[str, Reason]:
    """Every reason by its code, in the order of the law."""
    rows = read_data_file(FILE, SCHEMA)["reasons"]
    return MappingProxyType({row["code"]: Reason(row["code"], row["label"], tuple(row["bases"])) for row in rows})


def said(codes: object) -> str:
    """Reasons as papers and lists name them."""
    known = reasons()
    return "、".join(str(known.get(code, code)) for code in codes) if isinstance(codes, list) else ""
