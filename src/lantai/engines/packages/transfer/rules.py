"""The rules of the transfer package, read once from `rules.yaml`: which fields there are, how else they are called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("rules.yaml")


@dataclass(frozen=True, slots=True)
class Field:
    """One field by its standard name. `wanted` is the severity of its absence, or `no`."""

    name: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Fields of 说明文件 and of the catalogues, names by every spelling, and the endings of 其他/."""

    standard: str
    statement: tuple[Field, ...]
    catalogue: tuple[Field, ...]
    statement_names: dict[str, str]
    catalogue_names: dict[str, str]
    other_endings: frozenset[str]


@lru_cache(maxsize=1)
def rules() -> Rules:
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    parts = {part: [Field(row["name"], row["wanted"]) for row in data[part]] for part in ("statement", "catalogue")}
    names = {
        part: {spelling: row["name"] for row in data[part] for spelling in (row["name"], *row["aliases"])}
        for part in parts
    }
    return Rules(
        data["standard"],
        tuple(parts["statement"]),
        tuple(parts["catalogue"]),
        names["statement"],
        names["catalogue"],
        frozenset(data["other_endings"]),
    )
