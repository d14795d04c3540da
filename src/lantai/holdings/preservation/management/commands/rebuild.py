"""`rebuild --from-storage`: the database from the storage root alone."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb, existing_path
from lantai.base.common.errors import ArchiveError
from lantai.holdings.preservation.rebuilding.digests import FORMAT
from lantai.holdings.preservation.rebuilding.restoring import Rebuilt, rebuild_from_storage


class DigestsUnreadable(ArchiveError):
    code = "rebuild.digests_unreadable"
    message = gettext_noop("%(path)s holds no digests of a database: %(reason)s")
    hint = gettext_noop("Give the file that bin/lantai digests --json wrote.")
    exit_code = 3


class Command(Verb):
    help = (
        "Fill an empty database from the storage root: institutions, names of users, fonds, records, persons, texts, "
        "decisions, imports, transfers and the audit chain."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from-storage", action="store_true", required=True, help="from the OCFL root alone")
        parser.add_argument(
            "--compare", type=existing_path, help="what `digests --json` printed before: say what is not as it was"
        )

    def run(self, options: dict[str, Any]) -> int:
        begun = time.monotonic()
        compare = _read(options["compare"]) if options["compare"] else None
        progress = None if options["json"] else self._show
        rebuilt = rebuild_from_storage(actor=OPERATOR, compare=compare, progress=progress)
        seconds = round(time.monotonic() - begun, 1)
        if options["json"]:
            self.print_json(_told(rebuilt) | {"seconds": seconds})
        else:
            self._tell(rebuilt, seconds)
        return 1 if rebuilt.findings or rebuilt.differs else 0

    def _tell(self, rebuilt: Rebuilt, seconds: float) -> None:
        self.stdout.write(f"{rebuilt.objects} objects, {rebuilt.rows.total()} rows in {seconds} s")
        for finding in rebuilt.findings:
            self.stdout.write(f"  {finding.sentence()}")
        if rebuilt.differs is not None:
            self.stdout.write("differs: " + ", ".join(rebuilt.differs) if rebuilt.differs else "equal")

    def _show(self, done: int, of: int) -> None:
        if done == of or done % 1000 == 0:
            self.stdout.write(f"  {done} / {of}", ending="\n" if done == of else "\r")
            self.stdout.flush()


def _read(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8").strip().splitlines()[-1])
        if said["format"] != FORMAT:
            raise DigestsUnreadable(path=str(path), reason=str(said["format"]))
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise DigestsUnreadable(path=str(path), reason=str(error)) from error
    return dict(said)


def _told(rebuilt: Rebuilt) -> dict[str, Any]:
    return {
        "objects": rebuilt.objects,
        "rows": dict(sorted(rebuilt.rows.items())),
        "findings": [finding.as_json() for finding in rebuilt.findings],
        "equal": None if rebuilt.differs is None else not rebuilt.differs,
        "differs": rebuilt.differs,
    }
