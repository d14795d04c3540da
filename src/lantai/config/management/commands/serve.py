"""`serve`: web server and workers in one process tree."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks.registry import registry
from django.core.management.base import CommandParser
from django.utils.translation import gettext_noop

from lantai.base.common.command import Verb
from lantai.base.common.errors import ArchiveError
from lantai.config.processes import Supervisor, is_listening, require_free, web, workers
from lantai.config.ready import make_ready


class ChecksFailed(ArchiveError):
    code = "config.checks_failed"
    message = gettext_noop("The server does not start: %(problems)s")
    hint = gettext_noop("Mend the settings named above; “bin/lantai doctor” shows everything that was looked at.")
    exit_code = 4


def tags_of_start() -> list[str]:
    """The checks before serving: all but those of the addresses, which take longer than all others together.

    The web server loads every address before it listens; that they fit together depends on nothing of this machine.
    """
    return sorted(registry.tags_available() - {checks.Tags.urls, checks.Tags.database})


class Command(Verb):
    help = "Serve the archive: web server, indexer and workers in one process tree. Stops with Ctrl-C."
    reports = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument("--workers", type=int, default=2, help="web server processes")

    def run(self, options: dict[str, Any]) -> int:
        host, port = options["host"], options["port"]
        require_free(host, port)
        make_ready()
        problems = [str(found) for found in checks.run_checks(tags=tags_of_start()) if found.level >= checks.ERROR]
        if problems:
            raise ChecksFailed(problems="; ".join(problems))
        self.stdout.write(f"http://{host}:{port}/   (Ctrl-C stops)")
        self.stdout.flush()
        children = [web(host, port, options["workers"]), *workers(default=1, ocr=settings.OCR_PROCESSES)]
        return Supervisor(children, is_at_work=partial(is_listening, host, port)).run()
