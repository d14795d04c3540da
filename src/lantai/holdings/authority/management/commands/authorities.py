"""`authorities FILE --institution CODE`: a table of names of places and bodies is entered in one go."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.queries import institution_named
from lantai.base.common.command import Verb, existing_path
from lantai.holdings.authority.actions import TableEntered, enter_table
from lantai.holdings.authority.table_files import read_table


class Command(Verb):
    help = "Enter a table of dated names of places and bodies (sheet, CSV, YAML). Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=existing_path, help="columns 名称, 别名, 起年, 止年, 前身, 类型")
        parser.add_argument("--institution", required=True, metavar="CODE", help="whose names they are")

    def run(self, options: dict[str, Any]) -> int:
        institution = institution_named(options["institution"])
        entered = enter_table(actor=OPERATOR, institution=institution, rows=read_table(options["file"]))
        if options["json"]:
            self.print_json(entered.as_json())
        else:
            self._print(entered)
        return 1 if entered.findings else 0

    def _print(self, entered: TableEntered) -> None:
        self.stdout.write(
            f"{entered.rows} rows: {entered.authorities} places and bodies, {entered.names} names and {entered.links} "
            f"links are new; {entered.there} rows were there"
        )
        for finding in entered.findings:
            self.stdout.write(f"  {finding.severity:<8}{finding.path}: {finding.sentence()} {finding.remedy()}")
