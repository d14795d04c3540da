"""`verify_audit`: walk the whole chain and say where it does not hold."""

from __future__ import annotations

from typing import Any

from lantai.base.audit.models import Event
from lantai.base.audit.queries import chain_breaks
from lantai.base.common.command import Verb


class Command(Verb):
    help = "Verify the audit chain: changed, missing, inserted or cut-off events are listed by number."

    def run(self, options: dict[str, Any]) -> int:
        found = chain_breaks()
        events = Event.objects.count()
        if options["json"]:
            self.print_json(
                {"events": events, "breaks": [{"number": each.number, "problem": each.problem} for each in found]}
            )
        else:
            self.stdout.write(f"{events} events, {len(found)} breaks")
            for each in found:
                self.stdout.write(f"  event {each.number}: {each.problem}")
        return 1 if found else 0
