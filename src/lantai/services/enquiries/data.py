"""States, acts, clocks and lists as data: `workflow.yaml` and `lists.yaml`, held to their schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.catalogue.record_types import label_of

WORKFLOW, LISTS = Path(__file__).with_name("workflow.yaml"), Path(__file__).with_name("lists.yaml")
_CODE: dict[str, Any] = {"type": "string", "pattern": "^[A-Za-z0-9_]{1,20}$"}
LABELS = {
    "type": "object",
    "required": ["zh", "en"],
    "additionalProperties": False,
    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
}
_DAYS = {"type": "integer", "minimum": 1}
_SOON = {"type": "integer", "minimum": 0, "maximum": 120}


def _object(required: list[str], properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": required, "additionalProperties": False, "properties": properties}


def _rows(required: list[str], properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": _object(required, properties)}


_HEAD = {"schema": {"const": 1}, "version": {"type": "integer", "minimum": 1}}
_CHOICES = _rows(["code", "labels"], {"code": _CODE, "labels": LABELS})
_CLOCKS = ("take_on", "decide", "supply", "lapse", "consult", "complaint", "extend")
WAYS = ("web", "counter", "letter", "phone", "national", "provincial", "cross")
"""How a case came, as clocks tell them apart; `cross`: by way of another archive."""
_REMIND = ("supply", "fetch")
_KEEP = ("proofs_days", "personal_days")
WORKFLOW_SCHEMA = _object(
    ["schema", "version", "states", "acts", "clocks", "answer", "remind", "keep"],
    {
        **_HEAD,
        "states": _rows(["code", "open", "labels"], {"code": _CODE, "open": {"type": "boolean"}, "labels": LABELS}),
        "acts": _rows(
            ["code", "from", "labels"],
            {
                "code": _CODE,
                "from": {"type": "array", "items": _CODE},
                "to": _CODE,
                "labels": LABELS,
                "of": {"const": "matter"},
            },
        ),
        "clocks": _object(list(_CLOCKS), dict.fromkeys(_CLOCKS, _DAYS)),
        "answer": _object([], dict.fromkeys(WAYS, _SOON)),
        "remind": _object(list(_REMIND), dict.fromkeys(_REMIND, _DAYS)),
        "keep": _object(list(_KEEP), dict.fromkeys(_KEEP, _DAYS)),
    },
)
_LISTS = ("purposes", "documents", "grounds", "uses", "deliveries", "approvers", "satisfaction")
LISTS_SCHEMA = _object(["schema", "version", *_LISTS], {**_HEAD, **dict.fromkeys(_LISTS, _CHOICES)})


@dataclass(frozen=True, slots=True)
class Named:
    """One entry of a list."""

    code: str
    labels: Mapping[str, str]

    @property
    def label(self) -> str:
        return label_of(self.labels)


@dataclass(frozen=True, slots=True)
class Transition(Named):
    """One act: in which states it is possible (none: in every one), and which follows (empty: the same).

    `of_matter`: in cases of a matter only, not in applications for unopened archives.
    """

    before: tuple[str, ...]
    after: str = ""
    of_matter: bool = False

    def is_possible(self, state: str, *, is_matter: bool = False) -> bool:
        return (is_matter or not self.of_matter) and (not self.before or state in self.before)


@cache
def workflow() -> Mapping[str, Any]:
    return MappingProxyType(read_data_file(WORKFLOW, WORKFLOW_SCHEMA))


@cache
def states() -> Mapping[str, Named]:
    return MappingProxyType({each["code"]: Named(each["code"], each["labels"]) for each in workflow()["states"]})


@cache
def open_states() -> tuple[str, ...]:
    """Those in which the archive or somebody else has still to do something."""
    return tuple(each["code"] for each in workflow()["states"] if each["open"])


@cache
def transitions() -> Mapping[str, Transition]:
    rows = workflow()["acts"]
    made = (
        Transition(row["code"], row["labels"], tuple(row["from"]), row.get("to", ""), of_matter="of" in row)
        for row in rows
    )
    return MappingProxyType({each.code: each for each in made})


def clock(name: str) -> int:
    """So many working days."""
    return int(workflow()["clocks"][name])


def answer_days() -> Mapping[str, int]:
    """Working days until the answer, by how a case came, where that makes a difference."""
    return dict(workflow()["answer"])


def remind_days(name: str) -> int:
    """So many days before an applicant's term ends (supply: working days) the applicant is reminded of it."""
    return int(workflow()["remind"][name])


def kept_days(name: str) -> int:
    """So many days after the end of a case."""
    return int(workflow()["keep"][name])


@cache
def listed(name: str) -> Mapping[str, Named]:
    """purposes, documents, grounds, uses, deliveries, approvers or satisfaction, by code."""
    rows = read_data_file(LISTS, LISTS_SCHEMA)[name]
    return MappingProxyType({row["code"]: Named(row["code"], row["labels"]) for row in rows})


def choices(name: str) -> list[tuple[str, str]]:
    return [(code, each.label) for code, each in listed(name).items()]


def label_in(name: str, code: str) -> str:
    """The words for a code; the code itself where a later edition has dropped it."""
    found = listed(name).get(code)
    return found.label if found else code
