"""A record as one PDF for reading and printing: what is said of it, its originals' digests, then its pages, numbered.

A volume has the list of its items before the pages. Pages of PDFs are bound as they are, others as pictures; a page
that is text only is set. Where something is withheld the pages are those of the redacted copy. It is a copy for people:
what is kept and proved are the originals.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.binding import Bound, Leaf
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.typesetting import Typeset
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.packages.model import Progress
from lantai.holdings.catalogue.elements import element_set
from lantai.holdings.handing_out.documents import LIMIT_HEADERS, limit_rows, persons_of
from lantai.holdings.handing_out.parcel import Handed, HeldFile, Parcel, Tally
from lantai.holdings.handing_out.sheets import Sheet, sheets_of

SUFFIX = ".pdf"
MOST_PAGES = 2000
MOST = 2000
LAYOUTS = Path(__file__).resolve().parent.parent / "layouts"
TYPESET, BIND = "lantai.engines.formats.typesetting.typeset", "lantai.engines.formats.binding.bind"
_SECONDS, _MEMORY_MB = 600.0, 3500
_WORDS = {"files": "原件", "missing": "字体中没有的字"}
_SPECIAL = (
    "reference_code",
    "title",
    "creator",
    "date",
    "document_number",
    "pages",
    "retention",
    "secrecy",
    "open_flag",
    "note",
)


class TooManyPages(ArchiveError):
    code = "handing_out.too_many_pages"
    message = gettext_noop("%(code)s has more pages than one PDF holds (%(most)s).")
    hint = gettext_noop("Hand out its parts one by one, or all of it as BagIt or METS.")
    http_status = 422
    exit_code = 3


class CannotBind(ArchiveError):
    code = "handing_out.cannot_bind"
    message = gettext_noop("The pages of %(code)s could not be bound into a PDF: %(reason)s")
    hint = gettext_noop("Hand it out as BagIt or METS: the originals are in these as they are.")
    http_status = 422
    exit_code = 3


@dataclass(slots=True)
class _Book:
    """The PDF on its way: leaves in order, and where the pages of each record and file begin and end."""

    work: Path
    pool: ReaderPool
    made: dt.datetime
    code: str
    leaves: list[Leaf] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, str]] = field(default_factory=list)
    persons: list[dict[str, Any]] = field(default_factory=list)

    def call(self, function: str, *arguments: Any, **options: Any) -> Any:
        try:
            return self.pool.call(function, *arguments, made=self.made, **options)
        except Unreadable as error:
            raise CannotBind(code=self.code, reason=error.finding(self.code).sentence()) from error

    def add(self, leaf: Leaf) -> None:
        if len(self.leaves) >= MOST_PAGES:
            raise TooManyPages(code=self.code, most=f"{MOST_PAGES:,}")
        self.leaves.append(leaf)

    def span(self, first: int) -> str:
        """Which pages came since there were `first`."""
        last = len(self.leaves)
        return "" if last == first else str(last) if last == first + 1 else f"{first + 1}–{last}"


def write(parcel: Parcel, target: Path, progress: Progress) -> Tally:
    """The file appears whole. Raises `TooManyPages`, `CannotBind`."""
    tally, made = Tally(), timezone.localtime()
    part = target.with_name(f"{target.name}.unfinished")
    with (
        tempfile.TemporaryDirectory(dir=settings.WORK_FOLDER) as work,
        ReaderPool(1, seconds=_SECONDS, memory_mb=_MEMORY_MB) as pool,
    ):
        book = _Book(Path(work), pool, made, parcel.subject.code)
        whole: Handed | None = None
        for handed in parcel.records():
            whole = whole or handed
            _take(book, handed, parcel)
            tally.add(handed)
            progress(tally.files, tally.size, handed.record.code)
        if whole is None:
            return tally
        try:
            _bind(book, whole, parcel, part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return tally


def _take(book: _Book, handed: Handed, parcel: Parcel) -> None:
    """The pages of one record, in their order, with the places of its files."""
    begun = len(book.leaves)
    held = {file.stored.pk: file for file in handed.files}
    spans = {pk: [len(book.leaves), len(book.leaves)] for pk in held}
    at: int | None = None
    for sheet in sheets_of(handed):
        if sheet.file != at:
            at = sheet.file
            spans[at] = [len(book.leaves), len(book.leaves)]
        _take_sheet(book, sheet)
        spans[at][1] = len(book.leaves)
    for pk, file in held.items():
        book.files.append(_file(handed, file, *spans[pk]))
    date = handed.said.date
    cells = [str(len(book.items)), handed.record.code, handed.said.title, date.text if date else "", book.span(begun)]
    book.items.append({"place": handed.record.code, "cells": cells})
    if parcel.wanted.numbers_for:
        book.persons += [{"place": row[0], "cells": row} for row in persons_of(handed)]


def _take_sheet(book: _Book, sheet: Sheet) -> None:
    if sheet.pdf is not None:
        book.add(Leaf(sheet.pdf, sheet.number))
        return
    path = book.work / f"{len(book.leaves):06}"
    if picture := sheet.picture():
        path.write_bytes(picture.data)
        book.add(Leaf(path, 1, picture.width, picture.height))
        return
    done: Typeset = book.call(TYPESET, LAYOUTS / "text.typ", {"lines": sheet.text.split("\n")}, path, tagged=False)
    for number in range(1, done.pages + 1):
        book.add(Leaf(path, number))


def _file(handed: Handed, file: HeldFile, first: int, last: int) -> dict[str, str]:
    span = "" if last == first else f"，第 {first + 1} 页" if last == first + 1 else f"，第 {first + 1}–{last} 页"
    stored = file.stored
    line = f"{handed.record.code}  {file.name}（{stored.size:,} 字节{span}）"
    return {"place": handed.record.code, "line": line, "sm3": stored.sm3, "sha512": stored.sha512}


def _bind(book: _Book, whole: Handed, parcel: Parcel, target: Path) -> None:
    front = book.work / "front.pdf"
    sheets: Typeset = book.call(TYPESET, LAYOUTS / "sheet.typ", _sheet(book, whole, parcel), front, tagged=True)
    pages = len(book.leaves)
    numbered = [
        Leaf(leaf.path, leaf.number, leaf.width, leaf.height, f"{book.code}　第 {number} 页 / 共 {pages} 页")
        for number, leaf in enumerate(book.leaves, start=1)
    ]
    leaves = [*(Leaf(front, number) for number in range(1, sheets.pages + 1)), *numbered]
    title = f"{book.code} {parcel.subject.title}"
    bound: Bound = book.call(BIND, leaves, target, title=title, feet=LAYOUTS / "feet.typ")
    if bound.pages != len(leaves):
        raise CannotBind(code=book.code, reason=f"{bound.pages} ≠ {len(leaves)}")


def _sheet(book: _Book, whole: Handed, parcel: Parcel) -> dict[str, Any]:
    lists: list[dict[str, Any]] = []
    if len(book.items) > 1:
        columns, widths = ["序号", "档号", "题名", "日期", "页"], [12, 42, 0, 26, 18]
        lists.append({"title": "卷内目录", "columns": columns, "widths": widths, "rows": book.items[1:]})
    if book.persons:
        columns, widths = ["档号", "题名", "人名", "角色", "身份证号"], [38, 0, 22, 20, 40]
        lists.append({"title": "人员", "columns": columns, "widths": widths, "rows": book.persons})
    if limits := limit_rows(parcel):
        rows = [{"place": row[0], "cells": row} for row in limits]
        lists.append(
            {"title": "限制说明", "columns": list(LIMIT_HEADERS), "widths": [38, 0, 18, 38, 16, 22], "rows": rows}
        )
    return {
        "title": "档案著录单",
        "archive": parcel.subject.fonds.institution.name,
        "made": f"{book.made:%Y-%m-%d %H:%M}",
        "facts": list(_facts(whole)),
        "lists": lists,
        "files": book.files,
        "words": _WORDS,
        "place": book.code,
    }


def _facts(handed: Handed) -> Iterator[dict[str, str]]:
    """What is said, under the names of DA/T 18-2022; persons by name and part."""
    labels = {each.code: each.labels["zh"] for each in element_set().elements}
    said = handed.said
    values = dict(said.values) | ({"date": said.date.text or said.date.normal} if said.date else {})
    for code in [*(code for code in _SPECIAL if code in values), *(code for code in values if code not in _SPECIAL)]:
        value = values[code]
        text = "；".join(str(each) for each in value) if isinstance(value, list) else str(value)
        yield {"label": labels.get(code, code), "value": _LABELS.get((code, text), text)}
    if said.above:
        yield {"label": "类别", "value": said.class_path}
    if said.persons:
        told = (f"{each['name']}（{each['role']}）" if each.get("role") else each["name"] for each in said.persons)
        yield {"label": labels.get("person_names", "人名"), "value": "、".join(told)}


_LABELS = {
    ("open_flag", "open"): "开放",
    ("open_flag", "restricted"): "控制",
    ("open_flag", "deferred"): "延期开放",
    ("open_flag", "unreviewed"): "未审核",
}
