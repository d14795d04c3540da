"""When objects are due, as data: DA/T 70-2018 names no period, so the archive sets its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from lantai.base.accounts.access import Actor, Right
from lantai.holdings.catalogue.data_files import BadDataFile, problem_in, read_data_file
from lantai.holdings.catalogue.labels import retention_label

SCHEDULE = Actor("schedule", "schedule", None, {"*": frozenset({Right.MANAGE_JOBS})})
"""Who acts when nobody pressed a button: the events say so."""
PERMANENT = {"永久": "Y"}
"""A schedule may name the permanent term as lists write it."""
SHIPPED = Path(__file__).parent / "schedule.yaml"
_DAYS = {
    "type": "object",
    "required": ["*"],
    "additionalProperties": {"type": "integer", "minimum": 1, "maximum": 36500},
}
_COUNT = {"type": "integer", "minimum": 1, "maximum": 100_000}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "days"],
    "properties": {
        "version": {"const": 1},
        "standard": {"type": "string"},
        "every_hours": _COUNT,
        "copy_every_hours": _COUNT,
        "sample_one_in": {"type": "integer", "minimum": 0, "maximum": 1_000_000},
        "sample_every_days": _COUNT,
        "keeping_check_every_days": {"type": "integer", "minimum": 0, "maximum": 36500},
        "keeping_check_one_in": _COUNT,
        "days": _DAYS,
        "institutions": {"type": "object", "additionalProperties": _DAYS},
    },
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often what is read. `days` by retention, `*` for every other; `institutions` have days of their own.

    `keeping_check_every`: between two four-property checks (link CQ) of what is kept of a fonds, zero for none; they
    look at one object in `keeping_check_one_in`.
    """

    days: Mapping[str, int]
    institutions: Mapping[str, Mapping[str, int]]
    every: dt.timedelta
    copy_every: dt.timedelta
    sample_one_in: int
    sample_every: dt.timedelta
    keeping_check_every: dt.timedelta
    keeping_check_one_in: int

    def words(self) -> list[tuple[str, int]]:
        """Days by retention as people call it; `*` as the empty word. 永久 and Y are one, the shorter time holds."""
        said: dict[str, int] = {}
        for name, count in self.days.items():
            word = "" if name == "*" else retention_label(PERMANENT.get(name, name))
            said[word] = min(count, said.get(word, count))
        return list(said.items())

    def due_before(self, institution: str = "", *, now: dt.datetime | None = None) -> dict[str, dt.datetime]:
        """By retention, before which moment an object must last have been read to be due."""
        now = now or timezone.now()
        days = self.institutions.get(institution, self.days)
        return {name: now - dt.timedelta(days=count) for name, count in days.items()}


def current_schedule() -> Schedule:
    """The archive's own, or the shipped one while there is none or it is wrong (a system check says so)."""
    own = Path(settings.FIXITY_SCHEDULE_FILE)
    if own.exists():
        try:
            return _schedule(read_data_file(own, SCHEMA))
        except BadDataFile:
            pass
    return _schedule(read_data_file(SHIPPED, SCHEMA))


def schedule_problem() -> BadDataFile | None:
    """What is wrong with the archive's own schedule, or with the shipped one."""
    return problem_in(SCHEMA, SHIPPED, Path(settings.FIXITY_SCHEDULE_FILE))


def _schedule(said: Mapping[str, Any]) -> Schedule:
    return Schedule(
        days=said["days"],
        institutions=said.get("institutions", {}),
        every=dt.timedelta(hours=said.get("every_hours", 24)),
        copy_every=dt.timedelta(hours=said.get("copy_every_hours", 1)),
        sample_one_in=said.get("sample_one_in", 0),
        sample_every=dt.timedelta(days=said.get("sample_every_days", 30)),
        keeping_check_every=dt.timedelta(days=said.get("keeping_check_every_days", 365)),
        keeping_check_one_in=said.get("keeping_check_one_in", 20),
    )
