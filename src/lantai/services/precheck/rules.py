"""The rules of suggestions as data: the archive's own file in the place of the shipped one, read again when changed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from lantai.base.common.data_files import BadDataFile, problem_in, read_data_file
from lantai.holdings.catalogue.record_types import label_of
from lantai.services.precheck.facts import Facts, Noticed
from lantai.services.precheck.models import Suggestion

SHIPPED = Path(__file__).parent / "rules.yaml"
GROUNDS = ("R1", "R2", "R3a", "R3b", "R4", "R5")
Value = Suggestion.Value
_COUNT = {"type": "integer", "minimum": 1, "maximum": 10_000}
_SCORE = {"type": "number", "minimum": 0, "maximum": 1}
_NAMES = {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^[a-z0-9_]{1,40}$"}}
_WHEN = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {
        "hints": {
            "type": "object",
            "additionalProperties": False,
            "anyOf": [{"required": ["detectors"]}, {"required": ["grounds"]}],
            "properties": {
                "detectors": _NAMES,
                "grounds": {"type": "array", "minItems": 1, "items": {"enum": list(GROUNDS)}},
                "except": _NAMES,
                "score": _SCORE,
                "least": _COUNT,
            },
        },
        "secret": {"const": True},
        "internal": {"const": True},
        "sensitivity": {"type": "array", "minItems": 1, "items": {"enum": ["ordinary", "personal", "sensitive"]}},
        "record_types": _NAMES,
        "persons": _COUNT,
        "numbered": _COUNT,
        "born_within": {"type": "integer", "minimum": 1, "maximum": 200},
        "unread": _COUNT,
        "pages_at_most": {"type": "integer", "minimum": 0, "maximum": 10_000},
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "edition", "rules", "learned"],
    "properties": {
        "version": {"const": 1},
        "edition": {"type": "string", "minLength": 1, "maxLength": 30},
        "rules": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "words", "when", "suggest", "source"],
                "properties": {
                    "id": {"type": "string", "pattern": "^[a-z0-9_]{1,30}$"},
                    "words": {
                        "type": "object",
                        "required": ["zh", "en"],
                        "additionalProperties": False,
                        "properties": {"zh": {"type": "string", "minLength": 1}, "en": {"type": "string"}},
                    },
                    "when": _WHEN,
                    "suggest": {"enum": ["look", "delay"]},
                    "ground": {"enum": list(GROUNDS)},
                    "score": _SCORE,
                    "firm": {"type": "boolean"},
                    "source": {"type": "string", "minLength": 1},
                },
            },
        },
        "learned": {
            "type": "object",
            "additionalProperties": False,
            "required": ["least", "held_back", "precision_open", "precision_delay"],
            "properties": {
                "least": {"type": "integer", "minimum": 10},
                "held_back": {"type": "number", "minimum": 0.05, "maximum": 0.5},
                "precision_open": {"type": "number", "minimum": 0.5, "maximum": 1},
                "precision_delay": {"type": "number", "minimum": 0.5, "maximum": 1},
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class HintCondition:
    """Which hints count, and how many of them are enough. Named detectors or grounds: either will do."""

    detectors: frozenset[str]
    grounds: frozenset[str]
    without: frozenset[str]
    score: float
    least: int

    def counted(self, noticed: Sequence[Noticed]) -> list[Noticed]:
        """Those that count; none when they are too few."""
        found = [each for each in noticed if each.score >= self.score and self._is_meant(each)]
        return found if len(found) >= self.least else []

    def _is_meant(self, hint: Noticed) -> bool:
        if hint.detector in self.detectors:
            return True
        return hint.ground in self.grounds and hint.detector not in self.without


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to look or to delay. `score` speaks where no hint has one of its own."""

    id: str
    words: Mapping[str, str]
    value: Value
    ground: str
    score: float
    firm: bool
    hints: HintCondition | None
    plain: Mapping[str, Any]

    @property
    def label(self) -> str:
        return label_of(self.words)

    def holds(self, facts: Facts, today: dt.date) -> bool:
        """Whether everything it asks of the record itself is so; its hints are asked apart."""
        return all(_CONDITIONS[name](facts, asked, today) for name, asked in self.plain.items())


_CONDITIONS: Mapping[str, Callable[[Facts, Any, dt.date], bool]] = {
    "secret": lambda facts, _asked, _today: facts.is_secret,
    "internal": lambda facts, _asked, _today: facts.is_internal,
    "sensitivity": lambda facts, asked, _today: facts.sensitivity in asked,
    "record_types": lambda facts, asked, _today: facts.record_type in asked,
    "persons": lambda facts, asked, _today: facts.persons.known >= asked,
    "numbered": lambda facts, asked, _today: facts.persons.numbered >= asked,
    "born_within": lambda facts, asked, today: (facts.persons.born or 0) >= today.year - asked,
    "unread": lambda facts, asked, _today: facts.unread >= asked,
    "pages_at_most": lambda facts, asked, _today: facts.pages <= asked,
}


@dataclass(frozen=True, slots=True)
class Learning:
    """What a model must have learned from, and how sure it must have been to be heard."""

    least: int
    held_back: float
    precision_open: float
    precision_delay: float


@dataclass(frozen=True, slots=True)
class Rules:
    """One edition. `version` changes with every change of the file."""

    edition: str
    version: str
    rules: tuple[Rule, ...]
    learning: Learning

    def label(self, rule: str) -> str:
        """A rule in words; one of an earlier edition is named by its id."""
        return next((each.label for each in self.rules if each.id == rule), rule)


def current_rules() -> Rules:
    """The archive's own, or the shipped ones; those too while the own are wrong (a system check says so)."""
    own = Path(settings.PRECHECK_RULES_FILE)
    return _rules(own, own.stat().st_mtime_ns if own.exists() else 0)


@lru_cache(maxsize=4)
def _rules(own: Path, changed: int) -> Rules:
    path, told = SHIPPED, None
    if changed:
        with suppress(BadDataFile):
            path, told = own, read_data_file(own, SCHEMA)
    told = told or read_data_file(SHIPPED, SCHEMA)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return Rules(
        told["edition"], f"{told['edition']}/{digest}", tuple(_each(told["rules"])), Learning(**told["learned"])
    )


def _each(told: Sequence[Mapping[str, Any]]) -> Iterator[Rule]:
    for each in told:
        plain = dict(each["when"])
        hints = plain.pop("hints", None)
        yield Rule(
            each["id"],
            each["words"],
            Value(each["suggest"]),
            each.get("ground", ""),
            each.get("score", 0.5),
            each.get("firm", False),
            None if hints is None else _condition(hints),
            plain,
        )


def _condition(told: Mapping[str, Any]) -> HintCondition:
    detectors, grounds, without = (frozenset(told.get(name, ())) for name in ("detectors", "grounds", "except"))
    return HintCondition(detectors, grounds, without, told.get("score", 0.0), told.get("least", 1))


def rules_problem() -> BadDataFile | None:
    """What is wrong with the archive's own rules, or with the shipped ones."""
    return problem_in(SCHEMA, SHIPPED, Path(settings.PRECHECK_RULES_FILE))
