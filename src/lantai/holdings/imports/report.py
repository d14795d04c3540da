"""The report of a dry run as a workbook: what becomes of the list, what is wrong, what would change of what is held,
the rows with notes on cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from django.utils.translation import gettext as _

from lantai.base.common.findings import SENTENCES, Finding, Severity
from lantai.base.common.workbooks import disk_errors
from lantai.engines.formats.spool import spooled_tables
from lantai.holdings.imports.entries import Reading
from lantai.holdings.imports.fates import Entry, Fate
from lantai.holdings.imports.header_rows import Header, header_of
from lantai.holdings.imports.headers import field_of
from lantai.holdings.imports.told_apart import described, differences_of, origin_of

MOST_ROWS = 5000
"""Rows with notes; the sheet of findings has as many lines."""
MOST_INFORMED = 200
"""Lines of one thing that is only told: the page counts them all, and what needs doing must find its place."""
_COLUMN_OF = {
    "catalogue.impossible_date": "date",
    "catalogue.unreadable_date": "date",
    "catalogue.day_count": "date",
    "catalogue.year_apart": "year",
    "catalogue.number_gap": "item_number",
    "catalogue.number_again": "item_number",
    "catalogue.old_term": "retention",
    "catalogue.unknown_term": "retention",
    "catalogue.code_again": "code",
    "catalogue.no_title": "title",
    "catalogue.character_missing": "title",
    "catalogue.secret_row": "secrecy",
    "catalogue.secrecy_stands": "secrecy",
    "catalogue.unknown_secrecy": "secrecy",
    "catalogue.list_decides_not": "opening",
}
"""Where a note belongs; what is not here stands on the row's first cell."""
_GROUNDS = {Severity.ERROR: "#f6d5d0", Severity.WARNING: "#f7e8c6", Severity.INFO: "#e3ecf2"}


