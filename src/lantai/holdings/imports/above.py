"""What stands above the headers of a sheet, or in its name, and holds for every entry: volume, catalogue, year, term.

A workbook may have a sheet for each volume (GB/T 9705: 卷内文件目录, with 案卷号 above the table), and be one of
several, each of a year (2003年归档文件目录.xlsx).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePath

from lantai.engines.formats.tables import Table
from lantai.holdings.imports.headers import field_of
from lantai.holdings.imports.levels import ITEM

_FOR_ALL = ("fonds", "list_number", "volume_number", "year", "retention")
_PAIR = re.compile(r"([^\s:：]{2,6})\s*[:：]\s*([^\s:：]{1,30})")
_SHEET_OF_VOLUME = re.compile(r"(?:第|案卷|卷)\s*(\d{1,5})\s*卷?|(\d{1,5})\s*卷")
_YEAR_OF_FILE = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?:度|归档|文书|案卷|卷内|文件)")


def said_for_all(file: str, table: Table, first: int, level: str) -> dict[str, str]:
    """Cells that every entry of a sheet has, where it has none of its own. `first`: the row of the headers, from 0."""
    said = {name: value for name, value in _above(table, first) if name in _FOR_ALL}
    if level != ITEM:
        said.pop("volume_number", None)
    elif "volume_number" not in said and (number := _volume_of(table.name)):
        said["volume_number"] = number
    years = set(_YEAR_OF_FILE.findall(PurePath(file).stem))
    if len(years) == 1 and not table.name.strip().removesuffix("年").isdigit():
        said.setdefault("year", years.pop())
    return said


def _volume_of(sheet: str) -> str:
    """第15卷, 案卷15, 15卷, or a number of a few digits alone; a year is none."""
    name = sheet.strip()
    if name.isascii() and name.isdigit() and len(name) < 4:
        return name
    found = _SHEET_OF_VOLUME.fullmatch(name)
    return (found[1] or found[2]) if found else ""


def _above(table: Table, first: int) -> Iterator[tuple[str, str]]:
    """案卷号：15 in one cell, several of them in one, or the words in one cell and the value in the next."""
    for row in table.rows[:first]:
        cells = [cell.strip() for cell in row if cell.strip()]
        for cell in cells:
            yield from ((field_of(word), value) for word, value in _PAIR.findall(cell))
        for cell, value in pairwise(cells):
            if not _PAIR.search(value) and not field_of(value):
                yield field_of(cell), value
