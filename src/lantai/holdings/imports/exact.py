"""Lists that Lantai wrote itself: a second row names each column for machines, and every cell is read to the letter.

A list of this kind holds series and records in their order, those above before those below. Cells that a spreadsheet
might take for a formula begin with an apostrophe, which is taken off again. Nothing is guessed, cleaned or filled in.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_noop

from lantai.base.common.dates import ArchivalDate, Precision, parse_date
from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.formats.tables import Table
from lantai.holdings.catalogue.actions import Description, Part, Person, SeriesSaid
from lantai.holdings.catalogue.elements import element_set
from lantai.holdings.catalogue.models import Component, OpeningState, Record, Series

MARK = "lantai-list-1"
"""Stands in the first cell of the second row; another number is another edition of this form."""
GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a cell must not begin with: spreadsheets would calculate it."""
_AS_JSON = "\\json:"
_RARE = re.compile("[\r\x0b\x0c\x7f-\x9f\u2028\u2029\ufeff\ufdd0-\ufdef\ufffe\uffff]")
"""Line breaks of other systems and characters without meaning, which readers of text files change or leave out."""
COLUMNS: tuple[tuple[str, str], ...] = (
    ("mark", "格式"), ("level", "著录层级"), ("code", "档号"), ("title", "题名"), ("series", "类别"),
    ("parent", "所属案卷"), ("document_number", "文件编号"), ("creator", "责任者"), ("date", "日期"),
    ("bounds", "日期起止"), ("year", "年度"), ("retention", "保管期限"), ("secrecy", "密级"), ("opening", "开放标识"),
    ("pages", "页数"), ("record_type", "档案专题"), ("persons", "人名"), ("parts", "组成"),
    ("provisional", "暂编档号"), ("note", "备注"),
)  # fmt: skip
"""Columns every list has: name for machines, header for people. Elements, fields and `more` follow."""
_FOR_MACHINES = {MARK, "level", "series", "bounds", "provisional", "more"}
PERSON_KEYS = {
    "name": "姓名", "role": "角色", "former_names": "曾用名", "sex": "性别", "birth": "出生日期", "unit": "单位",
    "place": "住址",
}  # fmt: skip
PART_KEYS = {"kind": "类型", "title": "题名", "page_from": "起页", "page_to": "止页", "note": "备注"}
LEVELS = {"fonds": "全宗", "series": "类别", "volume": "案卷", "item": "件"}
OPENING = {"open": "开放", "restricted": "控制", "deferred": "延期开放", "unreviewed": "未审核"}

BAD_CELL = declare(
    "catalogue.bad_cell",
    gettext_noop("“%(text)s” in column “%(column)s”, row %(row)s, is not in the form this list is written in."),
    gettext_noop("Write it as in the other rows of the list, then import it again."),
)


SHEETS_LEFT = declare(
    "catalogue.sheets_left",
    gettext_noop("“%(list)s” says everything in full; the other sheets of %(path)s were not read: %(sheets)s."),
    gettext_noop("Nothing needs doing. What was changed in one of those sheets has to be changed in “%(list)s”."),
)
FOLDER = "folder"
"""Column of a list that lies beside the files: the folder, seen from the list, in which those of a record are."""


@dataclass(frozen=True, slots=True)
class ExactRow:
    """One row: its number, what kind of unit it tells of, and its cells by the name for machines."""

    number: int
    level: str
    cells: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.cells.get(name, "")

    @property
    def above(self) -> tuple[str, ...]:
        """The codes of the series it stands in, from the top; the version of the scheme first."""
        return tuple(cut(self.get("series"), "/"))


@dataclass(slots=True)
class Read:
    """What a row says, and what of it could not be read."""

    description: Description
    findings: list[Finding] = field(default_factory=list)


def is_exact(table: Table) -> bool:
    """Whether the second row names the columns for machines."""
    return len(table.rows) > 1 and bool(table.rows[1]) and table.rows[1][0] == MARK


def tables_to_read(tables: Sequence[Table]) -> Sequence[Table]:
    """Of a workbook with lists of our own these alone: its other sheets are for people, and say less of the same."""
    return [table for table in tables if is_exact(table)] or tables


