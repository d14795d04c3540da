"""The items of DA/T 70-2018 as data (`data/items.yaml`): number, name, how each is looked at, what belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext, gettext_noop

from lantai.holdings.catalogue.data_files import BadDataFile, read_data_file
from lantai.holdings.catalogue.record_types import label_of
from lantai.holdings.checks.schemas import ITEMS

FILE = Path(__file__).parent / "data" / "items.yaml"
ELSEWHERE = "1-13"
"""Where a finding goes that no item names: told under the structure of the package rather than lost."""


class Link(StrEnum):
    """In which link of a record's life it is checked: filing, transfer and reception, keeping for the long term."""

    FILING = "GD"
    TRANSFER = "YJ"
    KEEPING = "CQ"

    @property
    def label(self) -> str:
        """In words, in the active language."""
        return gettext(LINK_WORDS[self])


LINK_WORDS = {
    Link.FILING: gettext_noop("filing"),
    Link.TRANSFER: gettext_noop("transfer and reception"),
    Link.KEEPING: gettext_noop("keeping for the long term"),
}


class Automation(StrEnum):
    """Who looks: the program, the program and a person, a person, or nobody yet."""

    AUTO = "auto"
    SEMI = "semi"
    MANUAL = "manual"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `number` is property and place (`1-8`); the code adds the link (`YJ-1-8`)."""

    number: str
    links: tuple[Link, ...]
    names: Mapping[str, str]
    aliases: tuple[str, ...]
    severity: str
    automation: Automation
    certainty: str
    how: Mapping[str, str]
    mandatory: bool = True
    needs: str = ""
    findings: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        return self.number[0]

    @property
    def label(self) -> str:
        return label_of(self.names)

    @property
    def described(self) -> str:
        return label_of(self.how)

    def code(self, link: Link) -> str:
        return f"{link}-{self.number}"


@dataclass(frozen=True, slots=True)
class Items:
    """The whole list with its version."""

    version: int
    standard: str
    properties: Mapping[str, Mapping[str, str]]
    by_number: Mapping[str, Item]

    def of(self, link: Link) -> list[Item]:
        """The items of one link, in the order of the list, disabled slots included."""
        return [item for item in self.by_number.values() if link in item.links]

    def number_for(self, code: str) -> str:
        """The item a finding of a reader belongs to: by its code, then by a pattern, else under the structure."""
        return _number_for(code)


@cache
def items() -> Items:
    data = yaml.load(FILE.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return _typed(data)


def broken_items() -> list[str]:
    """What is wrong with the shipped list; a system check asks."""
    try:
        read_data_file(FILE, ITEMS)
    except BadDataFile as problem:
        return [str(problem)]
    return []


def _typed(data: Mapping[str, Any]) -> Items:
    rows = [
        Item(
            **{
                **row,
                "links": tuple(Link(link) for link in row["links"]),
                "automation": Automation(row["automation"]),
                "aliases": tuple(row["aliases"]),
                "findings": tuple(row.get("findings", ())),
            }
        )
        for row in data["items"]
    ]
    return Items(data["version"], data["standard"], data["properties"], {row.number: row for row in rows})


@cache
def _number_for(code: str) -> str:
    rows = items().by_number.values()
    exact = next((row.number for row in rows if code in row.findings), "")
    return exact or next(
        (row.number for row in rows for pattern in row.findings if "*" in pattern and fnmatchcase(code, pattern)),
        ELSEWHERE,
    )
