"""`import_holidays FILE`: the days off of a year, and the weekends worked instead, as the yearly notice names them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb
from lantai.services.enquiries.actions import import_holidays


class Command(Verb):
    help = (
        "Take a list of holidays (CSV: date, kind off or worked, name; or YAML) as the archive's own: terms are "
        "counted by it from now on. A CSV replaces the years it names."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the list")

    def run(self, options: dict[str, Any]) -> int:
        target = Path(settings.HOLIDAYS_FILE)
        off, worked = import_holidays(actor=OPERATOR, source=options["file"], target=target)
        if options["json"]:
            self.print_json({"off": off, "worked": worked, "file": str(target)})
        else:
            self.stdout.write(f"{off} days off, {worked} days worked instead, in {target}")
        return 0
