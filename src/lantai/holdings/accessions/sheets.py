"""A dirty catalogue into rows: finds the header, drops printed furniture, fills what is plainly meant to be filled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_noop

from lantai.base.common.dates import parse_date, read_dates
from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.formats.tables import Table
from lantai.holdings.accessions.headers import field_of, plain, score
from lantai.holdings.catalogue.models.record import PERSONAL_NUMBER

NO_HEADER = declare(
    "catalogue.no_header",
    gettext_noop("The sheet “%(sheet)s” has no row that looks like column headers; it was not read."),
    gettext_noop(
        "Put the names of the columns (档号, 题名, 年度 …) in one row above the entries and take it in again."
    ),
)
UNKNOWN_COLUMN = declare(
    "catalogue.unknown_column",
    gettext_noop("The column “%(header)s” of sheet “%(sheet)s” is not known; its cells are kept with each record."),
    gettext_noop("Nothing needs doing. Rename the column if it is one of the known ones."),
)
LOST_CHARACTERS = declare(
    "catalogue.lost_characters",
    gettext_noop("Row %(row)s of sheet “%(sheet)s” holds characters that were destroyed earlier (� or 锟斤拷)."),
    gettext_noop("The original characters are no longer in the file: get the list again from its source system."),
)

ID_MASKED = declare(
    "catalogue.id_numbers_masked",
    gettext_noop(
        "The column “%(header)s” of sheet “%(sheet)s” holds ID numbers; pages and files show only their last four."
    ),
    gettext_noop("The whole number is kept, encrypted, with the one person it plainly belongs to, and nowhere else."),
)

DAY_COUNT = declare(
    "catalogue.day_count",
    gettext_noop("“%(count)s” in row %(row)s of sheet “%(sheet)s” is a spreadsheet's day count: read as %(date)s."),
    gettext_noop("Compare it with the paper. The number is kept with the record."),
)

DITTO = {"同上", "〃", "“", "”", '"', "″", "''", "同前", "々"}
_FURNITURE = re.compile(r"第\s*\d+\s*页|共\s*\d+\s*页|^合\s*计|^小\s*计|^总\s*计|^累\s*计|^制表|^填表|^审核")
_FILL_DOWN = {"year", "retention", "organisation", "fonds", "list_number", "volume_number", "class", "box"}


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One entry: cells by field, the person columns by header, what else stood there, and where it came from.

    `numbers` are whole ID numbers by header: they live in memory only, and no trace shows them.
    """

    file: str
    sheet: str
    number: int
    cells: dict[str, str]
    people: dict[str, str]
    extra: dict[str, str]
    numbers: dict[str, str] = field(default_factory=dict, repr=False)

    def get(self, field: str) -> str:
        return self.cells.get(field, "")

    @property
    def place(self) -> str:
        """file#sheet!row, as findings name it."""
        return f"{self.file}#{self.sheet}!{self.number}"


@dataclass(frozen=True, slots=True)
class _Header:
    first: int
    last: int
    names: tuple[str, ...]


def catalogue_rows(file: str, tables: Sequence[Table]) -> tuple[list[CatalogueRow], list[Finding]]:
    """Every entry of every sheet, in order, and what is to be said about the sheets."""
    rows: list[CatalogueRow] = []
    findings: list[Finding] = []
    for table in tables:
        if not any(any(cell.strip() for cell in row) for row in table.rows):
            continue
        header = _header(table)
        if header is None:
            findings.append(Finding(NO_HEADER, Severity.WARNING, file, {"sheet": table.name}))
            continue
        findings += [
            Finding(UNKNOWN_COLUMN, Severity.INFO, file, {"header": name, "sheet": table.name})
            for name in header.names
            if name and not field_of(name) and not PERSONAL_NUMBER.search(name)
        ]
        findings += [
            Finding(ID_MASKED, Severity.WARNING, file, {"header": name, "sheet": table.name})
            for name in header.names
            if PERSONAL_NUMBER.search(name)
        ]
        found = list(_entries(file, table, header))
        findings += [
            Finding(LOST_CHARACTERS, Severity.ERROR, row.place, {"row": row.number, "sheet": row.sheet})
            for row in found
            if any("\ufffd" in cell or "锟斤拷" in cell for cell in row.cells.values())
        ]
        dated, counted = _day_counts(found)
        rows += dated
        findings += counted
    return rows, findings


def _day_counts(rows: Sequence[CatalogueRow]) -> tuple[list[CatalogueRow], list[Finding]]:
    """Numbers in a column that is otherwise dates become the days they count (31841); the number stays beside them."""
    texts = [row.get("date") for row in rows]
    hints = [int(row.get("year")) if re.fullmatch(r"\d{4}", row.get("year")) else None for row in rows]
    dated, findings = [], []
    for row, text, hint, date in zip(rows, texts, hints, read_dates(texts, year_hints=hints), strict=True):
        if date != parse_date(text, year_hint=hint):
            told = {"count": text, "row": row.number, "sheet": row.sheet, "date": date.normal}
            findings.append(Finding(DAY_COUNT, Severity.INFO, row.place, told))
            row = replace(row, cells=row.cells | {"date": date.normal}, extra=row.extra | {"日期原文": text})
        dated.append(row)
    return dated, findings


