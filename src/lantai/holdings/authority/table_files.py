"""A table of names as a file: a sheet, CSV or YAML with the columns 名称, 别名, 起年, 止年, 前身 and 类型."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.base.common.text import fold
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.shared_pool import shared_pool

READ_TABLES = "lantai.engines.formats.tables.read_tables"
"""Runs in a limited process: a hostile workbook may take all the memory it is given."""
LARGEST_YAML = 5_000_000
MOST_ROWS = 50_000
HEADER_WITHIN = 20
COLUMNS = {
    "名称": "name", "规范名称": "name", "地名": "name", "机构名称": "name",
    "别名": "aliases", "又名": "aliases",
    "起年": "since", "起始年": "since", "起始年份": "since", "设立年份": "since",
    "止年": "until", "终止年": "until", "终止年份": "until", "撤销年份": "until",
    "前身": "earlier",
    "类型": "kind", "类别": "kind",
}  # fmt: skip
"""Headers, folded like everything compared."""


class TableUnreadable(ArchiveError):
    code = "authority.table_unreadable"
    message = gettext_noop("The table %(path)s could not be read: %(reason)s")
    hint = gettext_noop("Give a sheet, CSV or YAML file with the columns 名称, 别名, 起年, 止年, 前身, 类型.")


class TableTooLong(ArchiveError):
    code = "authority.table_too_long"
    message = gettext_noop("The table %(path)s is longer than %(most)s rows.")
    hint = gettext_noop("Part it and enter the parts one after another.")


RawRow = tuple[int, Mapping[str, str]]
"""The row's number in its file, and its cells by column."""


def read_table(path: Path) -> list[RawRow]:
    """The rows with anything in them. Raises `TableUnreadable` and `TableTooLong`."""
    if not path.is_file():
        raise TableUnreadable(path=path.name, reason="—")
    rows = list(_from_yaml(path) if path.suffix.lower() in {".yaml", ".yml"} else _from_sheets(path))
    if len(rows) > MOST_ROWS:
        raise TableTooLong(path=path.name, most=MOST_ROWS)
    return rows


def _from_yaml(path: Path) -> Iterator[RawRow]:
    if path.stat().st_size > LARGEST_YAML:
        raise TableTooLong(path=path.name, most=MOST_ROWS)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise TableUnreadable(path=path.name, reason=" ".join(str(error).split())) from error
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise TableUnreadable(path=path.name, reason="[{名称: …}, …]")
    for number, row in enumerate(content, start=1):
        cells = {COLUMNS.get(fold(str(name)).strip(), ""): _text(value) for name, value in row.items()}
        yield number, cells


def _text(value: Any) -> str:
    """A value as a cell has it; several names in a list stand side by side."""
    if isinstance(value, list):
        return "、".join(str(each) for each in value if not isinstance(each, list | dict))
    return "" if value is None or isinstance(value, dict) else str(value)


def _from_sheets(path: Path) -> Iterator[RawRow]:
    try:
        tables = shared_pool().call(READ_TABLES, path)
    except Unreadable as error:
        raise TableUnreadable(path=path.name, reason=error.finding(path.name).sentence()) from error
    found = [(table.rows, header) for table in tables if (header := _header(table.rows)) is not None]
    if not found:
        raise TableUnreadable(path=path.name, reason="名称 ?")
    for rows, (first, columns) in found:
        for number, row in enumerate(rows[first + 1 :], start=first + 2):
            cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False) if column}
            if any(cells.values()):
                yield number, cells


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, tuple[str, ...]] | None:
    """The first row that names a column of names: where it stands, and what each column is."""
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        columns = tuple(COLUMNS.get(fold(cell).strip(), "") for cell in row)
        if "name" in columns:
            return place, columns
    return None