class Report:
    """Written while the list is read: nothing of it stays in memory but the workbook's own rows."""

    def __init__(self, path: Path, reading: Reading) -> None:
        import xlsxwriter  # heavy: only who writes a report pays

        self._book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
        self._tables = {table.name: table for table in spooled_tables(reading.spool, reading.sheets)}
        self._headers = {name: header_of(table, reading.columns) for name, table in self._tables.items()}
        self._bold = self._book.add_format({"bold": True, "bottom": 1})
        self._grounds = {each: self._book.add_format({"bg_color": ground}) for each, ground in _GROUNDS.items()}
        self._summary = self._book.add_worksheet(_("Summary"))
        self._findings = self._book.add_worksheet(_("Findings"))
        self._differences = self._book.add_worksheet(_("Differences to what is held"))
        self._sheets: dict[str, tuple[Any, int]] = {}
        self._fates: dict[Fate, int] = {}
        self._informed: Counter[str] = Counter()
        self._lines, self._rows, self._told = 0, 0, 0
        self._head(self._findings, (_("Severity"), 10), (_("Place"), 34), (_("Finding"), 70), (_("What to do"), 70))
        self._head(
            self._differences,
            (_("Reference code"), 28), (_("Element"), 18), (_("Held now"), 50), (_("In the list"), 50),
            (_("Place"), 26), (_("What becomes of it"), 24), (_("Described by"), 20), (_("Described on"), 18),
            (_("Origin of what is held"), 34),
        )  # fmt: skip
        self._differences.freeze_panes(1, 1)

    def _head(self, sheet: Any, *columns: tuple[str, int]) -> None:
        for column, (title, width) in enumerate(columns):
            sheet.write_string(0, column, title, self._bold)
            sheet.set_column(column, column, width)

    def __enter__(self) -> Report:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._write_summary()
        with disk_errors():
            self._book.close()

    def add(self, entries: Sequence[Entry], findings: Sequence[Finding]) -> None:
        for finding in findings:
            self._line(finding)
        for entry in entries:
            self._fates[entry.fate] = self._fates.get(entry.fate, 0) + 1
            for finding in entry.findings:
                self._line(finding)
            self._differ(entry)
            worth = [finding for finding in entry.findings if finding.severity != Severity.INFO]
            if worth and entry.fate != Fate.SECRET and self._rows < MOST_ROWS:
                self._row(entry, worth)

    def _differ(self, entry: Entry) -> None:
        """What an entry changes of the record that is held, old beside new; who described that, where it is from."""
        if entry.record is None or entry.fate not in {Fate.CHANGED, Fate.SKIPPED}:
            return
        by, at = described(entry.record)
        for each in differences_of(entry):
            self._told += 1
            if self._told > MOST_ROWS:
                continue
            place = f"{entry.row.sheet}!{entry.row.number}"
            cells = (
                entry.record.code, each.what, each.held, each.listed, place, _fate_in_words(entry.fate), by, at,
                origin_of(entry.record),
            )  # fmt: skip
            for column, text in enumerate(cells):
                self._differences.write_string(self._told, column, text[:32000])

    def _line(self, finding: Finding) -> None:
        if finding.code not in SENTENCES or self._lines >= MOST_ROWS:
            return
        if finding.severity == Severity.INFO:
            self._informed[finding.code] += 1
            if self._informed[finding.code] > MOST_INFORMED:
                return
        self._lines += 1
        cells = (str(finding.severity), finding.path, finding.sentence(), finding.remedy())
        for column, text in enumerate(cells):
            self._findings.write_string(self._lines, column, text[:32000], self._grounds[finding.severity])

    def _row(self, entry: Entry, findings: Sequence[Finding]) -> None:
        """The row as it stands in the list, ID numbers masked as everywhere, with notes where something is wrong."""
        header = self._headers.get(entry.row.sheet)
        if header is None:
            return
        sheet, number = self._sheet(entry.row.sheet, header)
        self._rows += 1
        raw = self._tables[entry.row.sheet].rows[entry.row.number - 1]
        sheet.write_number(number, 0, entry.row.number)
        for column, (name, text) in enumerate(zip(header.names, raw, strict=False), start=1):
            sheet.write_string(number, column, self._shown(entry, name, text)[:32000])
        notes: dict[int, list[Finding]] = {}
        for finding in findings:
            notes.setdefault(_column(finding, header), []).append(finding)
        for column, said in notes.items():
            worst = min(said, key=lambda each: list(_GROUNDS).index(each.severity))
            text = self._shown(entry, header.names[column - 1], raw[column - 1] if column <= len(raw) else "")
            sheet.write_string(number, column, text[:32000], self._grounds[worst.severity])
            words = "\n".join(f"{each.sentence()} {each.remedy()}" for each in said)
            sheet.write_comment(number, column, words[:2000], {"x_scale": 2.5, "y_scale": 1.5})

    def _shown(self, entry: Entry, name: str, text: str) -> str:
        if name not in entry.row.numbers:
            return text
        return f"…{text.strip()[-4:]}" if len(text.strip()) > 4 else ""

    def _sheet(self, name: str, header: Header) -> tuple[Any, int]:
        if name not in self._sheets:
            title = "".join("_" if c in "[]:*?/\\" else c for c in name)[:25]
            sheet = self._book.add_worksheet(f"{len(self._sheets) + 1} {title}")
            sheet.freeze_panes(1, 1)
            for column, word in enumerate((_("Row"), *header.written)):
                sheet.write_string(0, column, word, self._bold)
            self._sheets[name] = (sheet, 0)
        sheet, last = self._sheets[name]
        self._sheets[name] = (sheet, last + 1)
        return sheet, last + 1

    def _write_summary(self) -> None:
        self._summary.set_column(0, 0, 40)
        for line, fate in enumerate(Fate):
            self._summary.write_string(line, 0, _fate_in_words(fate), self._bold)
            self._summary.write_number(line, 1, self._fates.get(fate, 0))
        for line, (title, number) in enumerate(
            ((_("Differences to what is held"), self._told), (_("of these listed"), min(self._told, MOST_ROWS))),
            start=len(Fate),
        ):
            self._summary.write_string(line, 0, title, self._bold)
            self._summary.write_number(line, 1, number)


def _fate_in_words(fate: Fate) -> str:
    return {
        Fate.NEW: _("new"), Fate.CHANGED: _("changed"), Fate.SAME: _("held, the same"),
        Fate.SKIPPED: _("held, other, left as it is"), Fate.HELD_BACK: _("held back: an error"),
        Fate.SECRET: _("classified: not taken, no text kept"),
    }[fate]  # fmt: skip


def _column(finding: Finding, header: Header) -> int:
    """Counted from 1, behind the row numbers."""
    wanted = _COLUMN_OF.get(finding.code, "")
    if finding.code.startswith("person.id_number"):
        return next((n for n, name in enumerate(header.names, start=1) if "身份证" in name), 1)
    return next((n for n, name in enumerate(header.names, start=1) if wanted and field_of(name) == wanted), 1)
