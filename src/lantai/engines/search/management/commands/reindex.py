"""`reindex`: a new search index beside the old one, then the swap."""

from __future__ import annotations

import time
from typing import Any

from lantai.base.common.command import Verb
from lantai.engines.search.indexing import reindex, search_index


class Command(Verb):
    help = "Build the search index anew beside the old one, which goes on serving, then swap."

    def run(self, options: dict[str, Any]) -> None:
        begun = time.monotonic()
        quiet = options["json"]
        documents = reindex(progress=None if quiet else self._show)
        seconds = round(time.monotonic() - begun, 1)
        if quiet:
            self.print_json({"documents": documents, "bytes": search_index().status().size, "seconds": seconds})
        else:
            self.stdout.write(f"{documents} documents in {seconds} s")

    def _show(self, done: int, of: int) -> None:
        end = "\n" if done == of else "\r"
        self.stdout.write(f"  {done} / {of}", ending=end)
        self.stdout.flush()
