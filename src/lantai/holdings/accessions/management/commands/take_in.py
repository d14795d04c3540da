"""`take_in PATH --fonds CODE`: a folder, archive file or single file becomes stored, readable, searchable records."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb, existing_path
from lantai.base.common.findings import Finding, Severity
from lantai.engines.search.beside import all_is_changed, indexing_beside, wait_for_index
from lantai.holdings.accessions.actions import begin_transfer, carry_out, check_filing
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.accessions.queries import Summary, summary_of
from lantai.holdings.accessions.waiting import wait_for_recognition
from lantai.holdings.catalogue.actions import fonds_for
from lantai.holdings.catalogue.models import Fonds

STEPS = {
    "open": gettext_noop("opening"),
    "check": gettext_noop("looking through"),
    "store": gettext_noop("storing"),
}
SHOWN = 10
"""Findings of one code that are written out."""


class Command(Verb):
    help = "Take in a folder, zip, tar or single file: check, describe, store, read, index. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=existing_path, help="folder, archive file or single file")
        parser.add_argument("--fonds", required=True, metavar="CODE", help="code of the fonds it belongs to")
        parser.add_argument("--title", default="", help="title of the fonds, when it is new")
        parser.add_argument(
            "--institution", default="", metavar="CODE", help="archive that keeps it (default: the first)"
        )
        parser.add_argument("--catalogue", type=existing_path, metavar="FILE", help=".xlsx, .xls or .csv describing it")
        parser.add_argument(
            "--profile", default="", metavar="NAME", help="columns of its list as remembered under this name"
        )
        parser.add_argument("--check", action="store_true", help="look at it first by the items of filing (GD)")
        parser.add_argument("--wait", action="store_true", help="end only when page images have been recognised too")

    def run(self, options: dict[str, Any]) -> int:
        began = time.monotonic()
        fonds = fonds_for(options["institution"], options["fonds"], title=options["title"], actor=OPERATOR)
        with indexing_beside():
            transfer = self._carry_out(fonds, options)
            all_is_changed()
            summary = summary_of(transfer)  # beside the indexer's last commit
            wait_for_index()
        stopped = None
        if options["wait"]:
            stopped = wait_for_recognition(transfer)
            wait_for_index()
            summary = summary_of(transfer)
        summary = replace(summary, seconds=time.monotonic() - began)
        if options["json"]:
            self.print_json(summary.as_json())
        else:
            self._print(summary)
        if stopped:
            self.refuse(stopped, as_json=False)  # the one object on standard output is the summary
            return stopped.exit_code
        return 1 if summary.has_problems else 0

    def _carry_out(self, fonds: Fonds, options: dict[str, Any]) -> Transfer:
        transfer = begin_transfer(
            actor=OPERATOR,
            fonds=fonds,
            source=options["path"],
            catalogue=options["catalogue"],
            profile=options["profile"],
        )
        if options["check"]:
            self._check(transfer, quiet=options["json"])
        if options["json"] or not sys.stderr.isatty():
            return carry_out(actor=OPERATOR, transfer=transfer)
        from rich.console import Console  # loaded only for somebody who looks on
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("…", total=None)

            def progress(step: str, done: int, total: int) -> None:
                bar.update(task, description=_(STEPS.get(step, step)), completed=done, total=total or None)

            return carry_out(actor=OPERATOR, transfer=transfer, progress=progress)

    def _check(self, transfer: Transfer, *, quiet: bool) -> None:
        run = check_filing(actor=OPERATOR, transfer=transfer)
        if not quiet:
            self.stdout.write(f"four-property check (GD) {run.ulid}: {run.outcome_label}")

    def _print(self, summary: Summary) -> None:
        told = _(
            "%(transfer)s: %(records)s records, %(files)s files, %(pages)s pages, "
            "%(characters)s characters in %(seconds)s s"
        )
        self.stdout.write(told % {**summary.as_json(), "seconds": f"{summary.seconds:.1f}"})
        if summary.held:
            self.stdout.write("  " + _("%(count)s of these records were here before") % {"count": summary.held})
        of_code: dict[str, list[Finding]] = {}
        for finding in summary.findings:
            if finding.severity != Severity.INFO:
                of_code.setdefault(finding.code, []).append(finding)
        for several in of_code.values():
            self._print_some(several)
        remarks = sum(finding.severity == Severity.INFO for finding in summary.findings)
        if remarks:
            self.stdout.write("  " + _("and %(count)s remarks; --json shows them all") % {"count": remarks})
        if summary.waiting:
            told = _("%(count)s pages wait for recognition: bin/lantai serve or work reads them")
            self.stdout.write("  " + told % {"count": summary.waiting})

    def _print_some(self, findings: Sequence[Finding]) -> None:
        """The first of one code, so that a list with one mistake in every row does not bury the others."""
        for each in findings[:SHOWN]:
            label = _(each.severity.value)
            self.stdout.write(f"  {label}  {each.path}: {each.sentence()} {each.remedy()}")
        if len(findings) > SHOWN:
            more = _("… and %(count)s more of this kind; --json shows them all")
            self.stdout.write("  " + more % {"count": len(findings) - SHOWN})
