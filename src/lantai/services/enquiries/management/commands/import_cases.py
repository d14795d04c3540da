"""`import_cases FILE --archive CODE`: applications from a list of the national or a province's platform."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.queries import institution_named
from lantai.base.common.command import Verb
from lantai.services.enquiries.actions import PLATFORMS
from lantai.services.enquiries.transcribing import Transcribed, transcribe


class Command(Verb):
    help = (
        "Take the applications of a platform's list (CSV or workbook, columns by their headers) as cases; each is "
        "entered once, by its number there. A row that is wrong is named; the exit code is then 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the list")
        parser.add_argument("--archive", required=True, metavar="CODE", help="the archive that was asked")
        parser.add_argument(
            "--platform", default="national", choices=[each.value for each in PLATFORMS], help="where it comes from"
        )

    def run(self, options: dict[str, Any]) -> int:
        archive = institution_named(options["archive"])
        done = transcribe(actor=OPERATOR, institution=archive, channel=options["platform"], path=options["file"])
        if options["json"]:
            self.print_json(_as_json(done))
        else:
            self._say(done)
        return 1 if done.wrong else 0

    def _say(self, done: Transcribed) -> None:
        for filed in done.entered:
            self.stdout.write(f"{filed.enquiry.outside_number}  {filed.enquiry.number}  {filed.code}")
        for each in done.wrong:
            self.stderr.write(f"row {each.row}  {each.outside_number}  {each.words}")
        self.stdout.write(f"{len(done.entered)} entered, {done.same} known already, {len(done.wrong)} wrong")


def _as_json(done: Transcribed) -> dict[str, Any]:
    entered = [
        {"outside": each.enquiry.outside_number, "number": each.enquiry.number, "code": each.code}
        for each in done.entered
    ]
    wrong = [{"row": each.row, "outside": each.outside_number, "why": each.words} for each in done.wrong]
    return {"entered": entered, "same": done.same, "wrong": wrong}
