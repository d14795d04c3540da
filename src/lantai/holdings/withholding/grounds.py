"""Grounds as data: which codes a decision may give, the law's texts for them, and the words the public reads.

Reasons R1 to R5 of 19号令 and 档案法 31. One list, for what is withheld of a record and for what is not opened at all.
An archive may lay down its own words and bases in the place of the shipped file; the codes are the same everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings

from lantai.holdings.catalogue.data_files import BadDataFile, read_data_file
from lantai.holdings.catalogue.record_types import label_of

SHIPPED = Path(__file__).parent / "grounds.yaml"
CODES = ("R1", "R2", "R3a", "R3b", "R4", "R5")
"""Decisions and exports name them: no file adds one or leaves one out."""
_LABEL: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 300}
_GROUND: dict[str, Any] = {
    "type": "object",
    "required": ["code", "label", "labels", "bases"],
    "additionalProperties": False,
    "properties": {
        "code": {"enum": list(CODES)},
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
        "grounds": {
            "type": "array",
            "items": _GROUND,
            "minItems": len(CODES),
            "maxItems": len(CODES),
            "allOf": [{"contains": {"properties": {"code": {"const": code}}}} for code in CODES],
        },
    },
}


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground. `label` and `bases`: the law's words, for papers, which are Chinese; `labels`: the public's."""

    code: str
    label: str
    labels: Mapping[str, str]
    bases: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def shown(self) -> str:
        """On the pages of a review: the law's word, in English on English pages."""
        return label_of({"zh": self.label, "en": self.labels["en"]})


def grounds() -> Mapping[str, Ground]:
    """Every ground by its code, in the order of the law: the archive's own, or the shipped one.

    The shipped one too while the archive's own is wrong; a system check says so. Read again when the file has changed.
    """
    own = Path(settings.GROUNDS_FILE)
    return _grounds(own, own.stat().st_mtime_ns if own.exists() else 0)


@lru_cache(maxsize=4)
def _grounds(own: Path, changed: int) -> Mapping[str, Ground]:
    told_of = None
    if changed:
        with suppress(BadDataFile):
            told_of = read_data_file(own, SCHEMA)
    rows = (told_of or read_data_file(SHIPPED, SCHEMA))["grounds"]
    told = (Ground(row["code"], row["label"], MappingProxyType(row["labels"]), tuple(row["bases"])) for row in rows)
    return MappingProxyType({each.code: each for each in sorted(told, key=lambda each: CODES.index(each.code))})


def grounds_problem() -> BadDataFile | None:
    """What is wrong with the archive's own grounds, or with the shipped ones."""
    own = Path(settings.GROUNDS_FILE)
    for path in [SHIPPED, *([own] if own.exists() else [])]:
        try:
            read_data_file(path, SCHEMA)
        except BadDataFile as problem:
            return problem
    return None


def ground_label(code: str) -> str:
    """A ground in the language of the page; a code that is not known any more says itself."""
    known = grounds().get(code)
    return label_of(known.labels) if known else code


def said(codes: object) -> str:
    """Grounds as papers and lists of a review name them."""
    known = grounds()
    return "、".join(str(known.get(code, code)) for code in codes) if isinstance(codes, list) else ""