def about_sheets_left(file: str, tables: Sequence[Table]) -> list[Finding]:
    """That sheets beside a list of our own were passed over; nothing where there are none."""
    exact = [table.name for table in tables if is_exact(table)]
    left = [table.name for table in tables if not is_exact(table) and any(any(row) for row in table.rows)]
    if not exact or not left:
        return []
    told = {"list": exact[0], "path": file, "sheets": ", ".join(left)}
    return [Finding(SHEETS_LEFT, Severity.INFO, file, told)]


def plain_tables(table: Table) -> Iterator[Table]:
    """The volumes and the items of such a list as lists like any other, for who knows only those. Rows keep place."""
    columns = [n for n, name in enumerate(table.rows[1]) if unguarded(name) not in _FOR_MACHINES]
    headers = [unguarded(table.rows[0][n]) for n in columns]
    at = {unguarded(name): n for n, name in enumerate(table.rows[1])}.get("level", 0)
    for level, name in (("volume", "案卷目录"), ("item", "文件目录")):
        rows = [
            [unguarded(row[n]) if n < len(row) else "" for n in columns] if row[at : at + 1] == (LEVELS[level],) else []
            for row in map(tuple, table.rows[2:])
        ]
        if any(rows):
            yield Table(f"{table.name}（{name}）", [headers, [], *rows])


def exact_rows(table: Table) -> Iterator[ExactRow]:
    """Every row behind the two of headers that says anything."""
    names = [unguarded(name) for name in table.rows[1]]
    words = {word: level for level, word in LEVELS.items()}
    for number, row in enumerate(table.rows, 1):
        if number <= 2 or not any(row):
            continue
        cells = {name: unguarded(cell) for name, cell in zip(names, row, strict=False) if cell}
        level = cells.get("level", "")
        yield ExactRow(number, words.get(level, level), cells)


def described(row: ExactRow, series: Series | None, place: str, lineage: dict[str, Any]) -> Read:
    """A row of a volume or an item as a description."""
    read = Read(Description("", ""))
    more = _json(row, "more", read, place)
    year = _number(row, "year", read, place)
    opening = {word: state for state, word in OPENING.items()}.get(row.get("opening"), row.get("opening"))
    if opening and opening not in OpeningState.values:
        _bad(row, "opening", read, place)
        opening = ""
    read.description = Description(
        code=row.get("code"),
        title=row.get("title"),
        level=row.level if row.level in Record.Level.values else Record.Level.ITEM,
        provisional=bool(row.get("provisional")),
        date=_date(row, year, read, place),
        year=year,
        opening_state=opening or OpeningState.UNREVIEWED,
        pages_declared=_number(row, "pages", read, place),
        persons=tuple(_person(told) for told in _lines(row, "persons", PERSON_KEYS, read, place)),
        parts=tuple(_part(told) for told in _lines(row, "parts", PART_KEYS, read, place)),
        series=series,
        elements=elements_of(row) | more.get("elements", {}),
        fields=_prefixed(row, "field:") | more.get("fields", {}),
        lineage=lineage,
        document_number=row.get("document_number"),
        creator=row.get("creator"),
        retention=row.get("retention"),
        secrecy=row.get("secrecy"),
        record_type=row.get("record_type"),
        note=row.get("note"),
    )
    return read


def series_said(row: ExactRow, parent: Series | None) -> SeriesSaid:
    """A row of a series."""
    more = _loaded(row.get("more"))
    facts = more.get("facts", {})
    return SeriesSaid(
        row.get("code"), row.get("title"), parent,
        int(facts.get("scheme_version", 1)), int(facts.get("position", 0)),
        elements_of(row) | more.get("elements", {}),
    )  # fmt: skip


def fonds_said(row: ExactRow) -> dict[str, Any]:
    """What the row of the fonds says of it, by its columns."""
    more = _loaded(row.get("more"))
    facts = more.get("facts", {})
    told = {name: facts[name] for name in ("unit", "guide", "year_from", "year_to") if name in facts}
    return {"title": row.get("title"), "elements": elements_of(row) | more.get("elements", {})} | told


