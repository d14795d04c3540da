"""`doctor`: what works, what is off, what to install."""

from __future__ import annotations

import platform
import shutil
import sys
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection

import lantai
from lantai.base.common.command import Verb
from lantai.engines.formats.probe import tools
from lantai.engines.jobs.queries import live_workers, queues
from lantai.engines.search.indexing import indexing_status
from lantai.holdings.fixity.queries import copies_summary, damaged_objects, open_findings


class Command(Verb):
    help = "Look at settings, folders, tools, database, index and queues; say what works, what is off, what to install."

    def run(self, options: dict[str, Any]) -> int:
        report = self._report()
        if options["json"]:
            self.print_json(report)
        else:
            self._print(report)
        return 1 if any(found["level"] == "error" for found in report["checks"]) else 0

    def _report(self) -> dict[str, Any]:
        free = shutil.disk_usage(settings.HOME).free
        return {
            "version": lantai.__version__,
            "python": platform.python_version(),
            "executable": sys.executable,
            "home": str(settings.HOME),
            "free_gigabytes": round(free / 1e9, 1),
            "database": connection.vendor,
            **self._what_the_database_knows(),
            "tools": [
                {"name": tool.name, "version": tool.version, "needed_for": tool.needed_for, "install": tool.install}
                for tool in tools()
            ],
            "checks": [
                {"id": found.id, "level": "error" if found.level >= checks.ERROR else "warning", "message": found.msg}
                for found in checks.run_checks(databases=["default"])
            ],
        }

    def _what_the_database_knows(self) -> dict[str, Any]:
        """Index and queues; on a database without tables, or one that is away, only what is wrong with it."""
        try:
            status = indexing_status()
            return {
                "database_problem": "",
                "index": {
                    "documents": status.documents,
                    "bytes": status.size,
                    "behind": status.behind,
                    "problem": status.problem,
                },
                "queues": [
                    {"name": q.name, "paused": q.paused, "waiting": q.waiting, "running": q.running, "failed": q.failed}
                    for q in queues()
                ],
                "workers": live_workers(),
                "storage": {
                    "damaged": damaged_objects(),
                    "open_findings": open_findings(),
                    "good_copies": copies_summary(),
                },
            }
        except DatabaseError as error:
            problem = f"{str(error).splitlines()[0]} (a new home gets its tables with the first verb)"
            return {"database_problem": problem, "index": None, "queues": [], "workers": 0, "storage": None}

    def _print(self, report: dict[str, Any]) -> None:
        if report["database_problem"]:
            self.stdout.write(f"database: {report['database_problem']}")
        self.stdout.write(
            f"Lantai {report['version']}, Python {report['python']}, {report['database']}, {report['home']}"
        )
        self.stdout.write(f"free disk: {report['free_gigabytes']} GB   workers: {report['workers']}")
        if index := report["index"]:
            self.stdout.write(f"index: {index['documents']} documents, {index['behind']} behind {index['problem']}")
        for queue in report["queues"]:
            state = "paused" if queue["paused"] else "open"
            self.stdout.write(f"queue {queue['name']}: {state}, {queue['waiting']} waiting, {queue['failed']} failed")
        if storage := report["storage"]:
            copies = ", ".join(
                f"{n} beside the storage: {objects} objects" for n, objects in storage["good_copies"].items()
            )
            self.stdout.write(
                f"storage: {storage['damaged']} objects damaged, {storage['open_findings']} findings open"
            )
            self.stdout.write(f"good copies: {copies or 'nothing is stored'}")
        for tool in report["tools"]:
            found = tool["version"] or f"missing: {tool['install']}"
            self.stdout.write(f"tool {tool['name']}: {found}   ({tool['needed_for']})")
        for check in report["checks"]:
            self.stdout.write(f"{check['level'].upper()} {check['id']}: {check['message']}")
