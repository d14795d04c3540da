"""Spreadsheets of every age through calamine: one part a sheet, a row a line, cells joined by tabs."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterable
from typing import Any

import python_calamine as calamine

from lantai.engines.formats import codes
from lantai.engines.formats.model import Line, PageReading
from lantai.engines.formats.readers import base, office
from lantai.engines.formats.readers.base import Extract, Source, Unreadable

ENGINE = f"python-calamine {getattr(calamine, '__version__', '0.9')}"

# Excel 2 to 4: no compound file yet. The sheets of StarOffice 6 are named like OpenDocument but differ.
_TOO_OLD = frozenset({"fmt/55", "fmt/56", "fmt/57", "fmt/58"})


def read_sheets(source: Source) -> Extract:
    """Every sheet, hidden ones too; then the comments and text boxes of the workbook."""
    try:
        book = calamine.CalamineWorkbook.from_path(str(source.path))
    except calamine.PasswordError as error:
        raise Unreadable(codes.ENCRYPTED) from error
    except calamine.CalamineError as error:
        if source.identity.puid in _TOO_OLD or "Cannot detect" in str(error):
            raise Unreadable(codes.NO_READER, format=source.identity.name) from error
        raise
    extract = Extract()
    budget = [source.limits.max_rows, source.limits.max_characters]
    for name in book.sheet_names:
        extract.pages.append(_sheet(source, extract, book, name, budget))
    extras = _drawn_text(source)
    if extras:
        extract.pages.append(base.part(len(extract.pages) + 1, extras, engine=ENGINE))
    return extract


def _sheet(source: Source, extract: Extract, book: Any, name: str, budget: list[int]) -> PageReading:
    number = len(extract.pages) + 1
    try:
        sheet = book.get_sheet_by_name(name)
    except (calamine.WorksheetNotFound, calamine.CalamineError) as error:
        # A chart sheet has no cells; a broken one must not take the others with it.
        if "chart" not in str(error).lower():
            extract.note(source, codes.DAMAGED, detail=f"{name}: {error}")
        return base.part(number, [Line(name)], engine=ENGINE)
    lines = [Line(base.tidy_inline(name))]
    for row in sheet.iter_rows():
        if budget[0] <= 0 or budget[1] <= 0:
            extract.note(source, codes.CUT_SHORT, detail=f"{name}: {len(lines) - 1} / {sheet.height}")
            break
        text = _row(row)
        budget[0] -= 1
        budget[1] -= len(text)
        if text:
            lines.extend(base.lines_of(text))
    return base.part(number, lines, engine=ENGINE)


def _row(cells: Iterable[Any]) -> str:
    return "\t".join(_cell(cell) for cell in cells).rstrip("\t")


def _cell(value: Any) -> str:
    """A value as the sheet shows it: whole numbers without .0, dates as ISO, midnight left off."""
    if isinstance(value, str):
        return base.tidy_inline(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    return str(value)


def _drawn_text(source: Source) -> list[Line]:
    """Comments and text boxes, which stand beside the cells in packages of the newer formats."""
    if not zipfile.is_zipfile(source.path):
        return []
    lines: list[Line] = []
    with base.open_package(source) as zipped:
        package = office.Package(zipped, source)
        for name in sorted(package.names):
            if name.startswith("xl/drawings/drawing") and name.endswith(".xml"):
                root = package.xml(name)
                for node in () if root is None else root.iter("{*}p"):
                    lines.extend(base.lines_of(office.paragraph_text(node)))
            elif name.startswith("xl/comments") and name.endswith(".xml"):
                root = package.xml(name)
                for node in () if root is None else root.iter("{*}comment"):
                    lines.extend(base.lines_of("".join(t.text or "" for t in node.iter("{*}t"))))
    return [line for line in lines if line.text]
