"""What only a whole list shows: numbers that jump, years that quarrel with dates, cells in error, lost characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.formats.spool import SpooledSheet
from lantai.holdings.catalogue.actions import Description
from lantai.holdings.imports.headers import SYNONYMS
from lantai.holdings.imports.paging import about_pages
from lantai.holdings.imports.rows import CatalogueRow

YEAR_APART = declare(
    "catalogue.year_apart",
    gettext_noop("The year %(year)s and the date %(date)s of this entry lie more than a year apart."),
    gettext_noop("Look at the paper: one of the two is wrong. Both are kept as they stand."),
)
NUMBER_GAP = declare(
    "catalogue.number_gap",
    gettext_noop("The item numbers jump from %(before)s to %(after)s."),
    gettext_noop("Nothing is renumbered. Find out whether entries are missing in the list or items in the box."),
)
NUMBER_AGAIN = declare(
    "catalogue.number_again",
    gettext_noop("The item number %(number)s comes after %(before)s: it goes back or stands twice."),
    gettext_noop("Nothing is renumbered. Compare with the box; two papers may bear one number."),
)
OLD_TERM = declare(
    "catalogue.old_term",
    gettext_noop("The retention “%(term)s” is of the older rule and was kept as written."),
    gettext_noop(
        "No rule turns 长期 into 30 years by itself: decide it for the whole fonds when it is appraised again."
    ),
)
UNKNOWN_TERM = declare(
    "catalogue.unknown_term",
    gettext_noop("The retention “%(term)s” is no term this system knows; it was kept as written."),
    gettext_noop("Write 永久, 30年 or 10年 (长期, 短期 in older lists), in the list or in the record after."),
)
PRIVATE_CHARACTER = declare(
    "catalogue.private_character",
    gettext_noop("This entry holds characters of a private font (%(characters)s) that nobody else can read."),
    gettext_noop("Find out which characters are meant and type them from GB 18030; the rest of the entry is kept."),
)
CHARACTER_MISSING = declare(
    "catalogue.character_missing",
    gettext_noop("This entry has %(signs)s in place of a character that an older program could not write."),
    gettext_noop("Look at the paper and type the character that is meant; the entry is kept as it is written."),
)
CELL_IN_ERROR = declare(
    "catalogue.cell_in_error",
    gettext_noop("The cell %(cell)s shows %(text)s: its formula has no value."),
    gettext_noop("Open the list, mend the formula or type the value, save it, and import it again."),
)
CELL_TOO_NARROW = declare(
    "catalogue.cell_too_narrow",
    gettext_noop("%(cell)s shows %(text)s: its column was too narrow when the list was saved as text."),
    gettext_noop("Open the list it was saved from, make the column wider, save it again, and import it."),
)
HIDDEN = declare(
    "catalogue.hidden_cells",
    gettext_noop(
        "The sheet “%(sheet)s” has %(rows)s hidden rows and %(columns)s hidden column definitions; all are read."
    ),
    gettext_noop("Look whether they were hidden because they are not meant to be handed over."),
)
COLOURED = declare(
    "catalogue.coloured_rows",
    gettext_noop("The sheet “%(sheet)s” has %(rows)s rows with coloured cells; the colour is not kept."),
    gettext_noop("Ask the unit what the colours mean (often: missing, lent out) and write it into the note column."),
)
NOTES = declare(
    "catalogue.cell_notes",
    gettext_noop("The sheet “%(sheet)s” has notes on cells; they stay in the list, which is kept."),
    gettext_noop("Read them; what belongs to an entry is to stand in its note column."),
)

_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_STANDS_IN = re.compile(r"(?<=[\u3400-\u9fff])\?+(?=[\u3400-\u9fff])|\?{2,}(?=[\u3400-\u9fff])")
"""Not □, by which describers mark what they cannot read (DA/T 18)."""
_IN_NAMES = re.compile(r"[?？]+")
_SHOWS_ERROR = re.compile(r"#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!)|#{3,}")


def about_sheets(sheets: list[SpooledSheet], file: str) -> Iterator[Finding]:
    """What a workbook says besides its words."""
    for sheet in sheets:
        told = {"sheet": sheet.name}
        if sheet.hidden_rows or sheet.hidden_columns:
            more = {"rows": len(sheet.hidden_rows), "columns": sheet.hidden_columns}
            yield Finding(HIDDEN, Severity.WARNING, file, told | more)
        if sheet.coloured_rows:
            yield Finding(COLOURED, Severity.INFO, file, told | {"rows": sheet.coloured_rows})
        if sheet.comments:
            yield Finding(NOTES, Severity.INFO, file, told)


_KNOWN_TERM = re.compile(r"Y|D\d{1,3}")


class Doubts:
    """Keeps what the entries before have said, as far as the next one is judged by it. One for each list."""

    def __init__(self, sheets: list[SpooledSheet]) -> None:
        self._last: dict[tuple[str, ...], int] = {}
        self._errors: dict[tuple[str, int], list[tuple[int, str]]] = {}
        for sheet in sheets:
            for row, column, text in sheet.errors:
                self._errors.setdefault((sheet.name, row + 1), []).append((column, text))

    def about(self, row: CatalogueRow, described: Description) -> Iterator[Finding]:
        yield from self._about_cells(row)
        dated = described.date.year if described.date else None
        written = row.get("year")
        if written and dated and described.year and abs(dated - described.year) > 1:
            yield Finding(YEAR_APART, Severity.WARNING, row.place, {"year": written, "date": described.date.raw})  # type: ignore[union-attr]
        if described.retention in {"长期", "短期"}:
            yield Finding(OLD_TERM, Severity.INFO, row.place, {"term": described.retention})
        elif row.get("retention") and not _KNOWN_TERM.fullmatch(described.retention):
            yield Finding(UNKNOWN_TERM, Severity.WARNING, row.place, {"term": described.retention[:80]})
        yield from _about_characters(row)
        yield from about_pages(row)
        yield from self._about_number(row, described)

    def _about_cells(self, row: CatalogueRow) -> Iterator[Finding]:
        """Cells in error, as a workbook marks them; in a list of plain text they are words like any other."""
        marked = self._errors.get((row.sheet, row.number), ())
        for column, text in marked:
            told = {"cell": f"{_letters(column)}{row.number}", "text": text}
            yield Finding(CELL_IN_ERROR, Severity.ERROR, row.place, told)
        if marked or "#" not in row.texts:
            return
        headers = ((SYNONYMS[name][0] if name in SYNONYMS else name, text) for name, text in row.cells.items())
        for header, text in (*headers, *row.people.items(), *row.extra.items()):
            if _SHOWS_ERROR.fullmatch(text):
                told = {"cell": f"{header} {row.number}", "text": text}
                yield Finding(CELL_IN_ERROR if text.strip("#") else CELL_TOO_NARROW, Severity.ERROR, row.place, told)

    def _about_number(self, row: CatalogueRow, described: Description) -> Iterator[Finding]:
        """Numbers run within a volume, or within year, term and organisation; elsewhere nobody promised an order."""
        number, places = row.get("item_number"), ("fonds", "list_number", "volume_number", "year", "organisation")
        group = (*(row.get(name) for name in places), described.retention)
        if not number.isdigit() or not any(group):
            return
        before, now = self._last.get((row.sheet, *group)), int(number)
        self._last[row.sheet, *group] = now
        if before is None or now == before + 1:
            return
        if now > before:
            yield Finding(NUMBER_GAP, Severity.WARNING, row.place, {"before": before, "after": now})
        else:
            yield Finding(NUMBER_AGAIN, Severity.WARNING, row.place, {"before": before, "number": now})


def _about_characters(row: CatalogueRow) -> Iterator[Finding]:
    """Characters nobody else can read, and signs an older program wrote where it had no character."""
    if found := _PRIVATE.findall(row.texts):
        shown = " ".join(f"U+{ord(c):04X}" for c in dict.fromkeys(found))
        yield Finding(PRIVATE_CHARACTER, Severity.WARNING, row.place, {"characters": shown})
    signs = [sign for name in row.people.values() for sign in _IN_NAMES.findall(name)]
    if signs := [*signs, *_STANDS_IN.findall(row.get("title"))]:
        shown = " ".join(dict.fromkeys(signs))
        yield Finding(CHARACTER_MISSING, Severity.WARNING, row.place, {"signs": shown})


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
