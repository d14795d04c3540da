"""`authorities FILE --institution CODE`: a table of names of places and bodies is entered in one go."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.models import Institution
from lantai.base.common.command import Verb, existing_path
from lantai.base.common.errors import ArchiveError
from lantai.holdings.authority.actions import TableEntered, enter_table
from lantai.holdings.authority.table_files import read_table


class InstitutionUnknown(ArchiveError):
    code = "authority.institution_unknown"
    message = gettext_noop("There is no institution “%(code)s”.")
    hint = gettext_noop("Give the code of one of these: %(known)s.")
    http_status = 404


class Command(Verb):
    help = "Enter a table of dated names of places and bodies (sheet, CSV, YAML). Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=existing_path, help="columns 名称, 别名, 起年, 止年, 前身, 类型")
        parser.add_argument("--institution", required=True, metavar="CODE", help="whose names they are")

    def run(self, options: dict[str, Any]) -> int:
        institution = Institution.objects.filter(code=options["institution"]).first()
        if institution is None:
            known = ", ".join(Institution.objects.values_list("code", flat=True))
            raise InstitutionUnknown(code=options["institution"], known=known or "—")
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
