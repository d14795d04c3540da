"""`export CODE --format F --to PATH`: the description of a fonds, a volume or an item as a file."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb, existing_path
from lantai.holdings.exchange.actions import export_description
from lantai.holdings.exchange.files import SUFFIXES, known_format
from lantai.holdings.exchange.queries import subject_of


class Command(Verb):
    help = "Write the description of a fonds, a volume or an item, with all that belongs to it, to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="code of a fonds, or the reference code of a record")
        parser.add_argument("--format", required=True, metavar="FORMAT", help=f"one of {', '.join(SUFFIXES)}")
        parser.add_argument("--to", required=True, type=existing_path, metavar="PATH", help="a file, or a folder")
        parser.add_argument("--fonds", default="", metavar="CODE", help="fonds of the record (default: any)")
        parser.add_argument("--institution", default="", metavar="CODE", help="archive that keeps it (default: any)")

    def run(self, options: dict[str, Any]) -> int:
        known_format(options["format"])
        subject = subject_of(
            options["code"], actor=OPERATOR, institution=options["institution"], fonds=options["fonds"]
        )
        quiet = options["json"] or not sys.stderr.isatty()
        path, count = export_description(
            actor=OPERATOR,
            subject=subject,
            format=options["format"],
            path=options["to"],
            moved=None if quiet else lambda done: self.stderr.write(f"\r{done:,}", ending=""),
        )
        if options["json"]:
            self.print_json({"file": str(path), "units": count, "bytes": path.stat().st_size})
        else:
            self.stdout.write(f"{path}: {count:,} units of description, {path.stat().st_size:,} bytes")
        return 0
