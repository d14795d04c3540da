"""The entries of a list, one after the other, as they would be imported: the check and the commit see the same.

1. Cells become rows (`sheets`), rows become descriptions (`describing`), both say what is doubtful.
2. An entry with an error is held back, unless errors are to be taken; a classified one always, without any text.
3. What is left is compared with the records that are held under its code: new, changed or the same.
4. Items find their volume; what has no retention gets the one of its type.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.formats.spool import SpooledSheet, spooled_tables
from lantai.engines.formats.tables import Table
from lantai.holdings.catalogue.actions import DECIDED, bearers, lifts_secrecy
from lantai.holdings.catalogue.bindings import Deed, obstacles
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.defaults import with_default_retention
from lantai.holdings.catalogue.labels import retention_label, type_label
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.record_types import record_types, type_of_columns
from lantai.holdings.imports.arranging import Arrangement
from lantai.holdings.imports.comparing import differences
from lantai.holdings.imports.creators import Creators, out_of_time
from lantai.holdings.imports.describing import (
    IMPOSSIBLE_DATE,
    LIST_DECIDES_NOT,
    SECRET_ROW,
    code_of,
    describe_row,
    is_secret,
)
from lantai.holdings.imports.doubts import Doubts, about_sheets
from lantai.holdings.imports.exact import (
    ExactRow,
    about_sheets_left,
    described,
    exact_rows,
    is_exact,
    tables_to_read,
)
from lantai.holdings.imports.fates import Entry, Fate
from lantai.holdings.imports.header_rows import header_of
from lantai.holdings.imports.headers import Columns
from lantai.holdings.imports.levels import VOLUME, Dialect, dialect_of, list_level, with_level
from lantai.holdings.imports.rows import CatalogueRow
from lantai.holdings.imports.seen import SeenCodes
from lantai.holdings.imports.sheets import UNKNOWN_COLUMN, row_batches
from lantai.holdings.imports.volumes import SECRET_VOLUME, in_volumes, volume_keys

CODE_AGAIN = declare(
    "catalogue.code_again",
    gettext_noop("The reference code %(code)s stands in row %(before)s already."),
    gettext_noop("Decide which entry keeps the code; the first one was taken, this one was held back."),
)
CODE_OF_THE_PAST = declare(
    "catalogue.code_of_the_past",
    gettext_noop("%(code)s is a code of before, or of the unit: the record is %(now)s now."),
    gettext_noop("The entry is compared with that record, which keeps its code. Nothing is entered twice."),
)
SECRECY_STANDS = declare(
    "catalogue.secrecy_stands",
    gettext_noop("%(code)s bears a secrecy level, and the list takes it away; the record was not changed."),
    gettext_noop("Record its declassification by the original body first, then take the list in again."),
)
CODE_OF_SEVERAL = declare(
    "catalogue.code_of_several",
    gettext_noop("Several records bore the code %(code)s one after the other; none bears it now."),
    gettext_noop("Find out which of them is meant and write its code of today into the list."),
)
LEVELS_DIFFER = declare(
    "catalogue.levels_differ",
    gettext_noop("%(code)s is held as another level (volume or item) than this list tells of; it was left as it is."),
    gettext_noop(
        "If the list was read wrongly, say what it tells of (page of the import, --level); if the record was entered "
        "wrongly, undo that import and import its list again."
    ),
)
RETENTION_OF_TYPE = declare(
    "catalogue.retention_of_type",
    gettext_noop("%(code)s has no retention, nor has its volume: it gets %(retention)s, as the type %(type)s says."),
    gettext_noop(
        "Nothing needs doing if that is right. If not, add a column of retention to the list and check it again."
    ),
)
SIZE = 1000
"""Entries that are compared, and committed, together."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A list that has been laid down, and how it is to be read."""

    file_name: str
    spool: Path
    sheets: list[SpooledSheet]
    fonds: Fonds
    columns: Columns
    record_type: str = ""
    mark: str = ""
    update: bool = True
    with_errors: bool = False
    infer_creators: bool = False
    latest: dt.date = field(default_factory=timezone.localdate)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the entries before have said."""

    doubts: Doubts
    creators: Creators
    dialect: Dialect
    seen: SeenCodes = field(default_factory=SeenCodes)
    secret_volumes: set[str] = field(default_factory=set)


def entries_of(reading: Reading) -> Iterator[tuple[list[Entry], list[Finding]]]:
    """All entries in batches, each with what is to be said about the list as a whole so far."""
    told = _Told(Doubts(reading.sheets), Creators(take=reading.infer_creators), dialect_of(reading.fonds))
    position = 0
    yield [], list(about_sheets(reading.sheets, reading.file_name))
    tables = spooled_tables(reading.spool, reading.sheets)
    if left := about_sheets_left(reading.file_name, tables):
        yield [], left
    tables = list(tables_to_read(tables))
    for table in [table for table in tables if is_exact(table)]:
        for entries in _exact_entries(table, reading, position, told.seen):
            position = entries[-1].position
            yield _compared(entries, reading, told.seen), []
    tables = _volumes_first([table for table in tables if not is_exact(table)], reading)
    kinds = {table.name: reading.record_type or _kind_of(table, reading.columns) for table in tables}
    readings = {name: replace(reading, record_type=kind) for name, kind in kinds.items()}
    for rows, findings in row_batches(reading.file_name, tables, columns=reading.columns, size=SIZE):
        said: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.code == UNKNOWN_COLUMN and _is_of_type(finding, kinds):
                continue
            said.setdefault(finding.path, []).append(finding)
        entries = []
        for row in rows:
            position += 1
            entries.append(_entry(position, row, said.pop(row.place, []), readings[row.sheet], told))
        found = _compared(_about_names(entries), reading, told.seen)
        yield found, [finding for left in said.values() for finding in left]


def _volumes_first(tables: list[Table], reading: Reading) -> list[Table]:
    """Sheets of volumes before the others, so that items find theirs in whatever order the workbook has them."""

    def of_others(table: Table) -> bool:
        header = header_of(table, reading.columns)
        return not header or list_level(reading.file_name, table, header.first, header.names) != VOLUME

    return sorted(tables, key=of_others) if len(tables) > 1 and not reading.columns.level else tables


def with_undecided(entries: Sequence[Entry]) -> list[Entry]:
    """The same entries for somebody who does not decide on opening: told where the list says that it was decided."""
    return [_undecided(each) if each.fate == Fate.NEW else each for each in entries]


def _undecided(entry: Entry) -> Entry:
    if not entry.description or entry.description.opening_state not in DECIDED:
        return entry
    told = Finding(LIST_DECIDES_NOT, Severity.INFO, entry.row.place, {"code": entry.description.code})
    return replace(entry, findings=(*entry.findings, told))


def _entry(position: int, row: CatalogueRow, said: list[Finding], reading: Reading, told: _Told) -> Entry:
    row = with_level(row, told.dialect)
    if stop := _stopped(row, reading, told):
        return Entry(position, _without_text(row), None, Fate.SECRET, (stop,))
    row = _with_year_of_sheet(row)
    description, found = describe_row(
        row, reading.fonds.code, kind=reading.record_type, list_mark=reading.mark, latest=reading.latest,
        built=told.dialect.built,
    )  # fmt: skip
    found = [_in_a_list(each) for each in found]
    description, meant = told.creators.completed(description, row.place)
    found = [*said, *found, *([meant] if meant else []), *told.doubts.about(row, description)]
    key = parse_code(description.code).key
    fate = Fate.NEW
    if before := told.seen.before(key, f"{row.sheet}!{row.number}"):
        found.append(Finding(CODE_AGAIN, Severity.ERROR, row.place, {"code": description.code, "before": before}))
        fate = Fate.HELD_BACK
    if not reading.with_errors and any(finding.severity == Severity.ERROR for finding in found):
        fate = Fate.HELD_BACK
    return Entry(position, row, description, fate, tuple(found))


def _in_a_list(finding: Finding) -> Finding:
    """A list is put right before it is entered; a record that comes with its files comes, whatever is said of it."""
    return replace(finding, severity=Severity.ERROR) if finding.code == IMPOSSIBLE_DATE else finding


def _stopped(row: CatalogueRow, reading: Reading, told: _Told) -> Finding | None:
    """Why an entry is stopped before any of its text is kept: it is classified, or lies in a volume that is."""
    place = {"row": row.number, "sheet": row.sheet}
    code = code_of(row, reading.fonds.code, told.dialect.built)[0] if is_secret(row) or told.secret_volumes else ""
    if is_secret(row):
        if row.level == VOLUME:
            told.secret_volumes.update(parse_code(each).key for each in (code, code_of(row, reading.fonds.code)[0]))
        return Finding(SECRET_ROW, Severity.ERROR, row.place, place)
    if not told.secret_volumes or row.level == VOLUME:
        return None
    keys = volume_keys(row, code, reading.fonds.code)
    return None if told.secret_volumes.isdisjoint(keys) else Finding(SECRET_VOLUME, Severity.ERROR, row.place, place)


def _about_names(entries: list[Entry]) -> list[Entry]:
    """With what is known of the names of their creators: one query for the batch."""
    described = [(n, entry.description, entry.row.place) for n, entry in enumerate(entries) if entry.description]
    for n, finding in out_of_time([(description, place) for _, description, place in described]):
        at = described[n][0]
        entries[at] = replace(entries[at], findings=(*entries[at].findings, finding))
    return entries


def _exact_entries(table: Table, reading: Reading, position: int, seen: SeenCodes) -> Iterator[list[Entry]]:
    """Entries of a list that Lantai wrote, in batches: read to the letter, so nothing about them is doubtful."""
    arrangement = Arrangement(reading.fonds)
    batch: list[Entry] = []
    for row in exact_rows(table):
        if row.level in {"fonds", "series"}:
            continue
        position += 1
        batch.append(_exact_entry(position, row, table.name, reading, arrangement, seen))
        if len(batch) == SIZE:
            yield batch
            batch = []
    if batch:
        yield batch


def _exact_entry(
    position: int, row: ExactRow, sheet: str, reading: Reading, arrangement: Arrangement, seen: SeenCodes
) -> Entry:
    cells = {"code": row.get("code"), "title": row.get("title"), "secrecy": row.get("secrecy")}
    shown = CatalogueRow(reading.file_name, sheet, row.number, cells, {}, {})
    if is_secret(shown):
        stop = Finding(SECRET_ROW, Severity.ERROR, shown.place, {"row": row.number, "sheet": sheet})
        return Entry(position, _without_text(shown), None, Fate.SECRET, (stop,))
    lineage = {"file": reading.file_name, "sheet": sheet, "row": row.number}
    read = described(row, arrangement.series(row.above), shown.place, lineage)
    found, fate = list(read.findings), Fate.NEW
    key = parse_code(read.description.code).key
    if before := seen.before(key, f"{sheet}!{row.number}"):
        told = {"code": read.description.code, "before": before}
        found.append(Finding(CODE_AGAIN, Severity.ERROR, shown.place, told))
        fate = Fate.HELD_BACK
    if found and not reading.with_errors:
        fate = Fate.HELD_BACK
    return Entry(position, shown, read.description, fate, tuple(found), parent=row.get("parent"))


def _kind_of(table: Table, columns: Columns) -> str:
    header = header_of(table, columns)
    return type_of_columns(header.names, table.name) if header else ""


def _is_of_type(finding: Finding, kinds: Mapping[str, str]) -> bool:
    """A column that means nothing in general may be one of the type's own (下乡地点, 男方住址)."""
    kind = record_types().get(kinds.get(finding.params["sheet"], ""))
    header = finding.params["header"]
    return bool(kind and (kind.person_column(header) or kind.field_of(header)))


