"""A plain folder with a list (目录.xlsx): what the list says of the files is checked as the metadata of any package.

The lists are read as intake reads them: the same headers, the same ways of naming files, of several lists those that
belong with the first.
Entries wait in a file, so that a long list is not held while the other files are looked at.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lantai.base.common.findings import Finding
from lantai.engines.formats.memos import is_memo_of
from lantai.engines.formats.tables import Table
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.packages.model import Entry, Package, PackageForm, Progress
from lantai.engines.packages.plain import PlainFolder
from lantai.holdings.catalogue.actions import Description
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.imports.exact import is_exact, plain_tables, tables_to_read
from lantai.holdings.imports.headers import SYNONYMS
from lantai.holdings.imports.levels import VOLUME, with_level
from lantai.holdings.imports.lists_inside import Lists, lists_among
from lantai.holdings.imports.matching import FILE_WITHOUT_ROW, Entry as Row, entry_of, match
from lantai.holdings.imports.rows import CatalogueRow
from lantai.holdings.imports.sheets import row_batches

_OTHERWISE = {"document_number": "文件编号", "file_name": "计算机文件名"}
NAMES = {field: words[0] for field, words in SYNONYMS.items()} | _OTHERWISE
"""Fields of a list by the names the schemes ask for."""


class ListedFolder(PlainFolder):
    """A folder that declares nothing but what its lists say; a form it has none."""

    def __init__(self, path: Path, found: Lists, spool: IO[str]) -> None:
        super().__init__(path)
        self._spool = spool
        rows = [row for name, tables in found.lists for row in self._written(name, tables)]
        present = (file.name for file in self.present_files())
        beside = {*found.names, *(each.name for each in self.digest_lists)}
        files = [
            each for each in present if each not in beside and not any(is_memo_of(each, name) for name in found.names)
        ]
        groups, said = match(files, rows, "")
        self._files = {group.row: tuple(group.files) for group in groups if group.row is not None}
        self._said = [finding for finding in said if finding.code == FILE_WITHOUT_ROW]

    def _written(self, name: str, tables: Sequence[Table]) -> Iterator[Row]:
        """Every entry goes to the spool; only what files are found by stays."""
        for rows, _said in row_batches(name, list(_as_lists(tables))):
            for row in rows:
                told = [f"{name}#{row.sheet}", row.number, with_level(row).level, _fields(row)]
                self._spool.write(json.dumps(told, ensure_ascii=False) + "\n")
                box = {"box": row.get("box")} if row.get("box") else {}
                yield entry_of(Description(row.get("code"), "", fields=box), row.get("file_name"))

    def entries(self) -> Iterator[Entry]:
        self._spool.seek(0)
        for place, line in enumerate(self._spool):
            source, number, level, fields = json.loads(line)
            files = self._files.get(place, ())
            if _is_folder_of(files, fields.get(NAMES["file_name"], "")):
                fields.pop(NAMES["file_name"])
            is_volume = (level or ("" if files else _level_of(fields.get("档号", "")))) == VOLUME
            yield Entry(source, place + 1, "案卷" if is_volume else "件", fields, files, line=number)

    def judge(self, *, progress: Progress | None = None) -> Iterator[Finding]:
        """What every folder is asked, and files the lists do not know."""
        yield from super().judge(progress=progress)
        yield from self._said


def _as_lists(tables: Sequence[Table]) -> Iterator[Table]:
    """A list of our own tells of volumes and of items in one sheet; here they stand apart, under the usual headers."""
    for table in tables_to_read(tables):
        yield from plain_tables(table) if is_exact(table) else (table,)


@contextmanager
def with_list(package: Package, pool: ReaderPool) -> Iterator[Package]:
    """A plain folder with its lists, where it has any; every other package as it is."""
    found = Lists()
    if package.form is PackageForm.PLAIN and package.path.is_dir():
        files = ((file.name, file.path) for file in package.present_files() if file.path is not None)
        found = lists_among(files, pool)
    if not found.lists:
        yield package
        return
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        yield ListedFolder(package.path, found, spool)


def _is_folder_of(files: Sequence[str], written: str) -> bool:
    """Whether a list names the folder of an entry's files: that is the name of none of them."""
    folder = written.replace("\\", "/").strip("/ ")
    return bool(folder) and any(f"/{folder}/".casefold() in f"/{file}".casefold() for file in files)


def _level_of(code: str) -> str:
    """By its form alone: the older codes of a catalogue and its volumes have no number of an item behind."""
    parsed = parse_code(code)
    return VOLUME if parsed.scheme.endswith("-volume") and "item" not in parsed.parts else ""


def _fields(row: CatalogueRow) -> dict[str, str]:
    """Under the names of the standard; what the list has beside that, as it is headed there."""
    known = {NAMES.get(field, field): value for field, value in row.cells.items()}
    return {**row.extra, **row.people, **known}
