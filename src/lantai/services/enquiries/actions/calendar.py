"""The archive's own working days, read from a file that somebody has compared with the yearly notice."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.data_files import BadDataFile
from lantai.services.enquiries.working_days import SHIPPED, read_calendar

_OFF, _WORKED = {"休", "放假", "off"}, {"班", "上班", "worked"}
_DAY, _KIND, _NAME = ("日期", "date"), ("类型", "kind"), ("名称", "name")


class CalendarRefused(ArchiveError):
    code = "enquiries.calendar_refused"
    message = gettext_noop("This is no list of holidays: %(reason)s.")
    hint = gettext_noop("A CSV has the columns date, kind (off or worked) and name; YAML is like the shipped list.")
    http_status = 422
    exit_code = 1


@transaction.atomic
def import_holidays(*, actor: Actor, source: Path, target: Path) -> tuple[int, int]:
    """Take a list in the place of the archive's own; gives how many days off and how many worked instead.

    A CSV replaces the years it names and leaves the others; YAML replaces the whole. Written beside and moved, so that
    no page ever reads half a list. Raises `CalendarRefused`.
    """
    require(actor, Right.MANAGE_JOBS)
    text = _text(source)
    rows = None if source.suffix.lower() in (".yaml", ".yml") else _rows(text)
    draft = target.with_name(f".{target.name}.{os.getpid()}.yaml")
    try:
        kept = _with_years(target if target.is_file() else SHIPPED, *rows) if rows else text
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(kept, encoding="utf-8")
        days = read_calendar(draft)
        counted = len(days.days_off), len(days.days_worked)
        data = {"file": source.name, "off": counted[0], "worked": counted[1]}
        record_event("enquiry:holidays", actor=actor, subject=("holidays", target.name), data=data)
        draft.replace(target)
    except (BadDataFile, ValueError, TypeError) as problem:
        raise CalendarRefused(reason=str(problem).replace(draft.name, source.name)) from problem
    finally:
        draft.unlink(missing_ok=True)
    return counted


def _text(source: Path) -> str:
    """Lists come from spreadsheets: in UTF-8 with or without its mark, or in GBK."""
    try:
        content = source.read_bytes()[: 1 << 20]
    except OSError as problem:
        raise CalendarRefused(reason=problem.strerror or str(problem)) from problem
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CalendarRefused(reason="neither UTF-8 nor GBK")


def _rows(text: str) -> tuple[dict[dt.date, str], set[dt.date]]:
    off: dict[dt.date, str] = {}
    worked: set[dt.date] = set()
    for line, row in enumerate(csv.DictReader(io.StringIO(text)), 2):
        given = {(name or "").strip().lower(): (value or "") for name, value in row.items() if isinstance(value, str)}
        day, kind = _cell(given, _DAY), _cell(given, _KIND)
        try:
            read = dt.date.fromisoformat(day.replace("/", "-"))
        except ValueError:
            raise CalendarRefused(reason=f"line {line}: “{day[:20]}” is no day") from None
        if kind in _OFF:
            off[read] = _cell(given, _NAME) or "—"
        elif kind in _WORKED:
            worked.add(read)
        else:
            raise CalendarRefused(reason=f"line {line}: “{kind[:20]}” is neither off nor worked")
    if not off and not worked:
        raise CalendarRefused(reason="no day is in it")
    return off, worked


def _cell(row: dict[str, str], names: tuple[str, ...]) -> str:
    return next((row[name].strip() for name in names if name in row), "")


def _with_years(known: Path, off: dict[dt.date, str], worked: set[dt.date]) -> str:
    """The list of before with these years in the place of its own. Raises what `read_calendar` does of that list."""
    read_calendar(known)
    said, years = yaml.safe_load(known.read_text(encoding="utf-8")), {day.year for day in (*off, *worked)}
    kept = [left for each in said["days_off"] for left in _left_of(each, years)]
    kept += [{"first": day, "last": day, "name": name} for day, name in sorted(off.items())]
    days = [day for day in said["days_worked"] if _day(day).year not in years] + sorted(worked)
    said |= {"version": int(said["version"]) + 1, "days_off": kept, "days_worked": days}
    return str(yaml.safe_dump(said, allow_unicode=True, sort_keys=False))


def _left_of(stretch: dict[str, Any], years: set[int]) -> list[dict[str, Any]]:
    """A stretch over New Year belongs to two years: of it only the days of a year that is replaced go."""
    first, last = _day(stretch["first"]), _day(stretch["last"])
    if years.isdisjoint({first.year, last.year}):
        return [stretch]
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return [{"first": day, "last": day, "name": stretch["name"]} for day in days if day.year not in years]


def _day(value: object) -> dt.date:
    return dt.date.fromisoformat(str(value))