def _with_year_of_sheet(row: CatalogueRow) -> CatalogueRow:
    """Workbooks with a sheet a year name the year nowhere else."""
    name = row.sheet.strip().removesuffix("年")
    if row.get("year") or not (len(name) == 4 and name.isdigit() and 1800 < int(name) < 2100):
        return row
    return replace(row, cells=row.cells | {"year": name})


def _without_text(row: CatalogueRow) -> CatalogueRow:
    """A classified entry is no more than a place in a list."""
    return CatalogueRow(row.file, row.sheet, row.number, {}, {}, {})


def _compared(entries: Sequence[Entry], reading: Reading, seen: SeenCodes) -> list[Entry]:
    """With the records held under these codes, their persons and their volumes: a constant number of queries.

    A code that no record bears now may be one that a record bore before it was renumbered, or had from its unit.
    """
    keys = [parse_code(e.description.code).key for e in entries if e.description and e.fate == Fate.NEW]
    held = {record.code_key: record for record in _records(reading.fonds, "code_key", keys)}
    others = bearers(reading.fonds, [key for key in keys if key not in held])
    by_pk = {r.pk: r for r in _records(reading.fonds, "pk", [pks[0] for pks in others.values() if len(pks) == 1])}
    once = {key: by_pk.get(pks[0]) if len(pks) == 1 else None for key, pks in others.items()}
    beside = [_beside_held(_known(entry, once), held, update=reading.update) for entry in entries]
    placed = in_volumes(_secrecy_kept(beside), fonds=reading.fonds, seen=seen, update=reading.update)
    return [_with_retention(entry) if entry.fate == Fate.NEW else entry for entry in placed]


