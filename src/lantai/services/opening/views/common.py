"""What the pages of opening review have in common: a batch or 404, an act with its refusal on the page, downloads."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.services.opening.models import ReviewBatch
from lantai.services.opening.queries.batches import batch_at

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 9


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


def as_workbook(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A list as a workbook: nothing in it is ever a formula."""
    import xlsxwriter  # heavy: only who asks for one pays

    told = io.BytesIO()
    book = xlsxwriter.Workbook(told, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True})
    for column, name in enumerate(columns):
        sheet.set_column(column, column, 40 if name == "题名" else 18)
        sheet.write_string(0, column, name, bold)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text[:32_000])
    sheet.freeze_panes(1, 0)
    book.close()
    return told.getvalue()
