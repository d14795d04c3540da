"""Descriptions as lists, CSV and XLSX, in the form that the import of lists reads back to the letter."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from lantai.base.common.dates import parse_date
from lantai.base.common.errors import ArchiveError
from lantai.base.common.workbooks import disk_errors
from lantai.holdings.catalogue.elements import element_set
from lantai.holdings.exchange.said import DateSaid, Said
from lantai.holdings.exchange.walking import Unit
from lantai.holdings.imports.exact import (
    COLUMNS,
    FOLDER,
    LEVELS,
    MARK,
    OPENING,
    PART_KEYS,
    PERSON_KEYS,
    guarded,
    joined,
)

if TYPE_CHECKING:  # only who writes a workbook pays for it
    import xlsxwriter

LONGEST_CELL = 32_767
"""What a cell of a workbook holds."""
MOST_FIELDS = 200
"""Fields with a column of their own; what is beyond stands together in the last one."""
MOST_ROWS = 1_048_576
_TEXTS = ("title", "document_number", "creator", "retention", "secrecy", "note", "pages")
Moved = Callable[[int], None]
FolderOf = Callable[[Unit], str]
"""Tells in which folder beside the list the files of a unit are; empty where it has none."""


class TooLongForCell(ArchiveError):
    code = "exchange.too_long_for_cell"
    message = gettext_noop("“%(column)s” of %(unit)s has %(count)s characters; a cell of a workbook holds %(most)s.")
    hint = gettext_noop("Export as CSV or EAD 3, which hold texts of any length.")
    http_status = 422
    exit_code = 3


class TooManyRows(ArchiveError):
    code = "exchange.too_many_rows"
    message = gettext_noop("The list has more rows than a workbook holds (%(most)s).")
    hint = gettext_noop("Export as CSV or EAD 3, or volume by volume.")
    http_status = 422
    exit_code = 3


class Sheet:
    """The columns of one list and the cells of each unit. `folder_of`: the list lies beside the files."""

    def __init__(self, fields: Sequence[str], folder_of: FolderOf | None = None) -> None:
        rules = element_set().elements
        self._elements = [each.code for each in rules if not each.kept]
        self._lists = {each.code for each in rules if each.kind == "list"}
        self._fields = sorted(fields)[:MOST_FIELDS]
        labels = {each.code: each.labels["zh"] for each in rules}
        self.names = [name for name, _ in COLUMNS]
        self.names += [f"element:{code}" for code in self._elements] + [f"field:{name}" for name in self._fields]
        self.headers = [header for _, header in COLUMNS]
        self.headers += [labels[code] for code in self._elements] + self._fields
        self.names.append("more")
        self.headers.append("其他（JSON）")
        self._folder_of = folder_of
        if folder_of:
            self.names.append(FOLDER)
            self.headers.append("原文")
        self._path: list[str] = []
        self._records: list[str] = []

    def head(self) -> list[list[str]]:
        """The two rows above: for people, and for machines."""
        return [[guarded(header) for header in self.headers], [MARK, *(guarded(name) for name in self.names[1:])]]

    def row(self, unit: Unit, base: int = 0) -> list[str]:
        """The cells of a unit, with how much stands above the whole that it is counted from."""
        said, depth, series = unit.said.checked(), unit.depth + base, unit.series
        cells = {"level": LEVELS[said.level], "code": said.code}
        del self._path[series + 1 :], self._records[max(depth - series, 0) :]
        if said.level == "series":
            if not series:
                self._path = [said.facts.get("scheme_version", "1")]
            cells["series"] = joined(self._path, "/") if series else ""
            self._path.append(said.code)
        elif said.level != "fonds":
            cells["series"] = joined(self._path, "/") if series else ""
            cells["parent"] = self._records[-1] if self._records else ""
            self._records.append(said.code)
        cells |= self._said(said)
        if self._folder_of:
            cells[FOLDER] = self._folder_of(unit)
        return [guarded(cells.get(name, "")) for name in self.names]

    def _said(self, said: Said) -> dict[str, str]:
        cells = {name: str(said.values[name]) for name in _TEXTS if name in said.values}
        more: dict[str, dict[str, Any]] = {"elements": dict(said.more), "fields": {}, "facts": {}}
        for code in self._elements:
            if code in said.values:
                self._tell(cells, more, code, said.values[code])
        if said.level in {"fonds", "series"}:
            self._tell_whole(said, cells, more)
        else:
            self._tell_record(said, cells, more)
        for name, value in said.fields.items():
            if isinstance(value, str) and value and name in self._fields:
                cells[f"field:{name}"] = value
            else:
                more["fields"][name] = value
        if told := {name: value for name, value in more.items() if value}:
            cells["more"] = json.dumps(told, ensure_ascii=False)
        return cells

    def _tell(self, cells: dict[str, str], more: dict[str, dict[str, Any]], code: str, value: Any) -> None:
        """An element in its column, if the column says it whole: no blank, and a list where a list is expected."""
        if isinstance(value, list) and code in self._lists and all(value):
            cells[f"element:{code}"] = joined(value, "\n")
        elif isinstance(value, str) and value and code not in self._lists:
            cells[f"element:{code}"] = value
        else:
            more["elements"][code] = value

    def _tell_record(self, said: Said, cells: dict[str, str], more: dict[str, dict[str, Any]]) -> None:
        facts = said.facts
        year = facts.get("year", "")
        cells |= {name: facts.get(name, "") for name in ("year", "record_type", "provisional")}
        state = said.values.get("open_flag", "")
        cells["opening"] = OPENING.get(state, state)
        if said.date:
            cells |= {"date": said.date.text, "bounds": _bounds(said.date, int(year) if year else None)}
        cells["persons"] = joined([_pairs(person, PERSON_KEYS) for person in said.persons], "\n")
        cells["parts"] = joined([_pairs(part, PART_KEYS) for part in said.components], "\n")

    def _tell_whole(self, said: Said, cells: dict[str, str], more: dict[str, dict[str, Any]]) -> None:
        """Series and fonds have few columns: what else they say stands with their elements and facts."""
        facts: dict[str, Any] = {
            name: int(value) for name, value in said.facts.items() if name != "date" and value.isdigit()
        }
        facts |= {name: value for name, value in said.facts.items() if name == "unit"}
        if "guide" in said.values:
            facts["guide"] = said.values["guide"]
        own_date = said.date is not None and said.facts.get("date") != "years"
        if said.date is not None and own_date:
            more["elements"]["date"] = said.date.text
        for code in ("creator", "note", "document_number", "retention", "secrecy"):
            if code in said.values and not (code == "creator" and said.facts.get("unit") == said.values[code]):
                more["elements"][code] = said.values[code]
                cells.pop(code, None)
        more["facts"] |= facts


def _bounds(date: DateSaid, year: int | None) -> str:
    """What the text alone would not be read as."""
    read = parse_date(date.text, year_hint=year)
    known = (read.start.isoformat() if read.start else "", read.end.isoformat() if read.end else "")
    if known == (date.start, date.end) and (not date.start or date.precision == read.precision):
        return ""
    return f"{date.start}/{date.end}/{date.precision}"


def _pairs(told: dict[str, str], keys: dict[str, str]) -> str:
    return joined([f"{word}={told[key]}" for key, word in keys.items() if told.get(key)] or ["姓名="], ";")


def write_csv(path: Path, whole: Unit, units: Iterator[Unit], fields: Sequence[str], moved: Moved) -> int:
    """UTF-8 with the mark by which spreadsheets know it, every cell quoted."""
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        out = csv.writer(target, quoting=csv.QUOTE_ALL)
        return _rows(Sheet(fields), whole, units, lambda _number, cells: out.writerow(cells), moved)


def write_xlsx(path: Path, whole: Unit, units: Iterator[Unit], fields: Sequence[str], moved: Moved) -> int:
    """One sheet, row by row. Raises `TooLongForCell` and `TooManyRows`."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with disk_errors(), xlsxwriter.Workbook(str(path), options) as book:
        return _sheet(book, "目录", Sheet(fields), (whole, units), moved)


