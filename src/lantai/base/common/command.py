"""The base of every verb: refusals become a sentence, a remedy and an exit code; `--json` prints one object."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError


class DatabaseFailed(ArchiveError):
    code = "database.failed"
    message = gettext_noop("The database cannot go on: %(reason)s.")
    hint = gettext_noop(
        "Look at its disk's room, the rights of its file and its server, then start the same act again: it goes on."
    )
    http_status = 503
    exit_code = 4


class Verb(BaseCommand):
    """A command that reports. Subclasses write `run`, which returns the exit code (None is 0)."""

    requires_system_checks: list[str] = []
    reports = True

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser("bin/lantai", subcommand, **kwargs)
        if self.reports:
            parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
        return parser

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            code = self.run(options)
        except ArchiveError as error:
            self.refuse(error, as_json=bool(options.get("json")))
            code = error.exit_code
        except DatabaseError as error:
            refusal = DatabaseFailed(reason=str(error).splitlines()[0])
            self.refuse(refusal, as_json=bool(options.get("json")))
            code = refusal.exit_code
        except BrokenPipeError:  # whoever read the output has gone away (`| head`): that is no error
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        if code:
            sys.exit(code)

    def run(self, options: dict[str, Any]) -> int | None:
        raise NotImplementedError

    def refuse(self, error: ArchiveError, *, as_json: bool) -> None:
        """The third translator: what, why and what to do, on standard error."""
        if as_json:
            self.print_json({"error": error.code, "message": str(error), "remedy": error.remedy()})
        self.stderr.write(self.style.ERROR(str(error)))
        if error.remedy():
            self.stderr.write(error.remedy())

    def print_json(self, value: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False))

    def execute(self, *args: Any, **options: Any) -> str | None:
        with translation.override("en" if options.get("json") else translation.get_language() or "zh-hans"):
            return super().execute(*args, **options)


def refuse_to_stderr(error: ArchiveError) -> int:
    """Say a refusal met before any verb ran; returns its exit code."""
    sys.stderr.write(f"{error}\n{error.remedy()}\n")
    return error.exit_code


def existing_path(text: str) -> Path:
    """An argument that names something on this machine; whether it is there is the action's to say."""
    if not text.strip():
        msg = "a path is expected"
        raise ArgumentTypeError(msg)
    return Path(text).expanduser()
