"""`export CODE --format F --to PATH`: a fonds, a volume or an item as a description, or as a package with its files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb, existing_path
from lantai.holdings.exchange.actions import export_description
from lantai.holdings.exchange.files import SUFFIXES, FormatUnknown, Moved, Subject
from lantai.holdings.exchange.packages import Wanted
from lantai.holdings.exchange.queries import subject_of
from lantai.holdings.handing_out.actions import hand_out
from lantai.holdings.handing_out.formats import FORMATS


class Command(Verb):
    help = "Write a fonds, a volume or an item out: its description, or a package with its files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="code of a fonds, or the reference code of a record")
        known = f"descriptions: {', '.join(SUFFIXES)}; packages with files: {', '.join(FORMATS)}"
        parser.add_argument("--format", required=True, metavar="FORMAT", help=known)
        target = "a file, or a folder; of a package a name ending in .zip makes one file"
        parser.add_argument("--to", required=True, type=existing_path, metavar="PATH", help=target)
        parser.add_argument("--fonds", default="", metavar="CODE", help="fonds of the record (default: any)")
        parser.add_argument("--institution", default="", metavar="CODE", help="archive that keeps it (default: any)")
        parser.add_argument("--opened", action="store_true", help="packages: only records opened for everybody")
        reason = "packages: with ID numbers in full, for this reason, which the audit chain keeps"
        parser.add_argument("--id-numbers", default="", metavar="REASON", help=reason)

    def run(self, options: dict[str, Any]) -> int:
        format = options["format"]
        if format not in SUFFIXES and format not in FORMATS:
            raise FormatUnknown(format=format, known=", ".join([*SUFFIXES, *FORMATS]))
        subject = subject_of(
            options["code"], actor=OPERATOR, institution=options["institution"], fonds=options["fonds"]
        )
        quiet = options["json"] or not sys.stderr.isatty()
        moved: Moved | None = None if quiet else lambda done: self.stderr.write(f"\r{done:,}", ending="")
        if format in FORMATS:
            told, sentence = self._package(subject, options, moved)
        else:
            told, sentence = self._description(subject, options, moved)
        if options["json"]:
            self.print_json(told)
        else:
            self.stdout.write(sentence)
        return 0

    def _description(
        self, subject: Subject, options: dict[str, Any], moved: Moved | None
    ) -> tuple[dict[str, Any], str]:
        path, count = export_description(
            actor=OPERATOR, subject=subject, format=options["format"], path=options["to"], moved=moved
        )
        size = path.stat().st_size
        told = {"file": str(path), "units": count, "bytes": size}
        return told, f"{path}: {count:,} units of description, {size:,} bytes"

    def _package(self, subject: Subject, options: dict[str, Any], moved: Moved | None) -> tuple[dict[str, Any], str]:
        wanted = Wanted(opened_only=options["opened"], numbers_for=options["id_numbers"])
        to: Path = options["to"]
        path, tally = hand_out(
            actor=OPERATOR, subject=subject, format=options["format"], path=to, wanted=wanted, moved=moved
        )
        told = {"file": str(path), "records": tally.records, "files": tally.files, "bytes": tally.size}
        sentence = f"{path}: {tally.records:,} records, {tally.files:,} files, {tally.size:,} bytes"
        if tally.without:
            sentence += f"; {tally.without:,} records without files are not in it"
        if tally.redacted:
            sentence += f"; {tally.redacted:,} records go in part, with what is withheld taken out"
        if tally.left_out:
            why = ", ".join(f"{reason} ({count:,})" for reason, count in tally.left_out.items())
            sentence += f"; left out because they may not be copied: {why}"
        more = {"without_files": tally.without, "redacted": tally.redacted, "left_out": dict(tally.left_out)}
        return told | more, sentence
