"""The steps of a destruction list as data (`destruction_steps.yaml`): order, and who may not do two of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantai.holdings.catalogue.data_files import read_data_file

FILE = Path(__file__).with_name("destruction_steps.yaml")
_TEXT, _NUMBER = {"type": "string"}, {"type": "integer", "minimum": 0}
SCHEMA = {
    "type": "object",
    "required": ["schema", "version", "witnesses", "approving_witnesses", "steps"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": _NUMBER,
        "witnesses": {"type": "integer", "minimum": 2},
        "approving_witnesses": _NUMBER,
        "steps": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["code", "from", "to", "not_of"],
                "additionalProperties": False,
                "properties": {
                    "code": {"enum": ["archive_opinion", "unit_opinion", "approve"]},
                    "from": _TEXT,
                    "to": _TEXT,
                    "not_of": {"type": "array", "items": _TEXT},
                },
            },
        },
    },
}
LABELS: Mapping[str, str | Promise] = {
    "propose": _("proposal"),
    "archive_opinion": _("opinion of the head of the archive"),
    "unit_opinion": _("opinion of the head of the unit"),
    "approve": _("approval of the destruction"),
    "refuse": _("refusal"),
    "witness": _("supervision of the destruction"),
    "strike": _("taken off the list"),
    "begin": _("destruction begun"),
    "destroy": _("destruction carried out"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One opinion: from which state into which, and whose authors are excluded."""

    code: str
    before: str
    after: str
    not_of: tuple[str, ...]

    @property
    def label(self) -> str:
        return str(LABELS[self.code])


@cache
def rules() -> Mapping[str, Any]:
    return read_data_file(FILE, SCHEMA)


@cache
def steps() -> tuple[Step, ...]:
    return tuple(Step(each["code"], each["from"], each["to"], tuple(each["not_of"])) for each in rules()["steps"])


def step_from(state: str) -> Step | None:
    """The opinion a list in this state waits for."""
    return next((step for step in steps() if step.before == state), None)