def _with_retention(entry: Entry) -> Entry:
    """A new entry with the retention of its type, where neither the list nor its volume names one; told as such.

    Not one of a list of our own, where a blank is a blank: only of others the codes are read.
    """
    said = entry.description
    if said is None or "code_built" not in said.lineage:
        return entry
    taken = with_default_retention(said, above=entry.retention_above)
    if taken is said:
        return entry
    told = {"code": said.code, "retention": retention_label(taken.retention), "type": type_label(taken.record_type)}
    finding = Finding(RETENTION_OF_TYPE, Severity.INFO, entry.row.place, told)
    return replace(entry, description=taken, findings=(*entry.findings, finding))


def _secrecy_kept(entries: list[Entry]) -> list[Entry]:
    """A list takes no secrecy level away: an entry that would is held back, unless its declassification is recorded."""
    lifting = {
        entry.record.pk
        for entry in entries
        if entry.record and entry.fate == Fate.CHANGED and lifts_secrecy(entry.record, entry.changes)
    }
    bound = {each.record for each in obstacles(sorted(lifting), Deed.LIFT_SECRECY)}
    return [_held_for_secrecy(each) if each.record and each.record.pk in bound else each for each in entries]


def _held_for_secrecy(entry: Entry) -> Entry:
    finding = Finding(
        SECRECY_STANDS, Severity.ERROR, entry.row.place, {"code": entry.record.code if entry.record else ""}
    )
    return replace(entry, fate=Fate.HELD_BACK, findings=(*entry.findings, finding))


