"""`demo`: build the demonstration archive through the real intake, print who may sign in and what to try, serve."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db.models import Count
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lantai.base.common.command import Verb
from lantai.config.demonstration_done import Invitation, done
from lantai.config.processes import require_free
from lantai.config.ready import make_ready
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.queries import recognition_counts


class Command(Verb):
    help = "Build the demonstration archive of a fictional district through the real intake, then serve it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument("--no-serve", action="store_true", help="build only")
        parser.add_argument("--size", choices=["tiny", "small", "large"], default="small", help="how many records")

    def run(self, options: dict[str, Any]) -> int:
        if not options["no_serve"]:
            require_free(options["host"], options["port"])  # said before minutes are spent on building
        make_ready()
        told = done(options["size"]) or self._build(options)
        counts = Record.objects.aggregate(records=Count("pk"), fonds=Count("fonds", distinct=True))
        if options["json"]:
            tries = [{"query": each["query"], "title": each["title_en"]} for each in told.tries]
            self.print_json({**counts, "pages": recognition_counts(), "accounts": told.accounts, "tries": tries})
        else:
            self._invite(told, counts)
        if options["no_serve"]:
            return 0
        call_command("serve", host=options["host"], port=options["port"])
        return 0

    def _build(self, options: dict[str, Any]) -> Invitation:
        from lantai.config import demonstration  # half of the program: a start that builds nothing does without

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        quiet = bool(options["json"]) or not sys.stderr.isatty()
        with Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True) as bar:
            task = bar.add_task("…", total=None)

            def told(fonds: str, step: str, done: int, total: int) -> None:
                bar.update(task, description=f"{fonds} {step}".strip(), completed=done, total=total or None)

            return demonstration.build(size=options["size"], progress=told)

    def _invite(self, told: Invitation, counts: dict[str, Any]) -> None:
        pages = recognition_counts()
        self.stdout.write(
            f"{counts['records']} records in {counts['fonds']} fonds; pages: {pages.get('ready', 0)} read, "
            f"{pages.get('waiting', 0)} images waiting for recognition (it goes on while the archive is served)"
        )
        self.stdout.write("Sign in at /staff/ as:")
        for name, password in told.accounts.items():
            self.stdout.write(f"  {name:<12} {password}")
        self.stdout.write("Records wait for reviewer at /staff/opening/review/; what was opened is at /notices")
        self.stdout.write("Five things to try in the search box:")
        for number, thing in enumerate(told.tries, 1):
            self.stdout.write(f"  {number}. {thing['query']}   {thing['title']} / {thing['title_en']}")
