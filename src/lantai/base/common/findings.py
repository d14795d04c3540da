"""Findings: what checks and readers say about material. They are values, never exceptions, and always all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _, gettext_noop


class Severity(StrEnum):
    """How much a finding weighs: an error stops its record, a warning asks a person, information is only told."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or worth knowing about one path.

    `code` names the rule (`file.truncated`); `SENTENCES` holds its sentence and remedy, both translatable, with
    named placeholders filled from `params` (plain strings and numbers, so that findings can be stored as JSON).
    """

    code: str
    severity: Severity
    path: str
    params: dict[str, Any] = field(default_factory=dict)

    def sentence(self) -> str:
        return _(SENTENCES[self.code][0]) % self.params

    def remedy(self) -> str:
        return _(SENTENCES[self.code][1]) % self.params

    def as_json(self) -> dict[str, Any]:
        """The shape every `--json` summary and the API use."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "path": self.path,
            "message": self.sentence(),
            "remedy": self.remedy(),
        }


SENTENCES: dict[str, tuple[str, str]] = {}


def declare(code: str, sentence: str, remedy: str) -> str:
    """Register a finding code with its sentence and remedy (msgids wrapped in `gettext_noop`); returns the code.

    Declared once, beside the check that reports it. A second declaration of one code is a programming error.
    """
    if code in SENTENCES:
        msg = f"finding {code} is declared twice"
        raise ValueError(msg)
    SENTENCES[code] = (sentence, remedy)
    return code


UNEXPECTED = declare(
    "file.unexpected",
    gettext_noop("Reading stopped with an error nobody foresaw: %(error)s"),
    gettext_noop("The file is kept as it is. Report the error with the file's kind; a person can describe it by hand."),
)
