"""The list of a folder: which of its files is the catalogue of the others, and its sheets."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.tables import Table
from lantai.engines.formats.workers import ReaderPool
from lantai.holdings.imports.headers import score
from lantai.holdings.imports.matching import bears_code

READ_TABLES = "lantai.engines.formats.tables.read_tables"
"""Runs in a limited process: a hostile workbook may take all the memory it is given."""
SHEETS = {".xlsx", ".xls", ".csv", ".ods", ".et"}


def list_among(files: Iterable[tuple[str, Path]], pool: ReaderPool) -> tuple[str, tuple[Table, ...]] | None:
    """The first of these (name inside, path) whose sheets have the headers of a catalogue, or nothing."""
    for name, path in files:
        if not _may_be_list(name):
            continue
        try:
            tables: tuple[Table, ...] = pool.call(READ_TABLES, path)
        except Unreadable:
            continue  # then it is just a file; its own reading says what is wrong with it
        if any(score(row) >= 3 for table in tables for row in table.rows[:30]):
            return name, tables
    return None


def _may_be_list(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in SHEETS and len(path.parts) <= 2 and not bears_code(name)
