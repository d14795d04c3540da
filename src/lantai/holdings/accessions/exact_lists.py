"""Lists that Lantai wrote itself and handed out with a package: they say all that is described, to the letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.tables import Table
from lantai.engines.formats.workers import ReaderPool
from lantai.holdings.accessions.package import PackageFile
from lantai.holdings.accessions.units import Unit
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.secrecy import is_classified
from lantai.holdings.imports.exact import FOLDER, MARK, described, exact_rows, is_exact
from lantai.holdings.imports.lists_inside import READ_TABLES

_SUFFIXES = (".csv", ".txt")
_START = 1 << 16


def exact_list(files: Iterable[PackageFile], pool: ReaderPool) -> tuple[str, tuple[Table, ...]] | None:
    """The first list of this kind among these files: its name and its tables. In annex 2 it is called .TXT."""
    for file in files:
        if not file.name.lower().endswith(_SUFFIXES) or not _bears_mark(file.path):
            continue
        try:
            tables: tuple[Table, ...] = pool.call(READ_TABLES, file.path)
        except Unreadable:
            continue
        if any(is_exact(table) for table in tables):
            return file.name, tables
    return None


def _bears_mark(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return MARK.encode() in stream.read(_START)
    except OSError:
        return False


def units_of_exact(name: str, tables: Sequence[Table]) -> Iterator[Unit]:
    """The volumes and items of such a list; what it says of the fonds and its series is for the import of lists."""
    levels, hidden = set(Record.Level.values), set[str]()
    for table in filter(is_exact, tables):
        for row in exact_rows(table):
            if row.level not in levels:
                continue
            place = f"{name}#{table.name}!{row.number}"
            lineage = {"file": name, "sheet": table.name, "row": row.number}
            read = described(row, None, place, lineage)
            is_secret = is_classified(read.description.secrecy) or row.get("parent") in hidden
            if is_secret:
                hidden.add(row.get("code"))
            yield Unit(
                read.description,
                (name, table.name, row.number),
                tuple(read.findings),
                is_secret,
                parent=row.get("parent"),
                file_name=row.get(FOLDER),
            )