def _header(table: Table) -> _Header | None:
    """The best-scoring row among the first thirty; two rows when the second names what the first groups."""
    best = max(range(min(30, len(table.rows))), key=lambda n: score(table.rows[n]), default=None)
    if best is None or score(table.rows[best]) < 2:
        return None
    names = table.rows[best]
    for first, last in ((best - 1, best), (best, best + 1)):
        if first >= 0 and last < len(table.rows) and (both := _joined(table, first, last)):
            return _Header(first, last, both)
    return _Header(best, best, tuple(name.strip() for name in names))


def _joined(table: Table, first: int, last: int) -> tuple[str, ...] | None:
    """Two header rows as one: the first groups columns by merging, the second has words under those groups only."""
    merges = [m for m in table.merges if m[0] == first and m[3] > m[1] and m[2] == first]
    grouped = {column for _, left, _, right in merges for column in range(left, right + 1)}
    upper, lower = _filled(table, first), table.rows[last]
    alone = [n for n in range(len(lower)) if n not in grouped]
    if not grouped or any(lower[n].strip() for n in alone) or not any(upper[n].strip() for n in alone):
        return None
    names = tuple(
        _two_row_name(up.strip(), low.strip(), again=list(lower).count(low) > 1)
        for up, low in zip(upper, lower, strict=False)
    )
    return names if score(names) >= max(score(table.rows[first]), 2) else None


def _two_row_name(upper: str, lower: str, *, again: bool) -> str:
    """男方 over 姓名 is the column of the man; 男方 over 住址 keeps both words, so that it is not the woman's."""
    if not upper or not lower:
        return upper or lower
    if field_of(upper).startswith("person:") and plain(lower) == "姓名":
        return upper
    return lower if field_of(lower) and not again else f"{upper}{lower}"


def _filled(table: Table, number: int) -> list[str]:
    row = list(table.rows[number])
    for top, left, _bottom, right in table.merges:
        if top == number:
            row[left : right + 1] = [row[left]] * (right + 1 - left)
    return row


def _entries(file: str, table: Table, header: _Header) -> Iterator[CatalogueRow]:
    merged = _vertical_merges(table, header)
    above: dict[str, str] = {}
    for index in range(header.last + 1, len(table.rows)):
        raw = [merged.get((index, n), cell) for n, cell in enumerate(table.rows[index])]
        if _is_furniture(raw, header):
            continue
        row = _entry(file, table.name, index + 1, dict(zip(header.names, raw, strict=False)), above)
        if row.get("title") or row.get("code") or row.get("item_number"):
            above = row.cells
            yield row


def _entry(file: str, sheet: str, number: int, raw: dict[str, str], above: dict[str, str]) -> CatalogueRow:
    cells: dict[str, str] = {}
    people: dict[str, str] = {}
    extra: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for name, value in raw.items():
        known = field_of(name)
        text = value.strip().lstrip("'").strip()
        if PERSONAL_NUMBER.search(name):
            numbers[name] = text
            text = _masked(text)
        if known.startswith("person:"):
            people[known.removeprefix("person:")] = text
        elif known:
            cells[known] = above.get(known, "") if text in DITTO else _clean(known, text)
        elif name and text:
            extra[name] = text
    return CatalogueRow(file, sheet, number, cells, people, extra, numbers)


def _masked(number: str) -> str:
    """Personal numbers are not kept in the open: only the last four. Person entries hold them encrypted."""
    return f"…{number[-4:]}" if len(number) > 4 else ""


def _clean(field: str, text: str) -> str:
    """Coded fields are folded to half-width; titles and notes keep their own punctuation."""
    if field in {"title", "note", "creator", "keywords"}:
        return re.sub(r"\s*\n\s*", "", text)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip() if field != "document_number" else text


def _is_furniture(row: Sequence[str], header: _Header) -> bool:
    """Blank rows, repeated headers, page footers, subtotals."""
    filled = [cell.strip() for cell in row if cell.strip()]
    if not filled:
        return True
    names = {plain(name) for name in header.names}
    if sum(plain(cell) in names for cell in filled) >= max(2, len(filled) - 1):
        return True
    return len(filled) <= 3 and any(_FURNITURE.search(cell) for cell in filled)


def _vertical_merges(table: Table, header: _Header) -> dict[tuple[int, int], str]:
    """Cells covered by a merge that runs down one column of identification, with the value they stand for."""
    covered: dict[tuple[int, int], str] = {}
    for top, left, bottom, right in table.merges:
        if top <= header.last or left != right or left >= len(header.names):
            continue
        if field_of(header.names[left]) in _FILL_DOWN:
            covered |= {(row, left): table.rows[top][left] for row in range(top + 1, bottom + 1)}
    return covered