def elements_of(row: ExactRow) -> dict[str, Any]:
    """Elements by their codes; those of several values have a line for each."""
    lists = {each.code for each in element_set().elements if each.kind == "list"}
    told = _prefixed(row, "element:")
    return {code: cut(text, "\n") if code in lists else text for code, text in told.items()}


def guarded(text: str) -> str:
    """A cell no spreadsheet calculates and no reader of text files tidies up."""
    if _RARE.search(text) or text.startswith(_AS_JSON):
        return _AS_JSON + json.dumps(text)
    return f"'{text}" if text.startswith(GUARDED) else text


def unguarded(cell: str) -> str:
    """The inverse; a cell that somebody spoiled is taken as it stands."""
    if cell.startswith(_AS_JSON):
        try:
            text = json.loads(cell[len(_AS_JSON) :])
        except ValueError:
            return cell
        return text if isinstance(text, str) else cell
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(GUARDED) else cell


def joined(parts: Sequence[str], between: str) -> str:
    """Several texts in one cell, to be cut apart again whatever they hold: a backslash says that a sign is meant."""
    return between.join(part.replace("\\", "\\\\").replace(between, f"\\{between}") for part in parts)


def cut(cell: str, between: str) -> list[str]:
    """The inverse of `joined`; nothing for an empty cell."""
    pieces, is_meant = [""] if cell else [], False
    for sign in cell:
        if is_meant or sign not in ("\\", between):
            pieces[-1] += sign
            is_meant = False
        elif sign == between:
            pieces.append("")
        else:
            is_meant = True
    return pieces


def _prefixed(row: ExactRow, prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): cell for name, cell in row.cells.items() if name.startswith(prefix)}


def _loaded(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text) if text else {}
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _json(row: ExactRow, name: str, read: Read, place: str) -> dict[str, Any]:
    told = _loaded(row.get(name))
    if row.get(name) and not told:
        _bad(row, name, read, place)
    return told


def _bad(row: ExactRow, name: str, read: Read, place: str) -> None:
    header = dict(COLUMNS).get(name, name)
    told = {"text": row.get(name)[:80], "column": header, "row": row.number}
    read.findings.append(Finding(BAD_CELL, Severity.ERROR, place, told))


def _number(row: ExactRow, name: str, read: Read, place: str) -> int | None:
    text = row.get(name)
    if text and not re.fullmatch(r"[0-9]{1,8}", text):
        _bad(row, name, read, place)
        return None
    return int(text) if text else None


def _date(row: ExactRow, year: int | None, read: Read, place: str) -> ArchivalDate | None:
    text, bounds = row.get("date"), row.get("bounds").split("/")
    if not text and len(bounds) != 3:
        return None
    date = parse_date(text, year_hint=year)
    if len(bounds) != 3:
        return date
    try:
        start, end = (dt.date.fromisoformat(day) for day in bounds[:2])
        return ArchivalDate(text, Precision(bounds[2]), start, end)
    except ValueError:
        if bounds[0]:
            _bad(row, "bounds", read, place)
        return date if bounds[0] else ArchivalDate(text, Precision.UNKNOWN)


def _lines(row: ExactRow, name: str, keys: Mapping[str, str], read: Read, place: str) -> Iterator[dict[str, str]]:
    """One thing a line: 姓名=…；角色=…, in the words of people."""
    known = {word: key for key, word in keys.items()}
    for line in cut(row.get(name), "\n"):
        told: dict[str, str] = {}
        for pair in cut(line, ";"):
            word, equals, value = pair.partition("=")
            if not equals or word not in known:
                _bad(row, name, read, place)
            else:
                told[known[word]] = value
        yield told


def _person(told: Mapping[str, str]) -> Person:
    known = dict(told)
    birth = known.pop("birth", "")
    return Person(**{"name": "", **known}, birth=parse_date(birth) if birth else None)


def _part(told: Mapping[str, str]) -> Part:
    pages = [int(text) if (text := told.get(name, "")).isdigit() else None for name in ("page_from", "page_to")]
    kind = told.get("kind", "")
    return Part(
        kind if kind in Component.Kind.values else Component.Kind.OTHER, told.get("title", ""), pages[0], pages[1],
        told.get("note", ""),
    )  # fmt: skip
