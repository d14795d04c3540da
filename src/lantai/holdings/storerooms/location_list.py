"""A list of locations as a file: which record lies in which box or on which shelf (档号, 盒号, 存放位置)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.shared_pool import shared_pool
from lantai.engines.formats.tables import Table
from lantai.holdings.imports.headers import plain

READ_TABLES = "lantai.engines.formats.tables.read_tables"
"""Runs in a limited process: a hostile workbook may take all the memory it is given."""
MOST_ROWS, HEADER_WITHIN = 50_000, 20
_COLUMNS = {
    "code": ("档号", "档案号"),
    "box": ("盒号", "盒条码", "条码", "条形码"),
    "place": ("存放位置", "位置", "库位", "排架号", "库房位置"),
}
COLUMNS = {plain(word): name for name, words in _COLUMNS.items() for word in words}


class LocationsUnreadable(ArchiveError):
    code = "storerooms.locations_unreadable"
    message = gettext_noop("The list of locations %(path)s could not be read: %(reason)s")
    hint = gettext_noop("Give a sheet with the columns 档号 and 盒号 or 存放位置, of at most 50,000 rows.")
    http_status = 422
    exit_code = 3


@dataclass(frozen=True, slots=True)
class LocationRow:
    """One row: its number in the sheet, the reference code, and the box or the path of the place, or both."""

    number: int
    code: str
    box: str
    place: str


def read_locations(path: Path) -> list[LocationRow]:
    """Every row with a code. Raises `LocationsUnreadable`."""
    try:
        tables: Sequence[Table] = shared_pool().call(READ_TABLES, path)
    except Unreadable as error:
        raise LocationsUnreadable(path=path.name, reason=error.finding(path.name).sentence()) from error
    except OSError as error:
        raise LocationsUnreadable(path=path.name, reason=error.strerror or str(error)) from error
    rows = [row for table in tables for row in _rows(table)]
    if not rows or len(rows) > MOST_ROWS:
        raise LocationsUnreadable(path=path.name, reason=f"{len(rows):,} / {MOST_ROWS:,}")
    return rows


def _rows(table: Table) -> Iterator[LocationRow]:
    head = next((n for n, row in enumerate(table.rows[:HEADER_WITHIN]) if _is_head(row)), None)
    if head is None:
        return
    names = [COLUMNS.get(plain(cell), "") for cell in table.rows[head]]
    for number, row in enumerate(table.rows[head + 1 :], head + 2):
        cells: Mapping[str, str] = {name: cell.strip() for name, cell in zip(names, row, strict=False) if name}
        if cells.get("code"):
            yield LocationRow(number, cells["code"], cells.get("box", ""), cells.get("place", ""))


def _is_head(row: Sequence[str]) -> bool:
    known = {COLUMNS.get(plain(cell), "") for cell in row}
    return "code" in known and bool(known & {"box", "place"})
