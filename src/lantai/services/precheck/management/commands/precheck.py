"""`precheck`: look at the records of a fonds before they are reviewed for opening, here and now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb
from lantai.holdings.catalogue.actions import FondsUnknown, Selection
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.catalogue.queries import one_fonds
from lantai.services.precheck.actions import carry_out_precheck, order_precheck
from lantai.services.precheck.models import PrecheckRun
from lantai.services.precheck.queries import unfinished_run


class Command(Verb):
    help = (
        "Look at the pages and descriptions of a fonds and suggest what to open, to look at or to delay: a suggestion, "
        "never a decision. Texts that have not changed are not read again; a run that was killed goes on where it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fonds", required=True, metavar="CODE", help="the fonds")
        parser.add_argument("--institution", default="", metavar="CODE", help="its archive, where codes repeat")
        parser.add_argument("--from", dest="first", type=int, metavar="YEAR", help="only records from this year on")
        parser.add_argument("--to", dest="last", type=int, metavar="YEAR", help="only records up to this year")

    def run(self, options: dict[str, Any]) -> int:
        fonds = one_fonds(options["fonds"], archive=options["institution"])
        if fonds is None:
            raise FondsUnknown(code=options["fonds"])
        run = unfinished_run(fonds) or _ordered(fonds, Selection(year_from=options["first"], year_to=options["last"]))
        for share in run.shares.filter(is_done=False).select_related("run__fonds").order_by("number"):
            run = carry_out_precheck(actor=OPERATOR, share=share)
        if options["json"]:
            self.print_json(_told(run))
        else:
            self._print(run)
        return 0

    def _print(self, run: PrecheckRun) -> None:
        self.stdout.write(
            f"{run.records_done} of {run.records_total} records, {run.pages_read} pages read, {run.pages_unchanged} as "
            f"they were, {run.hints_found} hints"
        )
        self.stdout.write(f"suggested: open {run.opening}, look {run.looking}, delay {run.delaying}")


def _ordered(fonds: Fonds, selection: Selection) -> PrecheckRun:
    return order_precheck(actor=OPERATOR, institution=fonds.institution, fonds=fonds, selection=selection)


def _told(run: PrecheckRun) -> dict[str, Any]:
    return {
        "run": run.ulid,
        "state": run.state,
        "records": run.records_done,
        "pages_read": run.pages_read,
        "pages_unchanged": run.pages_unchanged,
        "hints": run.hints_found,
        "open": run.opening,
        "look": run.looking,
        "delay": run.delaying,
    }
