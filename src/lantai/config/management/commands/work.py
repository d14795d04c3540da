"""`work`: a worker without a web server, for more machines or for the process tree of `serve`."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from lantai.base.common.command import Verb
from lantai.config.processes import Supervisor, workers
from lantai.engines.jobs.worker import run_worker
from lantai.engines.search.indexing import run_indexer

PAGES_BEFORE_RECYCLING = 300
"""A recognising process grows slowly; it ends after so many files and the supervisor starts a fresh one."""


class Command(Verb):
    help = "Work off the queues: recognise page images, carry out intakes, keep the index up to date."
    reports = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--processes", type=int, default=settings.OCR_PROCESSES, help="processes that recognise")
        parser.add_argument("--only", choices=["index", "default", "ocr"], help="be a single worker of this kind")

    def run(self, options: dict[str, Any]) -> int:
        if options["only"] == "index":
            stop = threading.Event()
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
            run_indexer(stop)
            return 0
        if options["only"]:
            limit = PAGES_BEFORE_RECYCLING if options["only"] == "ocr" else None
            run_worker((options["only"],), max_tasks=limit)
            return 0
        return Supervisor(workers(default=1, ocr=options["processes"])).run()
