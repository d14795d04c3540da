"""The plain folder with a workbook: 目录.xlsx, below 原文 a folder for each record by its code, and lists of digests.

The workbook has the lists people know, of volumes and of files; what else goes has sheets of its own, and one says all
that is described in the form our own intake reads to the letter.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import override

from lantai.base.common.workbooks import disk_errors
from lantai.engines.packages.model import Progress
from lantai.engines.packages.plain_write import write_plain_folder
from lantai.engines.packages.writing import NewFile
from lantai.holdings.catalogue.labels import retention_label
from lantai.holdings.catalogue.models import Record
from lantai.holdings.exchange.files import add_list
from lantai.holdings.exchange.lists import fitting
from lantai.holdings.exchange.walking import Unit
from lantai.holdings.handing_out.documents import LIMIT_HEADERS, PERSON_HEADERS, limit_rows, persons_of
from lantai.holdings.handing_out.originals import new_file
from lantai.holdings.handing_out.parcel import Handed, Parcel, Tally, folder_of
from lantai.holdings.imports.exact import OPENING

if TYPE_CHECKING:  # only who writes a workbook pays for it
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

MOST = 1_000_000
"""Rows of a sheet, and some room for series and headers."""
LIST, ORIGINALS, IN_FULL = "目录.xlsx", "原文", "著录全表"
VOLUMES, ITEMS = "案卷目录", "文件目录"
HEADERS = {
    VOLUMES: (
        "序号", "档号", "案卷题名", "责任者", "起止日期", "年度", "保管期限", "密级", "件数", "页数", "开放标识",
        "电子文件名", "备注",
    ),
    ITEMS: (
        "序号", "档号", "文号", "责任者", "题名", "日期", "年度", "保管期限", "密级", "页数", "开放标识", "所属案卷",
        "电子文件名", "备注",
    ),
}  # fmt: skip
_WIDTHS = {"序号": 6, "档号": 26, "案卷题名": 50, "题名": 50, "责任者": 20, "备注": 30, "电子文件名": 40, "文号": 20}
_CHINESE = "zh-hans"


def write(parcel: Parcel, target: Path, progress: Progress) -> Tally:
    """Records without files stand in the lists too. Raises `TooLongForCell`, `TooManyRows`."""
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxFileError  # heavy: only who writes a workbook pays

    tally = Tally()
    with tempfile.TemporaryDirectory(dir=settings.WORK_FOLDER) as work:
        path = Path(work) / LIST
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": work}
        book = xlsxwriter.Workbook(str(path), options)
        try:
            files = _files(parcel, book, tally)
            write_plain_folder(target, files=_and_list(files, book, path), progress=progress)
        finally:
            if not book.fileclosed:  # something failed, and that is what is to be told
                with suppress(OSError, XlsxFileError), disk_errors():
                    book.close()
    return tally


def _and_list(files: Iterator[NewFile], book: xlsxwriter.Workbook, path: Path) -> Iterator[NewFile]:
    """The workbook goes last: it is complete when all files have passed."""
    yield from files
    with disk_errors():
        book.close()
    yield NewFile(LIST, path)


def _files(parcel: Parcel, book: xlsxwriter.Workbook, tally: Tally) -> Iterator[NewFile]:
    lists, with_files = _Lists(book, has_volumes=_has_volumes(parcel)), set[int]()
    persons, limits = _Sheet(book, "人员", PERSON_HEADERS), _Sheet(book, "限制说明", LIMIT_HEADERS)
    for handed in parcel.records():
        tally.add(handed)
        names = [f"{ORIGINALS}/{handed.folder}/{held.name}" for held in handed.files]
        lists.add(handed, names)
        if names:
            with_files.add(handed.record.pk)
        for held, name in zip(handed.files, names, strict=True):
            yield new_file(held, name)
        for row in persons_of(handed) if parcel.wanted.numbers_for else ():
            persons.add(row)
    lists.close()
    for row in limit_rows(parcel):
        limits.add(row)

    def folder(unit: Unit) -> str:
        known = unit.record is not None and unit.record.pk in with_files
        return f"{ORIGINALS}/{folder_of(unit.record)}" if known and unit.record else ""

    add_list(book, IN_FULL, parcel.subject, scope=parcel.scope, folder_of=folder)


def _has_volumes(parcel: Parcel) -> bool:
    """Whether the list of volumes comes first, or there is none."""
    record = parcel.subject.record
    if record is not None:
        return record.level == Record.Level.VOLUME
    rows = Record.objects.of_fonds(parcel.subject.fonds, parcel.scope).order_by()
    return rows.filter(level=Record.Level.VOLUME).exists()


class _Sheet:
    """One sheet of a workbook that is written row by row: one row of headers, then texts. Without any there is none."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, headers: Sequence[str]) -> None:
        self._book, self._name, self._headers, self.rows = book, name, headers, 0
        self._page: Worksheet | None = None

    def begin(self) -> Worksheet:
        """The sheet with its headers; sheets stand in the order in which they are begun."""
        if self._page is None:
            self._page = self._book.add_worksheet(self._name)
            strong = self._book.add_format({"bold": True, "bottom": 1})
            for column, header in enumerate(self._headers):
                self._page.set_column(column, column, _WIDTHS.get(header, 11))
                self._page.write_string(0, column, header, strong)
            self._page.freeze_panes(1, 2)
        return self._page

    def add(self, cells: Sequence[str]) -> None:
        page = self.begin()
        self.rows += 1
        for column, cell in enumerate(cells):
            if cell:
                page.write_string(self.rows, column, fitting(cell, self._headers[column], cells[1]))


