"""`verify_audit`: walk the whole chain and say where it does not hold."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from lantai.base.audit.current import current_setup
from lantai.base.audit.verification import Break, verify_chain
from lantai.base.common.command import Verb


class Command(Verb):
    help = (
        "Verify the audit chain and its signed checkpoints: changed, deleted, inserted, cut-off or rewritten events "
        "are listed by number."
    )

    def run(self, options: dict[str, Any]) -> int:
        found = verify_chain(current_setup())
        if options["json"]:
            shown = [asdict(each) for each in found.breaks]
            told = {"events": found.events, "checkpoints": found.checkpoints, "found": found.count, "breaks": shown}
            self.print_json(told)
        else:
            self.stdout.write(f"{found.events} events, {found.checkpoints} checkpoints, {found.count} breaks")
            for each in found.breaks:
                self.stdout.write(f"  {_place(each)}: {each.problem}")
        return 1 if found.count else 0


def _place(found: Break) -> str:
    events = f"event {found.number}" + (f"–{found.last}" if found.last > found.number else "")
    return " ".join(part for part in (events if found.number else "", _checkpoint(found)) if part)


def _checkpoint(found: Break) -> str:
    return f"checkpoint {found.checkpoint}" if found.checkpoint else ""
