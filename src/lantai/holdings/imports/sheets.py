"""A dirty catalogue into rows: finds the header, drops printed furniture, fills what is plainly meant to be filled."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count, islice

from django.utils.translation import gettext_noop

from lantai.base.common.dates import parse_date, read_dates
from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.formats.tables import Table
from lantai.holdings.catalogue.codes import DOTS
from lantai.holdings.catalogue.grades import GRADE
from lantai.holdings.catalogue.models.record import is_personal_number
from lantai.holdings.imports.above import said_for_all
from lantai.holdings.imports.header_rows import Header, header_of
from lantai.holdings.imports.headers import AS_WRITTEN, Columns, field_of, plain
from lantai.holdings.imports.levels import TITLE_OF_VOLUME, about_level, list_level
from lantai.holdings.imports.paging import with_pages
from lantai.holdings.imports.rows import CatalogueRow

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

LEFT_OUT = declare(
    "catalogue.rows_left_out",
    gettext_noop(
        "%(count)s rows of sheet “%(sheet)s” are footers, sums or repeated headers and were left out: %(rows)s."
    ),
    gettext_noop(
        "Look at them. An entry among them needs a reference code, or a number and a title, to be read as one."
    ),
)
NO_ENTRY = declare(
    "catalogue.rows_without_entry",
    gettext_noop(
        "%(count)s rows of sheet “%(sheet)s” have neither title nor code nor number and were left out: %(rows)s."
    ),
    gettext_noop("Give each of these entries a title or a reference code, and take the list in again."),
)
SAME_FIELD = declare(
    "catalogue.columns_of_one_field",
    gettext_noop("The columns %(headers)s of sheet “%(sheet)s” mean the same; the first that is filled counts."),
    gettext_noop("What the others say is kept with each record under their own headers."),
)
FILLED_DOWN = declare(
    "catalogue.merged_cells_filled",
    gettext_noop("Sheet “%(sheet)s”: %(count)s merged cells were filled down (%(headers)s), %(rest)s merges were not."),
    gettext_noop("Look whether each row is meant; what was not filled stands in the first cell only."),
)
_ROWS_NAMED = 20

_DITTO = re.compile(r"[-—－–─\s]*(?:同\s*[上前]|[〃〞〝″“”＂\"々]|'')[-—－–─\s]*")
_LONGEST_DITTO = 8
_FURNITURE = re.compile(
    r"第\s*\d+\s*页(?:\W*共\s*\d+\s*页)?|共\s*\d+\s*页(?:\W*第\s*\d+\s*页)?"
    r"|(?:本\s*[页卷]\s*)?(?:合|小|总|累)\s*计(?:\W*\d[\d.,]*\s*\w{0,2})?\W*"
    r"|(?:制\s*表|填\s*表|审\s*核)\s*(?:(?:人|单位|日期|时间)?\s*[:：].{0,40}|人|单位|日期|时间)?"
)
"""What a whole cell says below or between entries: page footers, sums, who made the list."""
_MOST_OF_FURNITURE = 3
_LOST = re.compile("\ufffd|锟斤|斤拷")
_BLANKS = re.compile(r"\s+")
_LINE_END = re.compile(r"\s*\n\s*")
_FULL_STOP = re.compile(r"(?<=[^。])[。．]\s*$")
_FILL_DOWN = {"year", "retention", "organisation", "fonds", "list_number", "volume_number", "class", "class_no", "box"}


def catalogue_rows(
    file: str, tables: Sequence[Table], *, columns: Columns = AS_WRITTEN
) -> tuple[list[CatalogueRow], list[Finding]]:
    """Every entry of every sheet, in order, and what is to be said about the sheets."""
    rows: list[CatalogueRow] = []
    findings: list[Finding] = []
    for found, said in row_batches(file, tables, columns=columns, size=sys.maxsize):
        rows += found
        findings += said
    return rows, findings


def told_rows(
    file: str, sheet: str, entries: Iterable[tuple[int, Mapping[str, str]]]
) -> tuple[list[CatalogueRow], list[Finding]]:
    """Entries of a catalogue that is no table, each its number and values by header, read as cells of a list are."""
    rows: list[CatalogueRow] = []
    names: dict[str, None] = {}
    above: Mapping[str, str] = {}
    for number, values in entries:
        above = _without_dittos(values, above)
        rows.append(_entry(file, sheet, number, above))
        names |= dict.fromkeys(values)
    dated, counted = _day_counts(rows)
    return dated, [*_of_columns(file, sheet, tuple(names)), *_lost(rows), *counted]


def row_batches(
    file: str, tables: Sequence[Table], *, columns: Columns = AS_WRITTEN, size: int = 1000
) -> Iterator[tuple[list[CatalogueRow], list[Finding]]]:
    """The same in batches of at most `size` entries, so that a list of any length is held in pieces."""
    for table in tables:
        if not any(any(cell.strip() for cell in row) for row in table.rows):
            continue
        header = header_of(table, columns)
        if header is None:
            yield [], [Finding(NO_HEADER, Severity.WARNING, file, {"sheet": table.name})]
            continue
        level = columns.level or list_level(file, table, header.first, header.names)
        about = [] if columns.level else about_level(file, table.name, level)
        about += _of_merges(file, table, header)
        yield [], [*_of_columns(file, table.name, header.names), *about]
        left = _LeftOut()
        entries = with_pages(_entries(file, table, header, left))
        said = said_for_all(file, table, header.first, level)
        if level or said:
            entries = (_completed(row, level, said) for row in entries)
        while found := list(islice(entries, size)):
            dated, counted = _day_counts(found)
            yield dated, _lost(found) + counted
        if left_out := list(left.findings(file, table.name)):
            yield [], left_out


def _completed(row: CatalogueRow, level: str, said: Mapping[str, str]) -> CatalogueRow:
    """The row with what its sheet says of all rows; what it says itself goes before."""
    more = {name: value for name, value in said.items() if not row.get(name)}
    return replace(row, level=level, cells=row.cells | more)


@dataclass(slots=True)
class _LeftOut:
    """Numbers of the rows that were not read as entries, though something stands in them."""

    furniture: list[int] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)

    def findings(self, file: str, sheet: str) -> Iterator[Finding]:
        for code, severity, rows in (
            (LEFT_OUT, Severity.INFO, self.furniture),
            (NO_ENTRY, Severity.WARNING, self.bare),
        ):
            if rows:
                named = ", ".join(map(str, rows[:_ROWS_NAMED])) + (" …" if len(rows) > _ROWS_NAMED else "")
                yield Finding(code, severity, file, {"sheet": sheet, "count": len(rows), "rows": named})


def _lost(rows: Sequence[CatalogueRow]) -> list[Finding]:
    return [
        Finding(LOST_CHARACTERS, Severity.ERROR, row.place, {"row": row.number, "sheet": row.sheet})
        for row in rows
        if _LOST.search(row.texts)
    ]


def _of_columns(file: str, sheet: str, names: Sequence[str]) -> Iterator[Finding]:
    for name in names:
        if is_personal_number(name):
            yield Finding(ID_MASKED, Severity.WARNING, file, {"header": name, "sheet": sheet})
        elif name and not field_of(name):
            yield Finding(UNKNOWN_COLUMN, Severity.INFO, file, {"header": name, "sheet": sheet})
    same: dict[str, list[str]] = {}
    for name in names:
        if (known := field_of(name)) and not known.startswith("person:"):
            same.setdefault(known, []).append(name)
    for several in same.values():
        if len(several) > 1:
            yield Finding(SAME_FIELD, Severity.INFO, file, {"headers": ", ".join(several), "sheet": sheet})


def _of_merges(file: str, table: Table, header: Header) -> Iterator[Finding]:
    """Which columns merged cells were filled down in, and how many merges below the headers were left as they are."""
    covered = _vertical_merges(table, header)
    below = [merge for merge in table.merges if merge[0] > header.last and merge[1] < len(header.names)]
    if not below:
        return
    columns = sorted({column for _row, column in covered})
    headers = ", ".join(header.names[column] for column in columns) or "—"
    rest = sum((top + 1, left) not in covered for top, left, _bottom, _right in below)
    yield Finding(
        FILLED_DOWN, Severity.INFO, file, {"sheet": table.name, "headers": headers, "count": len(covered), "rest": rest}
    )


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


def _entries(file: str, table: Table, header: Header, left: _LeftOut) -> Iterator[CatalogueRow]:
    merged = _vertical_merges(table, header)
    above: Mapping[str, str] = {}
    for index in range(header.last + 1, len(table.rows)):
        raw = table.rows[index]
        if merged:
            raw = [merged.get((index, n), cell) for n, cell in enumerate(raw)]
        if is_furniture(raw, header):
            if any(cell.strip() for cell in raw):
                left.furniture.append(index + 1)
            continue
        whole = _without_dittos(_by_header(header.names, raw), above)
        row = _entry(file, table.name, index + 1, whole)
        if row.get("title") or row.get("code") or row.get("item_number") or any(row.people.values()):
            above = whole
            yield row
        else:
            left.bare.append(index + 1)


def _by_header(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The cells by their headers. Of columns of one name the first that is filled counts, the others bear a number."""
    found: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if name in found and cell.strip() and found[name].strip():
            again = next(f"{name} {n}" for n in count(2) if f"{name} {n}" not in found)
            found[again] = cell
        elif not found.get(name, "").strip():
            found[name] = cell
    return found


