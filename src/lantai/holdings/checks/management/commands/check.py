"""`check PATH`: the four-property check of a package, on any machine, without a database. Anybody can repeat it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.common.command import Verb, existing_path
from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.workers import ReaderPool
from lantai.holdings.checks.actions import Expected, NoPackage
from lantai.holdings.checks.as_json import report_as_json, report_in_words
from lantai.holdings.checks.asking import link_named, scanner
from lantai.holdings.checks.judging.whole import Given, Means, judge_package
from lantai.holdings.checks.opening import opened
from lantai.holdings.checks.printed import MARKS, print_report
from lantai.holdings.checks.results import Outcome, Report
from lantai.holdings.checks.schemes import DEFAULT, scheme_named
from lantai.holdings.imports.scan_rules import scan_rules


class ReportNotWritten(ArchiveError):
    code = "checks.report_not_written"
    message = gettext_noop("%(path)s cannot be written: %(reason)s.")
    hint = gettext_noop("Name a file in a folder that exists and that you may write to.")
    exit_code = 3


class Command(Verb):
    help = "Check a package for the four properties (DA/T 70-2018), without a database: 0 passed, 1 not passed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=existing_path, help="folder, archive file or sealed package")
        parser.add_argument("--link", default="YJ", metavar="LINK", help="GD filing, YJ transfer, CQ keeping")
        parser.add_argument("--scheme", default=DEFAULT, metavar="S", help="check scheme (docs/using/checks.md)")
        parser.add_argument("--units", type=int, metavar="N", help="number of units on the register form")
        parser.add_argument("--bytes", type=int, metavar="N", help="number of bytes on the register form")
        parser.add_argument("--digest", default="", metavar="SHA256", help="digest of the package on the register form")
        parser.add_argument("--report", type=existing_path, metavar="FILE", help="write the report as PDF")
        parser.add_argument("--findings", type=existing_path, metavar="FILE", help="write every finding, a line each")

    def run(self, options: dict[str, Any]) -> int:
        path: Path = options["path"]
        scheme, link = scheme_named(options["scheme"]), link_named(options["link"])
        expected = Expected(options["units"], options["bytes"], options["digest"])
        with ExitStack() as stack:
            pool = stack.enter_context(ReaderPool(settings.READ_PROCESSES))
            try:
                package, said = stack.enter_context(opened(path, pool))
            except OSError as error:
                raise NoPackage(path=path, reason=error.strerror or str(error)) from error
            spool = None
            if options["findings"]:
                spool = stack.enter_context(_writable(options["findings"]))
            means = Means(pool, scanner(), spool=spool, scans=scan_rules())
            given = Given(expected, path.resolve().name, said)
            report = judge_package(package, scheme=scheme, link=link, means=means, given=given)
            if options["report"]:
                self._write(report, options["report"], pool)
        if options["json"]:
            self.print_json(report_as_json(report))
        else:
            self._print(report)
        return 0 if report.outcome in {Outcome.PASSED, Outcome.PASSED_WITH_ISSUES} else 1

    def _write(self, report: Report, path: Path, pool: ReaderPool) -> None:
        try:
            print_report(report_in_words(report), path, pool)
        except OSError as error:
            raise ReportNotWritten(path=path, reason=error.strerror or str(error)) from error

    def _print(self, report: Report) -> None:
        for each in report.results:
            code, word = each.item.code(report.link), f"{MARKS[each.status]} {each.status.label}"
            self.stdout.write(f"{code:<9}{word}  {each.item.label}")
            for found in each.tally.first[:5]:
                self.stdout.write(f"         {found.finding.path}: {found.finding.sentence()}")
            if each.tally.told > 5:
                self.stdout.write("         " + _("… and %(count)s more") % {"count": each.tally.told - 5})
            reason = each.tally.reason
            if reason is not None and each.status.value not in {"pass", "fail", "warn"}:
                self.stdout.write(f"         {reason.sentence()}")
        package = report.package
        self.stdout.write(f"{package.name}: {package.units} / {package.files} / {package.size} B, {package.digest}")
        self.stdout.write(report.outcome.label)


def _writable(path: Path) -> Any:
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise ReportNotWritten(path=path, reason=error.strerror or str(error)) from error