def _records(fonds: Fonds, name: str, values: Sequence[Any]) -> Iterator[Record]:
    for start in range(0, len(values), 500):
        wanted = Record.objects.filter(fonds=fonds, **{f"{name}__in": values[start : start + 500]})
        yield from wanted.prefetch_related("persons", "components")


def _known(entry: Entry, once: Mapping[str, Record | None]) -> Entry:
    """An entry under a code of the past is of the record that bore it; of several, a person has to say which."""
    if entry.fate != Fate.NEW or entry.description is None:
        return entry
    code = entry.description.code
    key = parse_code(code).key
    if key not in once:
        return entry
    record = once[key]
    if record is None:
        finding = Finding(CODE_OF_SEVERAL, Severity.ERROR, entry.row.place, {"code": code})
        return replace(entry, fate=Fate.HELD_BACK, findings=(*entry.findings, finding))
    finding = Finding(CODE_OF_THE_PAST, Severity.INFO, entry.row.place, {"code": code, "now": record.code})
    return replace(entry, record=record, findings=(*entry.findings, finding))


def _beside_held(entry: Entry, held: Mapping[str, Record], *, update: bool) -> Entry:
    if entry.fate != Fate.NEW or entry.description is None:
        return entry
    record = entry.record or held.get(parse_code(entry.description.code).key)
    if record is None:
        return entry
    if entry.row.level and entry.row.level != record.level:
        told = Finding(LEVELS_DIFFER, Severity.ERROR, entry.row.place, {"code": record.code})
        return replace(entry, fate=Fate.HELD_BACK, findings=(*entry.findings, told))
    changes = differences(record, entry.description)
    if not changes:
        return replace(entry, fate=Fate.SAME, record=record)
    return replace(entry, fate=Fate.CHANGED if update else Fate.SKIPPED, record=record, changes=changes)


def mark_of(sha512: str) -> str:
    """What stands for a list in the provisional codes of its entries: the same list always gives the same."""
    return hashlib.sha256(sha512.encode()).hexdigest()[:8]
