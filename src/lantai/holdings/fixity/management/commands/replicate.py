"""`replicate`: bring every second copy up to the storage."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb
from lantai.base.common.errors import ArchiveError
from lantai.holdings.fixity.actions import replicate
from lantai.holdings.fixity.places import replicas


class NoReplica(ArchiveError):
    code = "fixity.no_replica"
    message = gettext_noop("No place of a second copy is set.")
    hint = gettext_noop("Name one in LANTAI_REPLICAS: file:///path of a folder inside another disk.")
    http_status = 409
    exit_code = 4


class Command(Verb):
    help = "Copy every stored object and version to the places of LANTAI_REPLICAS; only what is new travels."

    def run(self, options: dict[str, Any]) -> int:
        places, told = replicas(), []
        if not places:
            raise NoReplica
        for place in places:
            if place.replica is None:
                continue
            done = replicate(actor=OPERATOR, replica=place.replica)
            told.append({"place": place.label, "objects": done.copied, "bytes": done.size, "refused": done.refused})
            if not options["json"]:
                said = f"{done.copied} objects copied, {done.size / 1e6:.1f} MB, {done.refused} refused"
                self.stdout.write(f"{place.label}: {said}")
        if options["json"]:
            self.print_json({"places": told})
        return 1 if any(each["refused"] for each in told) else 0
