"""Matters (办事事项) as data: what people come for, in plain words; who may ask, with which proofs; what is asked.

An archive adds matters, or replaces shipped ones by their code, with files of its own in a folder of the home. One that
is wrong is left out and told (`own_matter_problems`); the shipped one stops the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lantai.holdings.catalogue.applicants import Applicant, applicants, with_a_right
from lantai.holdings.catalogue.data_files import BadDataFile, read_data_file
from lantai.holdings.catalogue.record_types import RecordType, label_of, record_types
from lantai.holdings.people.type_clues import TypeClue, clues_of_types
from lantai.services.enquiries.data import WAYS, answer_days, listed
from lantai.services.enquiries.identity.levels import DEFAULT, level_label, levels

FILE = Path(__file__).with_name("matters.yaml")
GENERAL = "unopened"
"""The matter of whoever names no other: the use of unopened archives."""
ANYBODY = ("self", "agent", "guardian", "kin", "heir", "lawyer", "state", "unit")
_WITHIN = 3
"""Years around the one somebody remembers, where a record type asks for a date."""
FILLS = ("name", "beside", "other_name", "born", "unit", "place", "year")
_CODE: dict[str, Any] = {"type": "string", "pattern": "^[a-z0-9_]{1,20}$"}
_CODES = {"type": "array", "items": _CODE, "minItems": 1, "uniqueItems": True}
_LABELS: dict[str, Any] = {
    "type": "object",
    "required": ["zh", "en"],
    "additionalProperties": False,
    "properties": {"zh": {"type": "string", "minLength": 1}, "en": {"type": "string", "minLength": 1}},
}
_WORDS = {"type": "array", "items": {"type": "string", "minLength": 2, "maxLength": 40}}


def _rows(required: list[str], properties: Mapping[str, Any]) -> dict[str, Any]:
    shape = {"type": "object", "required": required, "additionalProperties": False, "properties": properties}
    return {"type": "array", "items": shape}


_QUESTIONS = _rows(
    ["code", "kind", "labels"],
    {
        "code": _CODE, "kind": {"enum": ["text", "year"]}, "labels": _LABELS, "fills": {"enum": list(FILLS)},
        "within": {"type": "integer", "minimum": 0, "maximum": 20}, "own": {"type": "boolean"},
    },
)  # fmt: skip
_PROOF = {**_LABELS, "properties": {**_LABELS["properties"], "if_any": {"type": "boolean"}}}
_DAYS = {"type": "integer", "minimum": 0, "maximum": 120}
_NAMED = _rows(["code", "labels"], {"code": _CODE, "labels": _LABELS})
_MATTERS = _rows(
    ["code", "group", "labels", "says", "words", "gives", "purpose", "days", "questions", "required"],
    {
        "code": _CODE, "group": _CODE, "labels": _LABELS, "says": _LABELS, "words": _WORDS, "words_en": _WORDS,
        "types": _CODES, "who": _CODES, "gives": _CODES, "purpose": _CODE,
        "proofs": {"type": "object", "additionalProperties": {"type": "array", "items": _PROOF, "minItems": 1}},
        "days": {"type": "integer", "minimum": 1, "maximum": 120}, "fee": _LABELS, "basis": {"type": "string"},
        "channels": {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(WAYS, _DAYS)},
        "also": _LABELS, "level": _CODE, "questions": _CODES, "required": {"type": "array", "items": _CODE},
        "known": {"type": "array", "items": {"type": "string", "pattern": "^[a-z][a-z_]*$"}},
    },
)  # fmt: skip
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["schema", "version", "matters"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1}, "version": {"type": "integer", "minimum": 1}, "groups": _NAMED, "gives": _NAMED,
        "questions": _QUESTIONS, "matters": _MATTERS,
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """One thing a matter asks. `fills`: the field of the search for persons; `within`: years before and after.

    `own`: of the own record its answer is the applicant's name.
    """

    code: str
    kind: str
    labels: Mapping[str, str]
    fills: str = ""
    within: int = 0
    own: bool = False

    @property
    def label(self) -> str:
        return label_of(self.labels)


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter. `types`: record types that are searched (none: all); `also`: who else may have it.

    `asked`: its own questions; `known`: clues of its types that the matter itself says, so that nobody is asked.

    `level`: how far who asks must be proved before anything is delivered. `days` and, by how a case came, `channels`:
    working days until the answer.
    """

    code: str
    group: str
    labels: Mapping[str, str]
    says: Mapping[str, str]
    words: tuple[str, ...]
    gives: tuple[Mapping[str, str], ...]
    purpose: str
    days: int
    asked: tuple[Question, ...]
    required: frozenset[str]
    words_en: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    who: tuple[str, ...] = ANYBODY
    proofs: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    fee: Mapping[str, str] | None = None
    basis: str = ""
    also: Mapping[str, str] | None = None
    level: str = DEFAULT
    known: tuple[str, ...] = ()
    channels: Mapping[str, int] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Its own, and one for each clue its record types need that none of these asks for."""
        codes, fills = {each.code for each in self.asked}, {each.fills for each in self.asked} - {""}
        more = (each for each in self.clues() if each.code not in codes and each.fills not in fills)
        return (*self.asked, *(_asking_for(clue) for clue in more))

    def clues(self) -> list[TypeClue]:
        """What its records are found by, besides what the matter itself says."""
        return [clue for clue in clues_of_types(self.types) if clue.code not in self.known]

    def days_by(self, way: str) -> int:
        """What the matter says of this way (`data.WAYS`), else the workflow, else what the matter promises."""
        return self.channels.get(way, answer_days().get(way, self.days))

    @property
    def days_at_counter(self) -> int:
        return self.days_by("counter")

    @property
    def label(self) -> str:
        return label_of(self.labels)

    @property
    def said(self) -> str:
        return label_of(self.says)

    @property
    def fee_label(self) -> str:
        return label_of(self.fee) if self.fee else ""

    @property
    def level_label(self) -> str:
        return level_label(self.level)

    @property
    def also_label(self) -> str:
        return label_of(self.also) if self.also else ""

    def gives_labels(self) -> list[str]:
        return [label_of(each) for each in self.gives]

    def record_types(self) -> list[RecordType]:
        return [record_types()[code] for code in self.types]

    def asking(self) -> list[Asking]:
        """Who may ask, each with the proofs needed for this matter: of `who` those its record types name."""
        return [Asking(applicants()[code], self.proofs.get(code, ())) for code in with_a_right(self.who, self.types)]

    def asks(self, kind: str) -> Asking | None:
        return next((each for each in self.asking() if each.kind.code == kind), None)


def _asking_for(clue: TypeClue) -> Question:
    """The question for a clue: its words are those of the record type."""
    kind, within = ("year", _WITHIN) if clue.is_date else ("text", 0)
    own = clue.is_alone and clue.fills == "name"
    return Question(clue.code, kind, clue.labels, clue.fills, within, own)


@dataclass(frozen=True, slots=True)
class Asking:
    """One kind of applicant with what is needed besides the usual proofs (catalogue/applicants.yaml)."""

    kind: Applicant
    more: tuple[Mapping[str, str], ...]

    def proof_labels(self) -> list[str]:
        return [*self.kind.proof_labels(), *(label_of(each) for each in self.more)]

    def to_look_at(self) -> list[Mapping[str, str]]:
        """Those that somebody must look at; with `if_any` those that are looked at where there is one."""
        return [*self.kind.to_look_at(), *self.more]


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything of the files together."""

    groups: Mapping[str, Mapping[str, str]]
    matters: Mapping[str, Matter]


