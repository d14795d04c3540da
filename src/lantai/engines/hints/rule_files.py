"""The shipped rules as data: lists of words, and what must stand near what. A test holds each file to the schema.

A list is known by the name of its file and its own, e.g. `health.illness`. Rules of one file see its own lists by their
short names and those of others by the long ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("rules")


@dataclass(frozen=True, slots=True)
class WordRule:
    """A word of `marks` is a hint where a word of each list in `near` stands within so many characters.

    A word of `without` that close takes the hint away; `page` names lists of which a word must stand anywhere.
    """

    name: str
    marks: str
    score: float
    near: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    page: tuple[str, ...] = ()
    within: int = 40


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file: a detector's lists and rules, or lists that several detectors read (no rules).

    Words of `lists` are looked for in every text; `tables` are for the code alone.
    """

    name: str
    version: int
    about: Mapping[str, str]
    ground: str
    lists: Mapping[str, tuple[str, ...]]
    rules: tuple[WordRule, ...]
    tables: Mapping[str, tuple[str, ...]]


@cache
def rule_files() -> Mapping[str, RuleFile]:
    """All shipped files by name, read once a process."""
    paths = sorted(FOLDER.glob("*.yaml"))
    return {
        path.stem: _rule_file(path.stem, yaml.load(path.read_bytes(), _LOADER))  # noqa: S506 - a safe one, in C
        for path in paths
    }


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def word_lists() -> Mapping[str, tuple[str, ...]]:
    """Every list by its long name."""
    return {f"{file.name}.{name}": words for file in rule_files().values() for name, words in file.lists.items()}


def _rule_file(name: str, data: Mapping[str, Any]) -> RuleFile:
    lists, tables = _words(data["lists"]), _words(data.get("tables", {}))
    rules = tuple(_word_rule(name, each) for each in data.get("rules", ()))
    return RuleFile(name, data["version"], data["about"], data.get("ground", ""), lists, rules, tables)


def _words(data: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """An item of a list may hold several words with blanks between: the files stay short."""
    return {key: tuple(" ".join(value).split()) for key, value in data.items()}


def _word_rule(file: str, data: Mapping[str, Any]) -> WordRule:
    near, without, page = (
        tuple(_long(file, each) for each in data.get(key, ())) for key in ("near", "without", "page")
    )
    marks = _long(file, data["marks"])
    return WordRule(data["name"], marks, data["score"], near, without, page, data.get("within", 40))


def _long(file: str, name: str) -> str:
    return name if "." in name else f"{file}.{name}"
