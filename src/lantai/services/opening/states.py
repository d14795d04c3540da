"""The states of a batch, its steps and stages as data (`workflow.yaml`): order, whose each is, and its gates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Right
from lantai.holdings.catalogue.data_files import read_data_file

FILE = Path(__file__).with_name("workflow.yaml")


class State(models.TextChoices):
    """Where a batch stands."""

    PLANNED = "planned", _("planned")
    PRECHECK = "precheck", _("being prechecked")
    FIRST_REVIEW = "first_review", _("first review")
    SECOND_REVIEW = "second_review", _("second review")
    CONSULTATION = "consultation", _("unit's opinion asked")
    SUMMING_UP = "summing_up", _("summing up")
    APPROVAL = "approval", _("approval")
    PUBLISHED = "published", _("published")
    AWAITING_CONSENT = "awaiting_consent", _("awaiting the authority's consent")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("given up")


class Stage(models.TextChoices):
    """In which part of the review a decision was given."""

    FIRST = "first", _("first review")
    SECOND = "second", _("second review")
    SAMPLE = "sample", _("sample of the lead")
    UNIT = "unit", _("opinion of the unit")
    SUMMARY = "summary", _("summing up")
    FINAL = "final", _("approval")


class Office(models.TextChoices):
    """Who takes part in a batch: four different people."""

    PLANNER = "planner", _("planner")
    FIRST_REVIEWER = "first_reviewer", _("first reviewer")
    SECOND_REVIEWER = "second_reviewer", _("second reviewer")
    APPROVER = "approver", _("approver")


OFFICE_RIGHTS: Mapping[str, Right] = {
    Office.PLANNER: Right.PLAN_OPENING,
    Office.FIRST_REVIEWER: Right.REVIEW_OPENING,
    Office.SECOND_REVIEWER: Right.REVIEW_OPENING,
    Office.APPROVER: Right.APPROVE_OPENING,
}
END = (State.CLOSED, State.CANCELLED)
LABELS: Mapping[str, str | Promise] = {
    "precheck": _("Have it prechecked"),
    "begin": _("Begin the first review"),
    "pass_on": _("Pass on"),
    "send_back": _("Send back"),
    "approve": _("Approve and put in force"),
    "close": _("Close"),
    "cancel": _("Give up"),
    "plan": _("planned"),
    "refused": _("consent to the delays refused"),
    "delay": _("delays put in force"),
}
CODES = ("precheck", "begin", "pass_on", "send_back", "approve", "close", "cancel")
_TEXT, _TEXTS, _NUMBER = {"type": "string"}, {"type": "array", "items": {"type": "string"}}, {"type": "integer"}
_OFFICE, _STATE, _POSITIVE = {"enum": Office.values}, {"enum": State.values}, {"type": "integer", "minimum": 1}
SCHEMA = {
    "type": "object",
    "required": [
        "schema", "version", "age_years", "most_items", "usual_items", "most_sample_percent", "most_review_years",
        "answer_days", "era_year", "offices", "stages", "steps",
    ],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": _POSITIVE,
        "age_years": _POSITIVE,
        "most_items": _POSITIVE,
        "usual_items": _POSITIVE,
        "most_sample_percent": {"type": "integer", "minimum": 0, "maximum": 100},
        "most_review_years": _POSITIVE,
        "answer_days": _POSITIVE,
        "era_year": _POSITIVE,
        "offices": {"type": "array", "items": _OFFICE, "minItems": 4, "uniqueItems": True},
        "stages": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["stage", "state", "by"],
                "additionalProperties": False,
                "properties": {"stage": {"enum": Stage.values}, "state": _STATE, "by": _OFFICE},
            },
        },
        "steps": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["code", "from", "to", "by", "needs"],
                "additionalProperties": False,
                "properties": {
                    "code": {"enum": list(CODES)},
                    "from": _STATE,
                    "to": _STATE,
                    "by": _OFFICE,
                    "needs": _TEXTS,
                },
            },
        },
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from which state into which, whose it is, and what must be true before."""

    code: str
    before: str
    after: str
    by: str
    needs: tuple[str, ...]

    @property
    def label(self) -> str:
        return str(LABELS[self.code])

    @property
    def asks_words(self) -> bool:
        return "words" in self.needs


@cache
def rules() -> Mapping[str, Any]:
    return read_data_file(FILE, SCHEMA)


@cache
def steps() -> tuple[Step, ...]:
    return tuple(Step(row["code"], row["from"], row["to"], row["by"], tuple(row["needs"])) for row in rules()["steps"])


def steps_from(state: str) -> list[Step]:
    """What may come next, in the order of the file."""
    return [step for step in steps() if step.before == state]


def step_named(code: str, state: str) -> Step | None:
    return next((step for step in steps_from(state) if step.code == code), None)


def stage_of(state: str, offices: frozenset[str] | set[str]) -> str:
    """The stage in which somebody with these offices decides in this state; empty when it is not their turn."""
    rows = rules()["stages"]
    return next((row["stage"] for row in rows if row["state"] == state and row["by"] in offices), "")


def label_of(code: str) -> str:
    """What a step is called in the list of what was done."""
    return str(LABELS.get(code, code))
