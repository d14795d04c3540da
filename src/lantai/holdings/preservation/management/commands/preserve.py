"""`preserve`: what the database knows, written into the storage objects now."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import CommandParser

from lantai.base.common.command import Verb
from lantai.holdings.preservation.describing.running import mark_everything, write_down_changes


class Command(Verb):
    help = "Write what has changed into the storage objects now instead of in a while, so that storage says it all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="look at every subject, also at those of which no change is known"
        )

    def run(self, options: dict[str, Any]) -> None:
        begun = time.monotonic()
        if options["all"]:
            mark_everything()
        written = write_down_changes(at_once=True)
        seconds = round(time.monotonic() - begun, 1)
        if options["json"]:
            self.print_json({"versions": written, "seconds": seconds})
        else:
            self.stdout.write(f"{written} versions in {seconds} s")