def _without_dittos(raw: Mapping[str, str], above: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row, with what stands above where a mark says so; a number of one person is of nobody else."""
    return {
        name: ("" if is_personal_number(name) else above.get(name, "")) if _is_ditto(cell) else cell
        for name, cell in raw.items()
    }


def _is_ditto(cell: str) -> bool:
    return 0 < len(cell) <= _LONGEST_DITTO and bool(_DITTO.fullmatch(cell))


def _entry(file: str, sheet: str, number: int, raw: Mapping[str, str]) -> CatalogueRow:
    cells: dict[str, str] = {}
    people: dict[str, str] = {}
    extra: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for name, value in raw.items():
        known = field_of(name)
        text = value.strip().lstrip("'").strip()
        if is_personal_number(name):
            numbers[name] = text
            text = masked(text)
        if known.startswith("person:"):
            people[known.removeprefix("person:")] = text
        elif known:
            if known == "pages" and text.isdecimal() and plain(name) == "张数":
                text = f"{text}张"  # the header says what is counted: sheets bear two pages
            said = _clean(known, text)
            if cells.get(known) and said and said != cells[known]:
                extra[name] = text
            cells[known] = cells.get(known) or said
        elif name and text:
            extra[name] = text
    if cells.get(GRADE):  # 等级 may be one of persons as well: its record type decides, in `describing`
        extra = {name: cells[GRADE] for name in raw if raw[name].strip() and field_of(name) == GRADE} | extra
    _number_of_item(cells, extra)
    if TITLE_OF_VOLUME in extra and not cells.get("title"):
        cells["title"] = _clean("title", extra.pop(TITLE_OF_VOLUME))
    return CatalogueRow(file, sheet, number, cells, people, extra, numbers)


def _number_of_item(cells: dict[str, str], extra: dict[str, str]) -> None:
    """What the archive numbered (馆编件号) goes before 件号, and what the unit numbered (室编件号) stands in for both.

    The number of the unit stays beside it in any case: DA/T 22-2015 has both, and neither is the other.
    """
    plain_number, archive, unit = (cells.get(name, "") for name in ("item_number", "archive_number", "unit_number"))
    if archive and plain_number not in ("", archive):
        extra["件号"] = plain_number
    if number := archive or plain_number or unit:
        cells["item_number"] = number


def masked(number: str) -> str:
    """Personal numbers are not kept in the open: only the last four. Person entries hold them encrypted."""
    return f"…{number[-4:]}" if len(number) > 4 else ""


def _clean(field: str, text: str) -> str:
    """Coded fields are folded to half-width; titles and notes keep their own punctuation, document numbers all of it.

    The dots of a code are seen to first: a full-width one would else become a full stop, which no code has.
    """
    if field == "keywords":
        return "\n".join(word for line in text.splitlines() if (word := line.strip()))
    if field == "title":
        return _FULL_STOP.sub("", _LINE_END.sub("", text))
    if field in {"note", "creator"}:
        return _LINE_END.sub("", text)
    if field == "document_number":
        return text
    if text.isascii():
        return _BLANKS.sub(" ", text).strip()
    dotted = text.translate(DOTS) if field == "code" else text
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", dotted)).strip()


def is_furniture(row: Sequence[str], header: Header) -> bool:
    """Blank rows, repeated headers, page footers, subtotals."""
    filled = [cell.strip() for cell in row if cell.strip()]
    if not filled:
        return True
    names = _plain_names(header.names)
    others, most = 0, min(1, len(filled) - 2)  # so many cells may say something else where a page repeats its headers
    for cell in filled:
        others += plain(cell) not in names
        if others > most:
            break
    else:
        return True
    if len(filled) > _MOST_OF_FURNITURE or not any(_FURNITURE.fullmatch(cell) for cell in filled):
        return False
    told = {field_of(name) for name, cell in zip(header.names, row, strict=False) if _says_more(cell)}
    if told & {"archive_number", "unit_number"}:
        told.add("item_number")
    return not ("code" in told or {"title", "item_number"} <= told or {"title", "sequence"} <= told)


def _says_more(cell: str) -> bool:
    return bool(cell.strip()) and not _FURNITURE.fullmatch(cell.strip())


@lru_cache(maxsize=256)
def _plain_names(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain(name) for name in names)


def _vertical_merges(table: Table, header: Header) -> dict[tuple[int, int], str]:
    """Cells covered by a merge that runs down one column of identification, with the value they stand for."""
    covered: dict[tuple[int, int], str] = {}
    for top, left, bottom, right in table.merges:
        if top <= header.last or left != right or left >= len(header.names):
            continue
        if field_of(header.names[left]) in _FILL_DOWN:
            covered |= {(row, left): table.rows[top][left] for row in range(top + 1, bottom + 1)}
    return covered
