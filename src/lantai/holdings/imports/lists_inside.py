"""The lists of a folder: which of its files are the catalogue of the others, and their sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.tables import Table
from lantai.engines.formats.workers import ReaderPool
from lantai.holdings.imports.header_rows import header_of
from lantai.holdings.imports.headers import Columns, field_of
from lantai.holdings.imports.levels import list_level
from lantai.holdings.imports.mappings import NO_PROFILE, ChooseProfile, Profile
from lantai.holdings.imports.matching import bears_code

OTHER_LIST = declare(
    "catalogue.other_list",
    gettext_noop(
        "%(path)s looks like a list too, but its columns are not those of %(list)s: it was taken in as a file."
    ),
    gettext_noop("If it is a list of this package, give it the same columns, or take it in with --catalogue."),
)
SAME_LIST = declare(
    "catalogue.same_list",
    gettext_noop("%(path)s holds the same entries as %(list)s and was not read a second time."),
    gettext_noop("Nothing needs doing."),
)

READ_TABLES = "lantai.engines.formats.tables.read_tables"
"""Runs in a limited process: a hostile workbook may take all the memory it is given."""
SHEETS = {".xlsx", ".xls", ".csv", ".ods", ".et", ".dbf"}


@dataclass(slots=True)
class Lists:
    """The lists of a folder to be read one after the other, and the names of all, those left unread included.

    `profile`: how the columns of all of them are read.
    """

    lists: list[tuple[str, tuple[Table, ...]]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    profile: Profile = NO_PROFILE


def _as_written(_tables: Sequence[Table]) -> Profile:
    return NO_PROFILE


def lists_among(files: Iterable[tuple[str, Path]], pool: ReaderPool, choose: ChooseProfile = _as_written) -> Lists:
    """The first of these files (name inside, path) that is a list, and all that have the columns it has.

    Beside a list of volumes (案卷目录) one of items (卷内文件目录) has columns of its own, and the other way round:
    both are read. Any other list with other columns is more likely a document with a table, and stays a file, with a
    finding. All are read with the profile that is chosen for the first.
    """
    found, columns = Lists(), dict[str, frozenset[str]]()
    for name, tables, profile in _candidates(files, pool, choose):
        read_as = profile.columns if not found.lists else found.profile.columns
        mine, level = _columns(tables, read_as), _level(name, tables, read_as)
        if not columns or (level and level not in columns and "" not in columns and mine):
            columns[level] = mine
        if mine not in columns.values():
            said = {"path": name, "list": found.lists[0][0]}
            found.findings.append(Finding(OTHER_LIST, Severity.WARNING, name, said))
            continue
        found.names.add(name)
        same = next((other for other, theirs in found.lists if _cells(theirs) == _cells(tables)), None)
        if same is None:
            found.profile = found.profile if found.lists else profile
            found.lists.append((name, tables))
        else:
            found.findings.append(Finding(SAME_LIST, Severity.INFO, name, {"path": name, "list": same}))
    return found


def _level(name: str, tables: Sequence[Table], columns: Columns) -> str:
    """Whether a list says that it is of volumes or of items; nothing of one with both, or where a person said it."""
    headed = [(table, header) for table in tables if (header := header_of(table, columns))]
    levels = {list_level(name, table, header.first, header.names) for table, header in headed}
    return levels.pop() if len(levels) == 1 and not columns.level else ""


def _cells(tables: Sequence[Table]) -> list[list[list[str]]]:
    return [[list(row) for row in table.rows] for table in tables]


def _candidates(
    files: Iterable[tuple[str, Path]], pool: ReaderPool, choose: ChooseProfile
) -> Iterator[tuple[str, tuple[Table, ...], Profile]]:
    for name, path in files:
        if not _may_be_list(name):
            continue
        try:
            tables: tuple[Table, ...] = pool.call(READ_TABLES, path)
        except Unreadable:
            continue  # then it is just a file; its own reading says what is wrong with it
        profile = choose(tables)
        if _columns(tables, profile.columns):
            yield name, tables, profile


def _columns(tables: Sequence[Table], columns: Columns) -> frozenset[str]:
    """The fields that the first row of headers names; none when there is no such row."""
    headed = (row for table in tables for row in table.rows[:30] if columns.score(row) >= 3)
    return frozenset(field_of(columns.named(cell)) for cell in next(headed, ())) - {""}


def _may_be_list(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in SHEETS and len(path.parts) <= 2 and not bears_code(name)
