"""Long spreadsheets row by row: a limited process lays the cells down in a file, the reader takes what it needs.

A list of a hundred thousand rows as Python objects takes a gigabyte; as lines of JSON it lies on the disk.
"""

from __future__ import annotations

import json
import mmap
import re
import zipfile
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import overload

from lantai.engines.formats import codes
from lantai.engines.formats.tables import Merge, NotATable, Table, cell_text, read_tables

_MOST_MARKS = 1000
_LET_GO_EVERY = 4096
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*?\bt="e"[^>]*>(?:<f[^>]*>.*?</f>|<f[^>]*/>)?<v>([^<]*)</v>')
_HIDDEN_ROW = re.compile(rb'<row [^>]*?\br="(\d+)"[^>]*?\bhidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<col [^>]*?\bhidden="(?:1|true)"')
_STYLED_CELL = re.compile(rb'<c r="[A-Z]+(\d+)"[^>]*?\bs="(\d+)"')


@dataclass(frozen=True, slots=True)
class SpooledSheet:
    """One sheet that was laid down: how many rows, from which byte on, and what a workbook says besides words.

    `errors` are cells that show #REF! and the like: (row, column, text), counted from 0. `coloured_rows` are rows with
    cells on a coloured ground; colours mean something to whoever chose them, and are lost in a catalogue.
    """

    name: str
    rows: int
    offset: int
    merges: tuple[Merge, ...] = ()
    errors: tuple[tuple[int, int, str], ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: int = 0
    coloured_rows: int = 0
    comments: bool = False


def spool_tables(path: Path, target: Path, *, name: str) -> tuple[SpooledSheet, ...]:
    """Every sheet of a workbook or CSV file into `target`, one JSON list a row; a CSV file is the sheet `name`.

    Meant to run in a limited process. Raises `Unreadable` for what is no list.
    """
    try:
        return _spooled(path, target, name)
    except NotATable as problem:
        raise problem.unreadable() from problem


def _spooled(path: Path, target: Path, name: str) -> tuple[SpooledSheet, ...]:
    with path.open("rb") as stream:
        magic = stream.read(8)
    with target.open("wb") as out:
        if not magic.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
            return (_laid_down(out, name, read_tables(path)[0].rows),)
        sheets = tuple(_laid_down(out, title, rows, merges) for title, rows, merges in _sheets(path))
    marks = _marks(path) if magic.startswith(b"PK") else {}
    return tuple(_with_marks(sheet, marks.get(n, {})) for n, sheet in enumerate(sheets))


def spooled_tables(target: Path, sheets: Sequence[SpooledSheet]) -> list[Table]:
    """The sheets as tables whose rows are read from the file when they are asked for."""
    return [Table(sheet.name, SpooledRows(target, sheet), sheet.merges) for sheet in sheets]


class SpooledRows(Sequence[Sequence[str]]):
    """Rows of one sheet; in order they cost one line each, out of order one seek more."""

    def __init__(self, path: Path, sheet: SpooledSheet) -> None:
        self._bytes: mmap.mmap | bytes = b""
        if sheet.rows:
            with path.open("rb") as stream:
                self._bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._places = array("Q", [sheet.offset])
        self._count = sheet.rows
        self._recent = lru_cache(maxsize=64)(self._read)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, wanted: int) -> Sequence[str]: ...
    @overload
    def __getitem__(self, wanted: slice) -> Sequence[Sequence[str]]: ...
    def __getitem__(self, wanted: int | slice) -> Sequence[str] | Sequence[Sequence[str]]:
        if isinstance(wanted, slice):
            return [self[n] for n in range(*wanted.indices(self._count))]
        if not -self._count <= wanted < self._count:
            raise IndexError(wanted)
        return self._recent(wanted % self._count)

    def __iter__(self) -> Iterator[Sequence[str]]:
        return (self[n] for n in range(self._count))

    def _read(self, number: int) -> Sequence[str]:
        if number % _LET_GO_EVERY == 0 and isinstance(self._bytes, mmap.mmap):
            self._bytes.madvise(mmap.MADV_DONTNEED)  # what has been read lies on the disk, not in our memory
        while len(self._places) <= number + 1:
            self._places.append(self._bytes.find(b"\n", self._places[-1]) + 1)
        return list(json.loads(self._bytes[self._places[number] : self._places[number + 1]]))


