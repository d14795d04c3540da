"""Working days as data: weekends, days off and weekends worked instead (国务院办公厅 the notice of each year)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from lantai.holdings.catalogue.data_files import read_data_file

SHIPPED = Path(__file__).with_name("calendar.yaml")
SCHEMA = {
    "type": "object",
    "required": ["schema", "version", "weekend", "days_off", "days_worked"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": {"type": "integer", "minimum": 1},
        "weekend": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 7}, "maxItems": 6},
        "days_off": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["first", "last", "name"],
                "additionalProperties": False,
                "properties": {"first": {}, "last": {}, "name": {"type": "string"}},
            },
        },
        "days_worked": {"type": "array"},
    },
}
LONGEST = dt.timedelta(days=60)
"""No stretch of days off is longer: a slip of the pen in a year is told, not obeyed."""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Which days count."""

    weekend: frozenset[int]
    days_off: frozenset[dt.date]
    days_worked: frozenset[dt.date]

    def counts(self, day: dt.date) -> bool:
        if day in self.days_worked:
            return True
        return day not in self.days_off and day.isoweekday() not in self.weekend

    def after(self, day: dt.date, number: int) -> dt.date:
        """The day so many working days after `day`, which itself does not count."""
        while number > 0:
            day += dt.timedelta(days=1)
            number -= self.counts(day)
        return day

    def between(self, first: dt.date, last: dt.date) -> int:
        """How many working days lie after `first`, up to and with `last`."""
        days = max(0, (last - first).days)
        return sum(self.counts(first + dt.timedelta(days=n)) for n in range(1, days + 1))


def read_calendar(path: Path) -> WorkingDays:
    """One file. Raises `BadDataFile`, or ValueError for a day that is none or a stretch that is too long."""
    said = read_data_file(path, SCHEMA)
    off: set[dt.date] = set()
    for each in said["days_off"]:
        first, last = _day(each["first"]), _day(each["last"])
        if not dt.timedelta(0) <= last - first <= LONGEST:
            msg = f"{path.name}: {each['name']} lasts from {first} to {last}"
            raise ValueError(msg)
        off |= {first + dt.timedelta(days=n) for n in range((last - first).days + 1)}
    worked = frozenset(map(_day, said["days_worked"]))
    return WorkingDays(frozenset(said["weekend"]), frozenset(off), worked)


def _day(value: object) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


@lru_cache(maxsize=4)
def _read(path: Path, _stamp: float) -> WorkingDays:
    return read_calendar(path)


def working_days() -> WorkingDays:
    """The archive's own list where there is one, else the shipped one. Read anew when the file changes."""
    own = Path(settings.HOLIDAYS_FILE)
    path = own if own.is_file() else SHIPPED
    return _read(path, path.stat().st_mtime)
