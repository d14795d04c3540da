"""`read_again`: pages not read, or poorly read, wait for recognition again, as after a mended recogniser."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandParser
from django.db.models import Q

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.actions import poorly_read, read_again
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.recognition import ask_for_forgotten

RECORDS_AT_ONCE = 500


def share(text: str) -> float:
    """A score as pages have it."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        msg = f"{text!r} is no score: give a number from 0 to 1, as pages show it"
        raise ArgumentTypeError(msg)
    return value


class Command(Verb):
    help = (
        "Let pages that could not be recognised be tried again, and ask for waiting ones that nobody is about to read. "
        "What a person typed or corrected stays; a poor reading stays until more is read, or more surely."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fonds", default="", metavar="CODE", help="only pages of this fonds (default: all)")
        parser.add_argument(
            "--below", type=share, default=0.0, metavar="SCORE", help="also pages read less surely than this, 0 to 1"
        )

    def run(self, options: dict[str, Any]) -> int:
        below = options["below"]
        wanted = Page.objects.filter(Q(state=Page.State.FAILED) | poorly_read(below)).order_by()
        if options["fonds"]:
            wanted = wanted.filter(record__fonds__code=options["fonds"])
        pks = list(wanted.values_list("record_id", flat=True).distinct())
        counts = [
            read_again(actor=OPERATOR, record=record, below=below)
            for start in range(0, len(pks), RECORDS_AT_ONCE)
            for record in Record.objects.filter(pk__in=pks[start : start + RECORDS_AT_ONCE]).select_related(
                "fonds__institution"
            )
        ]
        files = ask_for_forgotten()
        if options["json"]:
            self.print_json({"records": len(counts), "pages": sum(counts), "files_asked_again": files})
        else:
            self.stdout.write(
                f"{sum(counts)} pages of {len(counts)} records wait again, {files} more files were asked for"
            )
        return 0
