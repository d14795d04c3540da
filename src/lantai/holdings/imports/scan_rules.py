"""What scans are asked for, as data: the archive's own words over the shipped ones. Read again when a file changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from lantai.engines.formats.model import Colour
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.data_files import BadDataFile, problem_in, read_data_file, shipped_data

SHIPPED = Path(__file__).parent / "scans.yaml"
FREE, COUNTED = "free", "counted"
_RULES: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "least_dpi": {"type": "integer", "minimum": 0, "maximum": 2400},
        "tell_unsaid_dpi": {"type": "boolean"},
        "doubted_dpi": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 2400}},
        "likely_sheet_mm": {
            "type": "array",
            "items": {"type": "integer", "minimum": 10, "maximum": 2000},
            "minItems": 2,
            "maxItems": 2,
        },
        "least_colour": {"enum": [str(colour) for colour in Colour]},
        "shortest_mm": {"type": "integer", "minimum": 0, "maximum": 10_000},
        "longest_mm": {"type": "integer", "minimum": 0, "maximum": 100_000},
        "tell_turned": {"type": "boolean"},
        "compare_pages": {"type": "boolean"},
        "pages_tolerance": {"type": "integer", "minimum": 0, "maximum": 1000},
        "blank_pages": {"enum": [FREE, COUNTED]},
        "longest_path": {"type": "integer", "minimum": 0, "maximum": 32_000},
        "left_out": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{2}$"}},
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version"],
    "properties": {
        "version": {"const": 1},
        "standard": {"type": "string"},
        "rules": _RULES,
        "institutions": {"type": "object", "additionalProperties": _RULES},
    },
}


@dataclass(frozen=True, slots=True)
class ScanRules:
    """What the scans of one institution are asked for; the shipped file says what each means."""

    least_dpi: int
    tell_unsaid_dpi: bool
    doubted_dpi: frozenset[int]
    likely_sheet_mm: tuple[int, int]
    least_colour: str
    shortest_mm: int
    longest_mm: int
    tell_turned: bool
    compare_pages: bool
    pages_tolerance: int
    blank_pages: str
    longest_path: int
    left_out: frozenset[str]

    @property
    def blanks_are_free(self) -> bool:
        """Whether blank pages among the scans may have been counted or not."""
        return self.blank_pages == FREE

    def leaves_out(self, code: str) -> bool:
        """Whether the pictures of a record of this code are no scans of paper, by its class."""
        parts = parse_code(code).parts
        return (parts.get("cat") or parts.get("cls", "")[:2]) in self.left_out


def scan_rules(institution: str = "") -> ScanRules:
    """Those of the institution of this code, of all without one; the shipped ones alone while the own file is wrong."""
    own = Path(settings.SCAN_RULES_FILE)
    return _rules(own, own.stat().st_mtime_ns if own.exists() else 0, institution)


@lru_cache(maxsize=64)
def _rules(own: Path, changed: int, institution: str) -> ScanRules:
    said: dict[str, Any] = dict(shipped_data(SHIPPED)["rules"])
    if changed:
        said |= _own(own, institution)
    short, long = sorted(said["likely_sheet_mm"])
    said |= {"left_out": frozenset(said["left_out"]), "likely_sheet_mm": (short, long)}
    said["doubted_dpi"] = frozenset({0, *said["doubted_dpi"]})  # 0: the file does not say
    return ScanRules(**said)


def _own(own: Path, institution: str) -> Mapping[str, Any]:
    try:
        told = read_data_file(own, SCHEMA)
    except BadDataFile:
        return {}  # a system check says so
    return {**told.get("rules", {}), **told.get("institutions", {}).get(institution, {})}


def scan_rules_problem() -> BadDataFile | None:
    """What is wrong with the archive's own rules, or with the shipped ones."""
    return problem_in(SCHEMA, SHIPPED, Path(settings.SCAN_RULES_FILE))
