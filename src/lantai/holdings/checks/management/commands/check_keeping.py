"""`check_keeping --fonds CODE`: the four-property check (link CQ) of what the archive keeps of a fonds."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb
from lantai.holdings.catalogue.actions import FondsUnknown
from lantai.holdings.catalogue.queries import one_fonds
from lantai.holdings.checks.actions import begin_keeping_check, carry_out_keeping_check
from lantai.holdings.checks.items import items
from lantai.holdings.checks.models import CheckRun
from lantai.holdings.checks.printed import MARKS
from lantai.holdings.checks.queries import report_of
from lantai.holdings.checks.results import Outcome, Status


class Command(Verb):
    help = "Check what is kept of a fonds (DA/T 70-2018, link CQ): 0 passed, 1 not. A stopped check is gone on with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fonds", required=True, metavar="CODE", help="code of the fonds")
        parser.add_argument("--institution", default="", metavar="CODE", help="archive, where several share the code")
        parser.add_argument("--one-in", type=int, default=1, metavar="N", help="look at one object in so many")

    def run(self, options: dict[str, Any]) -> int:
        fonds = one_fonds(options["fonds"], archive=options["institution"])
        if fonds is None:
            raise FondsUnknown(code=options["fonds"])
        run = begin_keeping_check(actor=OPERATOR, fonds=fonds, one_in=max(1, options["one_in"]))
        run = carry_out_keeping_check(actor=OPERATOR, run=run)
        if options["json"]:
            self.print_json(report_of(run))
        else:
            self._print(run)
        return 0 if run.outcome in {Outcome.PASSED, Outcome.PASSED_WITH_ISSUES} else 1

    def _print(self, run: CheckRun) -> None:
        for result in run.results.prefetch_related("findings"):
            status = Status(result.status)
            name = items().by_number[result.number].label
            self.stdout.write(f"{result.code:<9}{MARKS[status]} {status.label}  {name}")
            for found in list(result.findings.all())[:5]:
                self.stdout.write(f"         {found.object}: {found.sentence}")
        self.stdout.write(f"{run.package_name}: {run.outcome_label} ({run.ulid})")