_own_folder: list[Path] = []


def use_matters(path: Path) -> None:
    """Said once at the start, by the part that reads settings: where the archive's own matters are."""
    _own_folder[:] = [path]
    guide.cache_clear()


def _own_files() -> list[Path]:
    return sorted(_own_folder[0].glob("*.yaml")) if _own_folder else []


@cache
def guide() -> Guide:
    """The shipped matters, and those of the archive after them or in the place of their code."""
    known = _Reader()
    known.read(FILE)
    for path in _own_files():
        try:
            known.read(path)
        except BadDataFile:
            continue  # `own_matter_problems` says it: one mistake in a file must not close the counter
    return Guide(MappingProxyType(known.groups), MappingProxyType(known.matters))


def matters() -> Mapping[str, Matter]:
    return guide().matters


def own_matter_problems() -> list[BadDataFile]:
    """What is wrong with the archive's own files, with file and line."""
    known, found = _Reader(), []
    known.read(FILE)
    for path in _own_files():
        try:
            known.read(path)
        except BadDataFile as problem:
            found.append(problem)
    return found


def matter_label(code: str) -> str:
    """The words for the matter of a case; the code itself where a later edition has dropped it."""
    known = matters().get(code)
    return known.label if known else code


class _Reader:
    """Reads file after file; a file whose names lead nowhere changes nothing."""

    def __init__(self) -> None:
        self.groups: dict[str, Mapping[str, str]] = {}
        self.gives: dict[str, Mapping[str, str]] = {}
        self.questions: dict[str, Question] = {}
        self.matters: dict[str, Matter] = {}

    def read(self, path: Path) -> None:
        """Raises `BadDataFile`."""
        said = read_data_file(path, SCHEMA)
        groups = self.groups | {each["code"]: each["labels"] for each in said.get("groups", ())}
        gives = self.gives | {each["code"]: each["labels"] for each in said.get("gives", ())}
        questions = self.questions | {each["code"]: Question(**each) for each in said.get("questions", ())}
        for row in said["matters"]:
            if strangers := _strangers(row, groups, gives, questions):
                raise BadDataFile(path, 1, f"matter {row['code']} names what there is not: {', '.join(strangers)}")
        read = {row["code"]: _matter(row, gives, questions) for row in said["matters"]}
        self.groups, self.gives, self.questions = groups, gives, questions
        self.matters |= read


