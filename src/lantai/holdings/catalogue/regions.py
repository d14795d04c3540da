"""Regions that ID numbers begin with: provinces are shipped as data, counties come from a table an archive lays down.

The county codes of GB/T 2260 change nearly every year. A table of its revisions (`{"2002": {"110101": "…"}, …}`) may be
put into the home folder; numbers are then compared with the revisions in force since the birth. A region that is not
found is worth a look and never an error: the codes before 1999 are in no table that may be passed on.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _, gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.data_files import read_data_file

_FILE = Path(__file__).parent / "provinces.yaml"
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["schema", "version", "standard", "provinces"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": {"type": "integer", "minimum": 1},
        "standard": {"type": "string"},
        "provinces": {
            "type": "object",
            "propertyNames": {"pattern": "^[1-8][0-9]$"},
            "additionalProperties": {"type": "string", "minLength": 1},
            "minProperties": 30,
        },
    },
}
_CODE = re.compile(r"[1-8][0-9]{5}")


@cache
def provinces() -> Mapping[str, str]:
    """Names by the first two digits."""
    return MappingProxyType(dict(read_data_file(_FILE, _SCHEMA)["provinces"]))


class RegionsUnreadable(ArchiveError):
    code = "catalogue.regions_unreadable"
    message = gettext_noop("The table of regions %(path)s cannot be used: %(reason)s")
    hint = gettext_noop(
        "It is a JSON object of years, each an object of six-digit codes and names. Mend it or take it away."
    )


@dataclass(frozen=True, slots=True)
class Regions:
    """Six-digit codes by the year of each revision, oldest first."""

    years: tuple[int, ...]
    codes: tuple[frozenset[str], ...]

    @property
    def odd(self) -> list[str]:
        """Codes in it that no ID number begins with, in order: a slip of whoever made the table."""
        every = {code for codes in self.codes for code in codes}
        return sorted(code for code in every if not _CODE.fullmatch(code) or code[:2] not in provinces())

    def known(self, code: str, birth: dt.date) -> bool:
        """Whether a revision in force at the birth or later has the code: numbers may be given years after it."""
        first = max(bisect_right(self.years, birth.year) - 1, 0)
        return any(code in codes for codes in self.codes[first:])


def read_regions(path: Path) -> Regions | None:
    """The table in this file; `None` when there is none. Raises `RegionsUnreadable`."""
    if not path.exists():
        return None
    try:
        return regions_from(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise RegionsUnreadable(path=str(path), reason=str(error)) from error


def regions_from(data: Mapping[str, Mapping[str, str]]) -> Regions:
    """Keys are years, or years with a month (200306); others are passed over."""
    dated = sorted((key, codes) for key, codes in data.items() if key.isdigit() and len(key) in (4, 6))
    if not dated:
        msg = "no year in it"
        raise ValueError(msg)
    return Regions(tuple(int(key[:4]) for key, _ in dated), tuple(frozenset(codes) for _, codes in dated))


def region_problem(code: str, birth: dt.date, regions: Regions | None) -> bool:
    """Whether the region is doubtful: an unknown province, or a county the table does not have."""
    if code[:2] not in provinces():
        return True
    return regions is not None and not regions.known(code, birth)


_place: list[Path] = []


def use_regions(path: Path) -> None:
    """Said once at the start, by the part that reads settings; the file is read when the first number is."""
    _place[:] = [path]
    regions.cache_clear()


@cache
def regions() -> Regions | None:
    """The table of this installation, if it has one."""
    return read_regions(_place[0]) if _place else None


def regions_place() -> Path | None:
    """Where an archive's own table is looked for."""
    return _place[0] if _place else None


def table_said(table: Regions | None) -> str:
    """Which table numbers are compared with, in words."""
    if table is None:
        return _("provinces of GB/T 2260 only; this archive has no table of counties")
    revisions = {"count": len(table.years), "first": table.years[0], "last": table.years[-1]}
    return _("the archive's own table, %(count)s revisions from %(first)s to %(last)s") % revisions


def regions_problem() -> str:
    """What is wrong with the archive's own table, or nothing."""
    try:
        table = regions()
    except RegionsUnreadable as problem:
        return str(problem)
    odd = table.odd if table else []
    return _("no code of a region: %(codes)s") % {"codes": ", ".join(odd[:10])} if odd else ""
