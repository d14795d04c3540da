"""`export_audit --to FILE`: the audit chain for somebody who has nothing of ours."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.exporting import SCRIPT, SCRIPT_SM2
from lantai.base.common.command import Verb, existing_path
from lantai.front.oversight.actions import export_audit


class Command(Verb):
    help = (
        "Write the audit chain, with checkpoints and public keys, to a file, and beside it the script that verifies "
        "it with Python alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", dest="since", type=_day, metavar="DAY", help="first day (default: from the start)"
        )
        parser.add_argument("--until", type=_day, metavar="DAY", help="last day (default: up to now)")
        parser.add_argument(
            "--to", required=True, type=existing_path, metavar="FILE", help="the file; packed when it ends with .gz"
        )

    def run(self, options: dict[str, Any]) -> int:
        since, until = options["since"], options["until"]
        path = options["to"]
        count = export_audit(
            actor=OPERATOR, path=path, since=since, until=until + dt.timedelta(days=1) if until else None
        )
        script = path.with_name(SCRIPT)
        if options["json"]:
            self.print_json({"file": str(path), "events": count, "bytes": path.stat().st_size, "script": str(script)})
        else:
            self.stdout.write(f"{path}: {count:,} events, {path.stat().st_size:,} bytes")
            self.stdout.write(f"Verify it anywhere with: python3 {script.name} {path.name}")
            self.stdout.write(f"and its SM2 signatures with: python3 {SCRIPT_SM2} {path.name}")
        return 0


def _day(text: str) -> dt.datetime:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        msg = "a day such as 2026-01-31 is expected"
        raise ArgumentTypeError(msg) from error
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