def add_sheet(
    book: xlsxwriter.Workbook, name: str, whole: Unit, units: Iterator[Unit], fields: Sequence[str], folder_of: FolderOf
) -> int:
    """The same as one sheet of a workbook that lies beside the files, and says in which folders they are."""
    return _sheet(book, name, Sheet(fields, folder_of), (whole, units), lambda _done: None)


def _sheet(book: xlsxwriter.Workbook, name: str, sheet: Sheet, told: tuple[Unit, Iterator[Unit]], moved: Moved) -> int:
    page = book.add_worksheet(name)
    strong = book.add_format({"bold": True, "bottom": 1})
    grey = book.add_format({"font_color": "#5b6670", "italic": True, "font_size": 8})
    page.freeze_panes(2, 3)
    page.set_column(0, 1, 9)
    page.set_column(2, 2, 26)
    page.set_column(3, 3, 48)

    def put(number: int, cells: list[str]) -> None:
        if number >= MOST_ROWS:
            raise TooManyRows(most=MOST_ROWS)
        style = strong if number == 0 else grey if number == 1 else None
        for column, cell in enumerate(cells):
            if cell:
                page.write_string(number, column, fitting(cell, sheet.headers[column], cells[2]), style)

    return _rows(sheet, *told, put, moved)


def fitting(cell: str, column: str, unit: str) -> str:
    """The same text. Raises `TooLongForCell` for one that no cell of a workbook holds."""
    if len(cell) > LONGEST_CELL:
        raise TooLongForCell(most=LONGEST_CELL, column=column, unit=unit, count=len(cell))
    return cell


def _rows(sheet: Sheet, whole: Unit, units: Iterator[Unit], put: Callable[[int, list[str]], Any], moved: Moved) -> int:
    number = 0
    for cells in sheet.head():
        put(number, cells)
        number += 1
    put(number, sheet.row(whole))
    base = 0 if whole.said.level == "fonds" else 1
    for unit in units:
        number += 1
        put(number, sheet.row(unit, base))
        if not number % 500:
            moved(number)
    return number - 1
