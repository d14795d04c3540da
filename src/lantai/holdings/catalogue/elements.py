"""The elements of description (DA/T 18-2022) as data: what each of the four levels must, should and may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lantai.holdings.catalogue.data_files import BadDataFile, read_data_file
from lantai.holdings.catalogue.record_type_schema import CODE, LABELS, WORDS
from lantai.holdings.catalogue.record_types import label_of

FILE = Path(__file__).parent / "elements.yaml"
LEVELS = ("item", "volume", "series", "fonds")
_NEED = {"enum": ["M", "C", "O"]}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["standard", "version", "groups", "elements"],
    "properties": {
        "standard": {"type": "string", "minLength": 1},
        "version": {"type": "integer", "minimum": 1},
        "groups": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["code", "labels"],
                "properties": {"code": CODE, "labels": LABELS},
            },
        },
        "elements": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["code", "group", "kind", "labels", "levels"],
                "properties": {
                    "code": CODE,
                    "group": CODE,
                    "kind": {"enum": ["text", "long_text", "date", "number", "choice", "list", "retention", "persons"]},
                    "kept": CODE,
                    "labels": LABELS,
                    "levels": {
                        "type": "object",
                        "minProperties": 1,
                        "additionalProperties": False,
                        "properties": dict.fromkeys(LEVELS, _NEED),
                    },
                    "choices": WORDS,
                    "must_stay": WORDS,
                    "others": {"type": "boolean"},
                    "public": {"type": "boolean"},
                    "searched": {"type": "boolean"},
                },
            },
        },
    },
}


class Need(StrEnum):
    """What a level makes of an element: 必著, 有则必著, 选著."""

    MUST = "M"
    WHERE_PRESENT = "C"
    MAY = "O"


@dataclass(frozen=True, slots=True)
class Element:
    """One element. `kept` names the column that holds it; empty for one kept in `elements`, "derived" when known.

    `must_stay`: those of the choices that say of a record that it must not leave the country (of a grade of holdings).
    `public`: everybody reads it of an opened record; unsaid, nobody does but who reads its archive's unopened ones.
    """

    code: str
    group: str
    kind: str
    labels: Mapping[str, str]
    levels: Mapping[str, str]
    kept: str = ""
    choices: tuple[str, ...] = ()
    must_stay: tuple[str, ...] = ()
    others: bool = False
    public: bool = False
    searched: bool = False

    @property
    def label(self) -> str:
        """The name in the language of the page."""
        return label_of(self.labels)

    @property
    def is_typed(self) -> bool:
        """Whether a person says it: what is derived nobody types."""
        return self.kept != "derived"

    def need(self, level: str) -> Need | None:
        """What this level makes of it; none where the level does not have it."""
        return Need(self.levels[level]) if level in self.levels else None


@dataclass(frozen=True, slots=True)
class ElementSet:
    """The elements of one edition of the rules, in their order, with the groups they stand in."""

    standard: str
    version: int
    groups: Mapping[str, Mapping[str, str]]
    elements: tuple[Element, ...]

    def at(self, level: str) -> tuple[Element, ...]:
        """Those this level has, in order."""
        return tuple(each for each in self.elements if level in each.levels)

    def element(self, code: str) -> Element | None:
        return next((each for each in self.elements if each.code == code), None)

    def is_public(self, code: str) -> bool:
        """Whether everybody reads this of an opened record: never what these rules do not know."""
        element = self.element(code)
        return element is not None and element.public

    def further(self, level: str) -> tuple[Element, ...]:
        """Those of a level that have no column: what `elements` of a row may hold."""
        return tuple(each for each in self.at(level) if not each.kept)


@cache
def element_set() -> ElementSet:
    """The rules in force: the archive's own file where it has one that keeps the schema, else the shipped one."""
    own = _own_file()
    if own is not None:
        try:
            return _read(own)
        except BadDataFile:
            pass  # `own_elements_problem` says it: one mistake in a file must not keep the archive shut
    return _sorted(FILE, yaml.load(FILE.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # noqa: S506


def own_elements_problem() -> BadDataFile | None:
    """What is wrong with the archive's own file, with its line."""
    own = _own_file()
    if own is None:
        return None
    try:
        _read(own)
    except BadDataFile as problem:
        return problem
    return None


def broken_elements() -> list[str]:
    """What is wrong with the shipped file. A system check asks: every start would be too often."""
    try:
        _read(FILE)
    except BadDataFile as problem:
        return [str(problem)]
    return []


_own: list[Path] = []


def use_elements(path: Path) -> None:
    """Said once at the start, by the part that reads settings: where the archive's own edition is, if it has one."""
    _own[:] = [path]
    element_set.cache_clear()


def _own_file() -> Path | None:
    return _own[0] if _own and _own[0].is_file() else None


def _read(path: Path) -> ElementSet:
    return _sorted(path, read_data_file(path, SCHEMA))


def _sorted(path: Path, data: Mapping[str, Any]) -> ElementSet:
    groups = {group["code"]: group["labels"] for group in data["groups"]}
    words = ("choices", "must_stay")
    elements = tuple(
        Element(**{**each, **{name: tuple(each.get(name, ())) for name in words}}) for each in data["elements"]
    )
    if strangers := sorted({each.group for each in elements} - set(groups)):
        raise BadDataFile(path, 1, f"elements stand in groups that are not listed: {', '.join(strangers)}")
    if doubled := sorted({each.code for each in elements if [e.code for e in elements].count(each.code) > 1}):
        raise BadDataFile(path, 1, f"elements are listed twice: {', '.join(doubled)}")
    if unknown := sorted({word for each in elements for word in set(each.must_stay) - set(each.choices)}):
        raise BadDataFile(path, 1, f"what must stay is no choice of its element: {', '.join(unknown)}")
    if inside := sorted(each.code for each in elements if each.searched and not each.public):
        raise BadDataFile(path, 1, f"elements are searched that are not public: {', '.join(inside)}")
    return ElementSet(data["standard"], data["version"], groups, elements)
