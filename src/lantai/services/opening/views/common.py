"""What the pages of opening review have in common: a batch or 404, an act with its refusal on the page, downloads."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.services.opening.models import ReviewBatch
from lantai.services.opening.queries.batches import batch_at

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST = 9
_CELL = 32_000


def found_batch(request: ReadingRequest, ulid: str) -> ReviewBatch:
    batch = batch_at(ulid, request.scope)
    if batch is None:
        raise Http404
    return batch


def performed(request: ReadingRequest, act: Callable[[], object], said: str) -> bool:
    """Do it, and say so; a refusal that can be mended is said on the page that comes next."""
    try:
        act()
    except ArchiveError as refusal:
        if refusal.http_status in (403, 404):
            raise
        messages.error(request, f"{refusal} {refusal.remedy()}")
        return False
    messages.success(request, said)
    return True


def ticked(request: ReadingRequest) -> list[int]:
    """Positions of the items that are ticked."""
    given = request.POST.getlist("item")
    return [int(each) for each in given if each.isascii() and each.isdecimal() and len(each) < LONGEST]


def sent_as(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be kept, under a name people recognise."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def shown_as_pdf(path: Path, name: str) -> FileResponse:
    return FileResponse(path.open("rb"), filename=name, content_type="application/pdf")


def sent_file(path: Path, name: str, kind: str) -> FileResponse:
    """A file to be kept and opened by the program it is for."""
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=kind)


def as_workbook(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, facts: Mapping[str, str] | None = None
) -> bytes:
    """A list as a workbook, and on a sheet of their own the facts above it: nothing in it is ever a formula."""
    import xlsxwriter  # heavy: only who asks for one pays

    told = io.BytesIO()
    book = xlsxwriter.Workbook(told, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    if columns:
        _add_list(book.add_worksheet(title[:31]), bold, wrap, columns, rows)
    if facts:
        sheet = book.add_worksheet("基本情况")
        sheet.set_column(0, 0, 18, bold)
        sheet.set_column(1, 1, 80, wrap)
        for number, (name, text) in enumerate(facts.items()):
            sheet.write_string(number, 0, name)
            sheet.write_string(number, 1, text[:_CELL])
    book.close()
    return told.getvalue()


_WIDTHS = {"序号": 6, "档号": 30, "题名": 46, "密级": 10}
_A4 = 9


def _add_list(sheet: Any, bold: Any, wrap: Any, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Printed, it is as wide as an A4 page across, and its head stands on every one."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for column, name in enumerate(columns):
        sheet.set_column(column, column, _WIDTHS.get(name, 18), wrap)
        sheet.write_string(0, column, name, bold)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text[:_CELL])
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
