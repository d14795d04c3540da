"""`locate FILE --institution CODE`: a list of locations is looked through, and taken over in one movement."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.models import Institution
from lantai.base.common.command import Verb, existing_path
from lantai.base.common.errors import ArchiveError
from lantai.holdings.storerooms.actions import plan_locations, take_over_locations
from lantai.holdings.storerooms.location_list import read_locations


class ArchiveUnknown(ArchiveError):
    code = "storerooms.archive_unknown"
    message = gettext_noop("There is no institution “%(code)s”.")
    hint = gettext_noop("“bin/lantai institution list” names all there are.")
    http_status = 404


class Command(Verb):
    help = (
        "Take a list of locations over (档号, and 盒号 or 存放位置): every paper into its box or onto its shelf, "
        "in one movement, which can be taken back on its page."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=existing_path, help=".xlsx, .xls, .ods or .csv")
        parser.add_argument("--institution", required=True, metavar="CODE", help="archive whose house it is")
        parser.add_argument("--dry-run", action="store_true", help="say what would be moved and what is wrong; no more")

    def run(self, options: dict[str, Any]) -> int:
        archive = Institution.objects.filter(code=options["institution"]).first()
        if archive is None:
            raise ArchiveUnknown(code=options["institution"])
        rows = read_locations(options["file"])
        movement, plan = None, plan_locations(archive, rows)
        if not options["dry_run"] and plan.moves:
            name = options["file"].name
            movement, plan = take_over_locations(actor=OPERATOR, institution=archive, rows=rows, name=name)
        told: dict[str, Any] = {"rows": len(rows), "moved": len(plan.moves), "there": plan.there}
        told |= {"dry_run": bool(options["dry_run"]), "movement": movement.ulid if movement else ""}
        if options["json"]:
            findings = [{"code": f.code, "severity": str(f.severity), "message": f.sentence()} for f in plan.findings]
            self.print_json({**told, "findings": findings})
        else:
            self.stdout.write("  ".join(f"{name}: {value}" for name, value in told.items() if value != ""))
            for finding in plan.findings:
                self.stdout.write(f"{finding.severity}  {finding.sentence()}")
        return 1 if plan.findings else 0
