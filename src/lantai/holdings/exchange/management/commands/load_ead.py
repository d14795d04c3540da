"""`load_ead FILE --fonds CODE`: a description in EAD becomes series and records of a fonds."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb, existing_path
from lantai.engines.search.beside import indexing_beside, wait_for_index
from lantai.holdings.exchange.actions import Progress, load_description, receive_description
from lantai.holdings.exchange.models import Load
from lantai.holdings.exchange.queries import fonds_of, load_summary


class Command(Verb):
    help = "Load a description in EAD 3 or EAD 2002: its components become series, volumes and items of a fonds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=existing_path, help="a file of EAD 3 or EAD 2002")
        parser.add_argument("--fonds", required=True, metavar="CODE", help="code of the fonds it is loaded into")
        parser.add_argument("--institution", default="", metavar="CODE", help="archive that keeps it (default: any)")
        parser.add_argument("--dry-run", action="store_true", help="only read the file and say what is wrong with it")

    def run(self, options: dict[str, Any]) -> int:
        fonds = fonds_of(options["fonds"], options["institution"])
        load = receive_description(
            actor=OPERATOR, fonds=fonds, path=options["file"], schemas=settings.EAD_SCHEMAS_FOLDER
        )
        if load.state != Load.State.REFUSED and not options["dry_run"]:
            with indexing_beside():
                load = load_description(actor=OPERATOR, load=load, progress=self._progress(quiet=options["json"]))
                wait_for_index()
        summary = load_summary(load)
        if options["json"]:
            self.print_json(summary)
        else:
            self._print(load, summary)
        return 3 if load.state == Load.State.REFUSED else 1 if summary["findings"] else 0

    def _progress(self, *, quiet: bool) -> Progress | None:
        if quiet or not sys.stderr.isatty():
            return None
        return lambda done, total: self.stderr.write(f"\r{done:,} / {total:,}", ending="")

    def _print(self, load: Load, summary: dict[str, Any]) -> None:
        told = ", ".join(f"{summary[name]} {name}" for name in ("units", "created", "held"))
        self.stdout.write(f"{load.ulid} ({load.state}): {told}")
        for finding in summary["findings"]:
            self.stdout.write(f"  {finding['severity']:<8}{finding['count']:>6} × {finding['message']}")
        if load.state == Load.State.LOADED:
            self.stdout.write(f"  to take it out again: bin/lantai undo_load {load.ulid}")
