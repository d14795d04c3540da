"""`train_precheck`: learn suggestions from what an archive decided before."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.queries import institution_named
from lantai.base.common.command import Verb
from lantai.services.precheck.actions import train_model
from lantai.services.precheck.learned import Measured, Model


class Command(Verb):
    help = (
        "Learn suggestions for opening review from the final decisions of an archive, and measure them against the "
        "rules on decisions held back. What was learned is heard only if it beat the rules."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--institution", required=True, metavar="CODE", help="the archive whose decisions they are")

    def run(self, options: dict[str, Any]) -> int:
        institution = institution_named(options["institution"])
        model = train_model(actor=OPERATOR, institution=institution, today=timezone.localdate())
        if options["json"]:
            self.print_json(_told(model))
        else:
            self._print(model)
        return 0 if model.is_in_force else 1

    def _print(self, model: Model) -> None:
        self.stdout.write(
            f"{model.institution}: learned from {model.learned_from} decisions, measured on {model.held_back} held "
            f"back by {model.split}"
        )
        for name in model.figures.__slots__:
            self.stdout.write(f"  {name.replace('_', ', suggestion ')}: {_said(getattr(model.figures, name))}")
        heard = (
            "It is heard from the next precheck on." if model.is_in_force else "It did not beat the rules: not heard."
        )
        self.stdout.write(heard)


def _said(kind: Measured) -> str:
    precision, recall = (f"{each:.1%}" if each is not None else "—" for each in (kind.precision, kind.recall))
    return f"precision {precision}, recall {recall} ({kind.right} of {kind.suggested} right, {kind.there} there)"


def _told(model: Model) -> dict[str, Any]:
    return {
        "institution": model.institution,
        "version": model.version,
        "in_force": model.is_in_force,
        "learned_from": model.learned_from,
        "held_back": model.held_back,
        "split": model.split,
        **{name: getattr(model.figures, name)._asdict() for name in model.figures.__slots__},
    }