def _laid_down(
    out: object, name: str, rows: Sequence[Sequence[str]] | Iterator[Sequence[str]], merges: tuple[Merge, ...] = ()
) -> SpooledSheet:
    begin, count = out.tell(), 0  # type: ignore[attr-defined]
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")  # type: ignore[attr-defined]
        count += 1
    return SpooledSheet(name, count, begin, merges)


def _sheets(path: Path) -> Iterator[tuple[str, Iterator[list[str]], tuple[Merge, ...]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            merges = tuple((a[0], a[1], b[0], b[1]) for a, b in (sheet.merged_cell_ranges or ()))
            yield name, _whole_rows(sheet), merges
    except (CalamineError, OSError, ValueError) as error:
        raise NotATable(codes.DAMAGED, str(error)) from error


def _whole_rows(sheet: object) -> Iterator[list[str]]:
    """All rows at their place: the library leaves out what is empty above and to the left."""
    top, left = sheet.start or (0, 0)  # type: ignore[attr-defined]
    before = [""] * left
    for _ in range(top):
        yield []
    for row in sheet.iter_rows():  # type: ignore[attr-defined]
        yield before + [cell_text(value) for value in row]


def _marks(path: Path) -> dict[int, dict[str, object]]:
    """What an .xlsx says of each sheet besides the words, by the sheet's place; nothing when it cannot be read."""
    try:
        with zipfile.ZipFile(path) as parts:
            names = set(parts.namelist())
            coloured = _coloured_styles(parts.read("xl/styles.xml")) if "xl/styles.xml" in names else set()
            found = {}
            for number in range(sum(bool(re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)) for name in names)):
                part = f"xl/worksheets/sheet{number + 1}.xml"
                if part in names:
                    has_notes = f"xl/comments{number + 1}.xml" in names
                    found[number] = _marks_of(parts.read(part), coloured) | {"comments": has_notes}
            return found
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError):
        return {}


def _marks_of(xml: bytes, coloured: set[int]) -> dict[str, object]:
    errors = [
        (int(row) - 1, _column(letters.decode()), text.decode("utf-8", "replace"))
        for letters, row, text in _ERROR_CELL.findall(xml)[:_MOST_MARKS]
    ]
    return {
        "errors": tuple(errors),
        "hidden_rows": tuple(int(row) - 1 for row in _HIDDEN_ROW.findall(xml)[:_MOST_MARKS]),
        "hidden_columns": len(_HIDDEN_COLUMN.findall(xml)),
        "coloured_rows": len({row for row, style in _STYLED_CELL.findall(xml) if int(style) in coloured})
        if coloured
        else 0,
    }


def _coloured_styles(xml: bytes) -> set[int]:
    """Places of cell styles whose ground has a colour of its own."""
    fills = re.findall(rb"<fill>(.*?)</fill>", xml, re.DOTALL)
    solid = {n for n, fill in enumerate(fills) if b'patternType="solid"' in fill and b"<fgColor" in fill}
    cells = re.search(rb"<cellXfs[^>]*>(.*?)</cellXfs>", xml, re.DOTALL)
    styles = re.findall(rb'<xf [^>]*?\bfillId="(\d+)"', cells[1]) if cells else []
    return {n for n, fill in enumerate(styles) if int(fill) in solid}


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _with_marks(sheet: SpooledSheet, marks: dict[str, object]) -> SpooledSheet:
    from dataclasses import replace

    return replace(sheet, **marks) if marks else sheet  # type: ignore[arg-type]
