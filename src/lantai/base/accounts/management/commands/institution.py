"""`institution add CODE NAME --kind K`, `institution list`: archives, and the units that hand over to them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.actions import found_institution
from lantai.base.accounts.models import Institution
from lantai.base.common.command import Verb


class Command(Verb):
    help = "Enter an institution (an archive, an originating unit, a township …), or list those there are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["add", "list"], help="what to do")
        parser.add_argument("code", nargs="?", default="", help="its code, which never changes")
        parser.add_argument("name", nargs="?", default="", help="its name as it is shown and printed")
        kinds = [str(kind) for kind in Institution.Kind.values]
        parser.add_argument("--kind", choices=kinds, default="unit", help="what it is (default: unit)")

    def run(self, options: dict[str, Any]) -> int:
        if options["what"] == "add":
            code, name = options["code"].strip(), options["name"].strip()
            if not code or not name or len(code) > 20 or len(name) > 200:
                self.stderr.write("A code of at most 20 characters and a name are needed: institution add U001 民政局")
                return 2
            found_institution(actor=OPERATOR, code=code, name=name, kind=options["kind"])
        rows = list(Institution.objects.order_by("code").values("code", "name", "kind"))
        if options["json"]:
            self.print_json({"institutions": rows})
        for row in [] if options["json"] else rows:
            self.stdout.write(f"{row['code']}  {row['name']}  {row['kind']}")
        return 0 if rows else 1
