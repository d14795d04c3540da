"""Opening hours and seats as data: the archive's own file where there is one, else the shipped one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from lantai.base.common.data_files import BadDataFile, read_data_file
from lantai.services.enquiries.working_days import working_days

SHIPPED = Path(__file__).with_name("reading_room.yaml")
_TIME = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
SCHEMA = {
    "type": "object",
    "required": ["schema", "version", "seats", "days_ahead", "keep_days", "slots", "closed"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": {"type": "integer", "minimum": 1},
        "seats": {"type": "integer", "minimum": 0, "maximum": 200},
        "days_ahead": {"type": "integer", "minimum": 1, "maximum": 60},
        "keep_days": {"type": "integer", "minimum": 1, "maximum": 366},
        "slots": {
            "type": "array",
            "maxItems": 40,
            "items": {
                "type": "object",
                "required": ["days", "from", "to"],
                "additionalProperties": False,
                "properties": {
                    "days": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 7}, "minItems": 1},
                    "from": _TIME,
                    "to": _TIME,
                },
            },
        },
        "closed": {"type": "array"},
    },
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of some weekdays."""

    days: frozenset[int]
    starts: dt.time
    ends: dt.time


@dataclass(frozen=True, slots=True)
class ReadingRoom:
    """When it can be booked."""

    seats: int
    days_ahead: int
    keep_days: int
    slots: tuple[Slot, ...]
    closed: frozenset[dt.date]

    def slots_on(self, day: dt.date) -> list[Slot]:
        """In their order; none on days that are no working days."""
        if day in self.closed or not working_days().counts(day):
            return []
        return sorted((slot for slot in self.slots if day.isoweekday() in slot.days), key=lambda slot: slot.starts)

    def bookable(self, today: dt.date) -> list[tuple[dt.date, Slot]]:
        """From tomorrow on."""
        days = (today + dt.timedelta(days=number) for number in range(1, self.days_ahead + 1))
        return [(day, slot) for day in days for slot in self.slots_on(day)]


def read_room(path: Path) -> ReadingRoom:
    """Raises `BadDataFile`."""
    said = read_data_file(path, SCHEMA)
    try:
        slots = tuple(
            Slot(frozenset(row["days"]), dt.time.fromisoformat(row["from"]), dt.time.fromisoformat(row["to"]))
            for row in said["slots"]
        )
        closed = frozenset(dt.date.fromisoformat(str(day)) for day in said["closed"])
    except ValueError as problem:
        raise BadDataFile(path, 1, str(problem)) from problem
    if wrong := [slot for slot in slots if slot.ends <= slot.starts]:
        raise BadDataFile(path, 1, f"a slot ends at {wrong[0].ends:%H:%M} and begins at {wrong[0].starts:%H:%M}")
    return ReadingRoom(said["seats"], said["days_ahead"], said["keep_days"], slots, closed)


@lru_cache(maxsize=4)
def _read(path: Path, _stamp: float) -> ReadingRoom:
    return read_room(path)


def reading_room() -> ReadingRoom:
    """Read anew when the file changes."""
    own = Path(settings.READING_ROOM_FILE)
    path = own if own.is_file() else SHIPPED
    return _read(path, path.stat().st_mtime)
