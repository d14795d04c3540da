"""`digests`: one digest a table, to hold a rebuilt database against."""

from __future__ import annotations

from typing import Any

from lantai.base.common.command import Verb
from lantai.holdings.preservation.rebuilding.digests import digests_of_holdings


class Command(Verb):
    help = "Print a digest of every table that is kept in storage: `rebuild --compare` proves equality with them."

    def run(self, options: dict[str, Any]) -> None:
        found = digests_of_holdings()
        if options["json"]:
            self.print_json(found)
            return
        for label, told in found["tables"].items():
            self.stdout.write(f"{told['sha256'][:16]} {told['rows']:>10} {label}")