@dataclass(slots=True)
class _Open:
    """A volume whose items are still coming."""

    pk: int
    cells: dict[str, str]
    items: int = 0


class _Lists:
    """The list of volumes and that of files. A volume is written when its items have passed, for their number."""

    def __init__(self, book: xlsxwriter.Workbook, *, has_volumes: bool) -> None:
        self._sheets = {name: _Sheet(book, name, headers) for name, headers in HEADERS.items()}
        if has_volumes:
            self._sheets[VOLUMES].begin()
        self._above: list[_Open] = []

    def add(self, handed: Handed, names: Sequence[str]) -> None:
        record, cells = handed.record, _cells(handed, names)
        while self._above and self._above[-1].pk != record.parent_id:
            self._put_volume()
        if self._above:
            self._above[-1].items += 1
            cells["所属案卷"] = self._above[-1].cells["档号"]
        if record.level == Record.Level.VOLUME:
            self._above.append(_Open(record.pk, cells))
        else:
            self._put(ITEMS, cells)

    def close(self) -> None:
        while self._above:
            self._put_volume()

    def _put_volume(self) -> None:
        volume = self._above.pop()
        self._put(VOLUMES, volume.cells | {"件数": str(volume.items) if volume.items else ""})

    def _put(self, name: str, cells: dict[str, str]) -> None:
        told = cells | {"序号": str(self._sheets[name].rows + 1)}
        self._sheets[name].add([told.get(header, "") for header in HEADERS[name]])


def _cells(handed: Handed, names: Sequence[str]) -> dict[str, str]:
    """By the headers of both lists. One file is named, several by the folder they are in."""
    said = handed.said
    values = {name: str(said.values.get(name, "")) for name in ("creator", "secrecy", "note", "document_number")}
    with override(_CHINESE):
        retention = retention_label(str(said.values.get("retention", "")))
    date = said.date.text or said.date.normal if said.date else ""
    state = str(said.values.get("open_flag", ""))
    return {
        "档号": handed.record.code,
        "文号": values["document_number"],
        "责任者": values["creator"],
        "题名": said.title,
        "案卷题名": said.title,
        "日期": date,
        "起止日期": date,
        "年度": said.facts.get("year", ""),
        "保管期限": retention,
        "密级": values["secrecy"],
        "页数": str(said.values.get("pages", "")),
        "开放标识": OPENING.get(state, state),
        "电子文件名": names[0] if len(names) == 1 else f"{ORIGINALS}/{handed.folder}" if names else "",
        "备注": values["note"],
    }
