"""The raw cells of a spreadsheet or CSV file, as text, as a clerk sees them. No meaning is given to them here."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lantai.engines.formats import codes
from lantai.engines.formats.dbf import BrokenDbf, dbf_rows, is_dbf
from lantai.engines.formats.encodings import decode, detect
from lantai.engines.formats.readers.base import Unreadable

_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f]")
_MOST_CONTROLS = 0.01
"""Share of characters no list holds; old systems leave a few, and a tenth of random bytes are such."""
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name, its rows of cells as text, and its merged ranges. Rows keep their place in the file."""

    name: str
    rows: Sequence[Sequence[str]]
    merges: tuple[Merge, ...] = ()


class NotATable(ValueError):
    """The bytes are no spreadsheet this reader knows: `code` of the finding, and what a library said, if any."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail

    def unreadable(self) -> Unreadable:
        """As whoever asked is told in words."""
        return Unreadable(self.code, **({"detail": self.detail} if self.detail else {}))


def read_tables(path: Path) -> tuple[Table, ...]:
    """Every sheet of an .xlsx, .xls, .ods, .xlsb, .dbf or .csv file, hidden ones too. Raises `Unreadable` for others.

    Meant to run in a limited process: a hostile workbook may take all the memory it is given.
    """
    with path.open("rb") as stream:
        magic = stream.read(8)
    try:
        return _workbook(path) if magic.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else (_plain(path),)
    except NotATable as problem:  # foreseen, so that whoever asked is told in words
        raise problem.unreadable() from problem


def _workbook(path: Path) -> tuple[Table, ...]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = tuple(tuple(cell_text(v) for v in row) for row in sheet.to_python(skip_empty_area=False))
            merges = tuple((a[0], a[1], b[0], b[1]) for a, b in (sheet.merged_cell_ranges or ()))
            sheets.append(Table(name, rows, merges))
    except (CalamineError, OSError, ValueError) as error:
        raise NotATable(codes.DAMAGED, str(error)) from error
    return tuple(sheets)


def cell_text(value: Any) -> str:
    """A cell as text: whole numbers without a point, dates as ISO, midnight left out."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


def _plain(path: Path) -> Table:
    if not is_dbf(path):
        return _csv(path)
    try:
        return Table(path.stem, tuple(dbf_rows(path)))
    except BrokenDbf as problem:
        raise NotATable(problem.code, problem.detail) from problem


def _csv(path: Path) -> Table:
    data = path.read_bytes()
    _require_text(data)
    text = decode(data).text
    if not text.strip():
        raise NotATable(codes.EMPTY_TABLE)
    first = text[:4096].splitlines()[0]
    delimiter = max(",\t;", key=first.count)
    csv.field_size_limit(10_000_000)
    try:
        rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise NotATable(codes.DAMAGED, str(error)) from error
    return Table(path.stem, rows)


def _require_text(data: bytes) -> None:
    """What is no workbook must be text: cleaning would leave something that looks like rows of any bytes whatever."""
    written = data.decode(detect(data)[0], errors="replace").rstrip("\x1a")  # DOS ended its texts with one
    if "\x00" in written:
        raise NotATable(codes.NOT_A_TABLE)
    if len(_CONTROLS.findall(written)) > _MOST_CONTROLS * len(written):
        raise NotATable(codes.NOT_A_TABLE)
