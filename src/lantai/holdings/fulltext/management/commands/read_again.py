"""`read_again`: page images that could not be read wait for recognition again, as after a mended recogniser."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.actions import read_again
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.recognition import ask_for_forgotten


class Command(Verb):
    help = (
        "Let pages that could not be recognised be tried again, and ask for waiting ones that nobody is about to read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fonds", default="", metavar="CODE", help="only pages of this fonds (default: all)")

    def run(self, options: dict[str, Any]) -> int:
        failed = Page.objects.filter(state=Page.State.FAILED).order_by()
        if options["fonds"]:
            failed = failed.filter(record__fonds__code=options["fonds"])
        records = Record.objects.filter(pk__in=failed.values("record_id")).select_related("fonds__institution")
        counts = [read_again(actor=OPERATOR, record=record) for record in records]
        files = ask_for_forgotten()
        if options["json"]:
            self.print_json({"records": len(counts), "pages": sum(counts), "files_asked_again": files})
        else:
            self.stdout.write(
                f"{sum(counts)} pages of {len(counts)} records wait again, {files} more files were asked for"
            )
        return 0