def _strangers(
    row: Mapping[str, Any], groups: Mapping[str, Any], gives: Mapping[str, Any], questions: Mapping[str, Any]
) -> list[str]:
    """Codes that lead nowhere: of groups, gives, questions, record types, applicants, purposes; and a taken code."""
    named = {
        *({row["group"]} - set(groups)),
        *(set(row["gives"]) - set(gives)),
        *(set(row["questions"]) - set(questions)),
        *(set(row["required"]) - set(row["questions"])),
        *(set(row.get("types", ())) - set(record_types())),
        *({*row.get("who", ()), *row.get("proofs", {})} - set(applicants())),
        *({row["purpose"]} - set(listed("purposes"))),
        *({row.get("level", DEFAULT)} - set(levels())),
        *({row["code"]} & {GENERAL}),
    }
    return sorted(named)


def _matter(row: Mapping[str, Any], gives: Mapping[str, Any], questions: Mapping[str, Question]) -> Matter:
    several = ("words", "words_en", "types", "who", "known")
    made: dict[str, Any] = {name: tuple(row[name]) for name in several if name in row}
    made |= {name: row[name] for name in ("fee", "basis", "also", "level", "channels") if name in row}
    return Matter(
        row["code"], row["group"], row["labels"], row["says"], gives=tuple(gives[code] for code in row["gives"]),
        purpose=row["purpose"], days=row["days"], asked=tuple(questions[code] for code in row["questions"]),
        required=frozenset(row["required"]),
        proofs=MappingProxyType({code: tuple(more) for code, more in row.get("proofs", {}).items()}), **made,
    )  # fmt: skip
