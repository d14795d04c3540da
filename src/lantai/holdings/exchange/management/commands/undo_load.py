"""`undo_load LOAD`: takes out what a description brought, except what somebody has changed since."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb
from lantai.base.common.errors import ArchiveError
from lantai.engines.search.beside import indexing_beside, wait_for_index
from lantai.holdings.exchange.actions import undo_load
from lantai.holdings.exchange.models import Load


class LoadUnknown(ArchiveError):
    code = "exchange.load_unknown"
    message = gettext_noop("There is no load %(load)s.")
    hint = gettext_noop("load_ead prints the identifier; the page of exchange lists all of them.")
    http_status = 404
    exit_code = 3


class Command(Verb):
    help = "Take a loaded description out again: its series and records go; what was changed since is left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("load", help="identifier of the load")
        parser.add_argument("--reason", default="", help="why, for the audit chain")

    def run(self, options: dict[str, Any]) -> int:
        load = Load.objects.select_related("fonds__institution").filter(ulid=options["load"]).first()
        if load is None:
            raise LoadUnknown(load=options["load"])
        with indexing_beside():
            stayed = undo_load(actor=OPERATOR, load=load, reason=options["reason"])
            wait_for_index()
        if options["json"]:
            self.print_json({"load": load.ulid, "state": load.state, "stayed": stayed})
        else:
            self.stdout.write(f"{load.ulid} taken out; {stayed} units stayed as they are")
        return 0
