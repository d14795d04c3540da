"""`restore FROM`: an archive from a backup, in an empty place."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb, existing_path
from lantai.config.backup.restoring import restore


class Command(Verb):
    help = (
        "Restore a backup into an empty LANTAI_HOME and prove it: rows, objects, audit chain. Started again, it goes "
        "on where it was cut off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=existing_path, metavar="FROM", help="folder of the backup")
        parser.add_argument("--snapshot", default="", metavar="NAME", help="which snapshot (default: the newest)")
        parser.add_argument("--keys", type=existing_path, metavar="FOLDER", help="where the keys were saved")
        parser.add_argument(
            "--without-keys", action="store_true", help="the keys are lost: restore all but the ID numbers"
        )

    def run(self, options: dict[str, Any]) -> int:
        done = restore(
            options["source"],
            actor=OPERATOR,
            name=options["snapshot"],
            keys=options["keys"],
            without_keys=options["without_keys"],
        )
        if options["json"]:
            self.print_json(
                {
                    "snapshot": done.snapshot.name,
                    "objects": done.objects.wanted,
                    "copied": done.objects.copied,
                    "events": done.events,
                    "documents": done.documents,
                    "differences": done.differences,
                }
            )
        else:
            self.stdout.write(
                f"{done.snapshot.name}: {done.objects.wanted} objects, {done.events} audit events, {done.documents} "
                f"documents in the index, {len(done.differences)} differences"
            )
            for each in done.differences:
                self.stdout.write(f"  {each}")
        return 1 if done.differences else 0
