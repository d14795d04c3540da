"""Regions that ID numbers begin with: provinces are known here, counties from a table an archive lays beside its rules.

The county codes of GB/T 2260 change nearly every year. A table of its revisions (`{"2002": {"110101": "…"}, …}`) may be
put into the home folder; numbers are then compared with the revisions in force since the birth. A region that is not
found is worth a look and never an error: the codes before 1999 are in no table that may be passed on.
"""

from __future__ import annotations

import datetime as dt
import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError

_PROVINCES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
PROVINCES = frozenset(_PROVINCES.split(" "))
"""First two digits, as GB/T 2260 has them; 83 is given to residents of Taiwan."""


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
    if code[:2] not in PROVINCES:
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
