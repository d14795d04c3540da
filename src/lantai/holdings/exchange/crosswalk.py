"""The crosswalk as data: which element of DA/T 18-2022 stands where in EAD 3, EAD 2002 and Dublin Core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lantai.holdings.catalogue.data_files import read_data_file

FILE = Path(__file__).with_name("crosswalk.yaml")
DC = (
    "title", "creator", "subject", "description", "publisher", "contributor", "date", "type", "format", "identifier",
    "source", "language", "relation", "coverage", "rights",
)  # fmt: skip
_PATH = {"type": "string", "pattern": r"^[a-z0-9]+(/[a-z0-9]+)*\*?(/[a-z0-9]+)*$"}
_WORD = {"type": "string", "minLength": 1}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["standard", "version", "elements", "derived", "opening", "levels", "inline"],
    "properties": {
        "standard": _WORD,
        "version": {"type": "integer", "minimum": 1},
        "elements": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["element", "label", "ead3", "ead2002"],
                "properties": {
                    "element": _WORD,
                    "label": _WORD,
                    "ead3": _PATH,
                    "ead2002": _PATH,
                    "dc": {"enum": list(DC)},
                    "also": {"type": "array", "items": _PATH},
                },
            },
        },
        "derived": {"type": "array", "items": _WORD},
        "opening": {"type": "object", "additionalProperties": _WORD},
        "levels": {"type": "object", "additionalProperties": {"enum": ["series", "volume", "item"]}},
        "inline": {"type": "array", "items": _WORD},
    },
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where one element stands in one version of EAD: the elements on the way, and which of them is repeated."""

    steps: tuple[str, ...]
    repeated: int = -1

    @property
    def in_did(self) -> bool:
        return self.steps[0] == "did"

    @property
    def head(self) -> str:
        """The element that carries the code."""
        return self.steps[1] if self.in_did else self.steps[0]

    @property
    def below(self) -> tuple[str, ...]:
        return self.steps[2:] if self.in_did else self.steps[1:]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    element: str
    label: str
    ead3: Place
    ead2002: Place
    dc: str = ""
    also: tuple[str, ...] = ()

    def place(self, version: str) -> Place:
        return self.ead3 if version == "ead3" else self.ead2002


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The whole table. `homes` gives, for a version, the path of a foreign file → the element it is read as."""

    standard: str
    version: int
    rows: Mapping[str, Row]
    derived: frozenset[str]
    opening: Mapping[str, str]
    levels: Mapping[str, str]
    inline: frozenset[str]

    def homes(self) -> Mapping[str, str]:
        """Path without the innermost steps → element. The first line that claims a path has it."""
        found: dict[str, str] = {}
        for row in self.rows.values():
            for place in (row.ead3, row.ead2002):
                path = f"did/{place.head}" if place.in_did else place.head
                if path != "controlaccess" and path not in _HOMES_OF_NONE:
                    found.setdefault(path, row.element)
        for row in self.rows.values():
            for path in row.also:
                found[path] = row.element
        return found | {"scopecontent": "scope", "did/unitid": "reference_code"}


_HOMES_OF_NONE = frozenset({"accessrestrict", "appraisal"})
"""A foreign file's words on access and appraisal are no opening state and no retention: they stay under their path."""


@cache
def crosswalk() -> Crosswalk:
    """The table as shipped. Raises `BadDataFile`."""
    data = read_data_file(FILE, SCHEMA)
    rows = {
        row["element"]: Row(
            **{
                **row,
                "ead3": _place(row["ead3"]),
                "ead2002": _place(row["ead2002"]),
                "also": tuple(row.get("also", ())),
            }
        )
        for row in data["elements"]
    }
    return Crosswalk(
        data["standard"], data["version"], rows, frozenset(data["derived"]), data["opening"], data["levels"],
        frozenset(data["inline"]),
    )  # fmt: skip


def _place(path: str) -> Place:
    steps = path.split("/")
    starred = next((n for n, step in enumerate(steps) if step.endswith("*")), -1)
    return Place(tuple(step.removesuffix("*") for step in steps), starred)
