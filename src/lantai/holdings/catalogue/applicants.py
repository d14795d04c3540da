"""Who may ask for records of a type, and with which proofs: rules as data with a version, for the counter to follow.

Two files say it, each its own part. `applicants.yaml`: what a kind of applicant must show and is given, whatever is
asked for. A record type (`may_ask`): which kinds ask by right for its unopened records. A matter of the counter chooses
among these and adds none, so that a right has one source, where the records it opens are described.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.catalogue.record_type_schema import CODE, LABELS
from lantai.holdings.catalogue.record_types import label_of, record_types

OTHER = "other"
"""Whoever asks by no right: decided case by case."""
BY = ("identity", "application")
"""What shows a proof already: the identity that was proved, what the application says."""
REACHES = ("own", "named", "matter", "unit", "opened")
"""What of a scope is held to each record that is not opened; all of those a kind has."""
APPROVERS = ("director", "leader")
"""The lowest first."""
_PROOF = {**LABELS, "properties": {**LABELS["properties"], "by": {"enum": list(BY)}}}
FILE = Path(__file__).with_name("applicants.yaml")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "applicants"],
    "properties": {
        "version": {"type": "integer", "minimum": 1},
        "applicants": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["code", "labels", "scope", "proofs", "copies", "certificates"],
                "dependentRequired": {"reach": ["beyond"]},
                "properties": {
                    "code": CODE,
                    "labels": LABELS,
                    "scope": LABELS,
                    "proofs": {"type": "array", "minItems": 1, "items": _PROOF},
                    "approver": {"enum": list(APPROVERS)},
                    "reach": {"type": "array", "items": {"enum": list(REACHES)}},
                    "beyond": {"enum": list(APPROVERS)},
                    "copies": {"type": "boolean"},
                    "certificates": {"type": "boolean"},
                },
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Applicant:
    """One kind of person who asks. All `proofs` are needed; `approver` is empty when the counter decides itself.

    `scope` says what may be asked for, `reach` what of it is held to each record; what goes beyond is decided by
    `beyond` at least.
    """

    code: str
    labels: Mapping[str, str]
    scope: Mapping[str, str]
    proofs: tuple[Mapping[str, str], ...]
    copies: bool
    certificates: bool
    approver: str = ""
    reach: tuple[str, ...] = ()
    beyond: str = ""

    @property
    def label(self) -> str:
        return label_of(self.labels)

    @property
    def scope_label(self) -> str:
        return label_of(self.scope)

    def proof_labels(self) -> list[str]:
        """In the language of the page."""
        return [label_of(proof) for proof in self.proofs]

    def to_look_at(self) -> list[Mapping[str, str]]:
        """The proofs that somebody must look at: those that nothing of the case shows already."""
        return [proof for proof in self.proofs if "by" not in proof]


@cache
def applicants() -> Mapping[str, Applicant]:
    """Every kind by code, in the order of the file."""
    rows = read_data_file(FILE, SCHEMA)["applicants"]
    return MappingProxyType({row["code"]: _read(row) for row in rows})


def _read(row: Mapping[str, Any]) -> Applicant:
    return Applicant(**{**row, "proofs": tuple(row["proofs"]), "reach": tuple(row.get("reach", ()))})


def may_ask_for(applicant: str, record_type: str) -> bool:
    """Whether this kind asks by right for unopened records of the type. Of one that names nobody, every kind does."""
    kind = record_types().get(record_type)
    return kind is None or not kind.may_ask or applicant in kind.may_ask


def unknown_applicants() -> dict[str, list[str]]:
    """By record type the codes its `may_ask` names that no kind of applicant has: a slip there takes a right away."""
    named = {code: sorted(set(kind.may_ask) - applicants().keys()) for code, kind in record_types().items()}
    return {code: strangers for code, strangers in named.items() if strangers}


def types_closed_to(applicant: str) -> list[str]:
    """Record types whose unopened records this kind is given only by a decision, as anybody else (`OTHER`)."""
    return [code for code in record_types() if not may_ask_for(applicant, code)]


def with_a_right(who: Iterable[str], types: Iterable[str]) -> tuple[str, ...]:
    """Of these kinds those that may ask for one of these types at least; all of them where no type is named."""
    codes = tuple(types)
    return tuple(each for each in who if not codes or each == OTHER or any(may_ask_for(each, code) for code in codes))
