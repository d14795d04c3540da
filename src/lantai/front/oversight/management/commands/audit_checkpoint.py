"""`audit_checkpoint`: sign the audit chain now."""

from __future__ import annotations

from typing import Any

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.current import current_setup
from lantai.base.common.command import Verb
from lantai.front.oversight.actions import sign_checkpoint


class Command(Verb):
    help = "Sign the audit chain as it is now: a checkpoint in the database and in the folder of checkpoints."

    def run(self, options: dict[str, Any]) -> int:
        signed = sign_checkpoint(actor=OPERATOR)
        keys = [f"{each['algorithm']} {each['key']}" for each in signed.signatures]
        if options["json"]:
            told = {"checkpoint": signed.number, "events": signed.count, "hash": signed.hash, "keys": keys}
            self.print_json(told | {"folder": str(current_setup().folder)})
        else:
            self.stdout.write(f"checkpoint {signed.number}: {signed.count} events, {signed.hash}")
            for key in keys:
                self.stdout.write(f"  signed with {key}")
        return 0
