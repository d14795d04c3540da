"""What a retention means in years and when it has ended: the rule is data (`retentions.yaml`), 8号令 and 10号令."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.imports.describing import retention_code

FILE = Path(__file__).with_name("retentions.yaml")
PERMANENT = "Y"
_NUMBER = {"type": "integer", "minimum": 0}
SCHEMA = {
    "type": "object",
    "required": ["schema", "version", "standard", "counted_from", "least_years", "most_years", "terms"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": _NUMBER,
        "standard": {"type": "string"},
        "counted_from": _NUMBER,
        "least_years": _NUMBER,
        "most_years": _NUMBER,
        "terms": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["words", "years"],
                "additionalProperties": False,
                "properties": {
                    "words": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                    "years": {"type": ["integer", "null"], "minimum": 1},
                },
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Term:
    """How long a retention is: so many years, or for ever."""

    years: int | None

    @property
    def is_permanent(self) -> bool:
        return self.years is None


@cache
def rule() -> Mapping[str, Any]:
    return read_data_file(FILE, SCHEMA)


@cache
def _named() -> Mapping[str, Term]:
    return {word: Term(term["years"]) for term in rule()["terms"] for word in term["words"]}


def term_of(retention: str) -> Term | None:
    """What the word means; None when no rule knows it: then nothing is ever due by it."""
    code = retention_code(retention)
    if code in _named():
        return _named()[code]
    found = re.fullmatch(r"D(\d{1,3})", code)
    years = int(found[1]) if found else 0
    return Term(years) if found and rule()["least_years"] <= years <= rule()["most_years"] else None


def last_due_year(term: Term, *, this_year: int) -> int | None:
    """The last year of documents whose retention has ended before this year; None when it never ends.

    Of 1990, kept 10 years: counted from 1 January 1991, ended with 2000, due from 2001 on.
    """
    return None if term.years is None else this_year - term.years - rule()["counted_from"]


def due_from(term: Term, last_year: int) -> int | None:
    """The year from which a document of this year is due."""
    return None if term.years is None else last_year + term.years + rule()["counted_from"]
