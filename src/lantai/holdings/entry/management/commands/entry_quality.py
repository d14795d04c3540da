"""`entry_quality TASK`: the error rate of a task of double entry, by field and by person."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb
from lantai.holdings.entry.quality import Quality, quality_of
from lantai.holdings.entry.queries import states_of, task_at


class Command(Verb):
    help = "The error rate of a task of double entry: mistakes by field and by person, in characters and in fields."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("task", help="the task's identifier: the last part of its page's address")

    def run(self, options: dict[str, Any]) -> int:
        task = task_at(options["task"], OPERATOR)
        quality = quality_of(task)
        if options["json"]:
            told = {"task": task.ulid, "name": task.name, "type": task.record_type, "records": task.records}
            told |= {"checked": task.checked, "states": states_of(task), "undecided": quality.undecided}
            told |= {"total": quality.total.as_json()}
            told |= {name: [rate.as_json() for rate in getattr(quality, name)] for name in ("fields", "persons")}
            self.print_json(told)
        else:
            self._print(quality)
        return 1 if quality.undecided else 0

    def _print(self, quality: Quality) -> None:
        for rate in (*quality.persons, *quality.fields):
            self.stdout.write(
                f"{rate.character_rate:>8.3%} of {rate.characters} characters, "
                f"{rate.field_rate:>8.3%} of {rate.fields} fields  {rate.label}"
            )
        self.stdout.write(f"{quality.undecided} differences are not decided")
