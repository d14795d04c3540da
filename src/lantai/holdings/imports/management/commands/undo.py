"""`undo BATCH`: takes an import back, except what somebody has changed since."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb
from lantai.base.common.errors import ArchiveError
from lantai.engines.search.beside import indexing_beside, wait_for_index
from lantai.holdings.imports.actions import undo_import
from lantai.holdings.imports.models import ImportBatch


class BatchUnknown(ArchiveError):
    code = "imports.batch_unknown"
    message = gettext_noop("There is no import %(batch)s.")
    hint = gettext_noop("import_catalogue prints the identifier; the page of imports lists all of them.")
    http_status = 404
    exit_code = 3


class Command(Verb):
    help = "Undo an import: its records go, what it changed is put back; records changed since are left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", help="identifier of the import")
        parser.add_argument("--reason", default="", help="why, for the audit chain")

    def run(self, options: dict[str, Any]) -> int:
        batch = ImportBatch.objects.select_related("fonds__institution").filter(ulid=options["batch"]).first()
        if batch is None:
            raise BatchUnknown(batch=options["batch"])
        with indexing_beside():
            stayed = undo_import(actor=OPERATOR, batch=batch, reason=options["reason"])
            wait_for_index()
        if options["json"]:
            self.print_json({"batch": batch.ulid, "state": batch.state, "stayed": stayed})
        else:
            self.stdout.write(f"{batch.ulid} undone; {stayed} records stayed as they are")
        return 0
