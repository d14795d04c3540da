"""`regions [FILE]`: which table of region codes ID numbers are compared with, and whether a table can be used."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from lantai.base.common.command import Verb, existing_path
from lantai.holdings.catalogue.regions import provinces, read_regions, regions, regions_place, table_said


class Command(Verb):
    help = (
        "Say which table of region codes ID numbers are compared with; check a table before it is put into its place."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=existing_path, help="a table to check; the one in use when left out"
        )

    def run(self, options: dict[str, Any]) -> int:
        file = options["file"]
        table = read_regions(file) if file else regions()
        odd = table.odd if table else []
        place = regions_place()
        report = {
            "file": str(file) if file else str(place) if table else None,
            "used": not file,
            "place": str(place) if place else None,
            "provinces": len(provinces()),
            "revisions": {str(year): len(codes) for year, codes in zip(table.years, table.codes, strict=True)}
            if table
            else {},
            "odd": odd,
        }
        if options["json"]:
            self.print_json(report)
        else:
            self.stdout.write(f"{file or place}: {table_said(table)}")
            for code in odd:
                self.stdout.write(f"  no code of a region: {code}")
        return 1 if odd else 0
