"""`verify_certificate`: what a PDF is worth, by this installation's own register, or offline by its published keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from lantai.base.common.command import Verb
from lantai.services.certificates.queries.verified import Worth, worth_of_file


class Command(Verb):
    help = "Say whether a certificate (PDF) was issued here, unchanged, and is in force. For offline use see /verify."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the PDF")

    def run(self, options: dict[str, Any]) -> int:
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            self.stderr.write(f"{path}: {error.strerror}. Give the path of a PDF file.")
            return 3
        verified = worth_of_file(content)
        told = {"state": str(verified.worth), "number": verified.number, "issuer": verified.issuer}
        if options["json"]:
            self.print_json(told)
        else:
            self.stdout.write("  ".join(each for each in told.values() if each))
        return 0 if verified.worth == Worth.VALID else 1
