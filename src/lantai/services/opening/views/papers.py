"""Papers of a batch: as PDF, as Word documents to be written on, and their tables as workbooks."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.views.decorators.http import require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.services.opening.item_sheets import sheets_as_pdf, sheets_as_word, sheets_table
from lantai.services.opening.models import ReviewBatch
from lantai.services.opening.paper_subjects import subject_of_paper
from lantai.services.opening.papers import SET, forms, paper_as_file, paper_table, sheet_form
from lantai.services.opening.views.common import (
    DOCX,
    LONGEST,
    XLSX,
    as_workbook,
    found_batch,
    sent_as,
    sent_file,
    shown_as_pdf,
)

SHEETS = "sheets"
"""The name of the paper that has a sheet for each record."""


def _first(request: ReadingRequest) -> int:
    """From which record on; whatever is no number means from the first."""
    text = request.GET.get("from", "")
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < LONGEST else 1


@require_safe
@staff_page(Right.READ_UNOPENED)
def paper(request: ReadingRequest, ulid: str, name: str, form: str) -> HttpResponseBase:
    batch = found_batch(request, ulid)
    if form not in {*SET, "xlsx"}:
        raise Http404
    if name == SHEETS:
        return _sheets(batch, form, _first(request))
    known = forms().get(name)
    subject = subject_of_paper(batch, known["of"], request.GET.get("of", "")[:26]) if known else None
    if known is None or subject is None:
        raise Http404
    file_name = f"{batch.number}-{known['title']}.{form}"
    if form == "pdf":
        return shown_as_pdf(paper_as_file(batch, name, form, subject), file_name)
    if form == "docx":
        return sent_file(paper_as_file(batch, name, form, subject), file_name, DOCX)
    table = paper_table(batch, name, subject)
    return sent_as(as_workbook(known["title"], table.columns, table.rows, facts=table.facts), file_name, XLSX)


def _sheets(batch: ReviewBatch, form: str, first: int) -> HttpResponseBase:
    """A sheet for each record; the workbook has all of them, with a row for each stage."""
    title = sheet_form()["title"]
    name = f"{batch.number}-{title}.{form}"
    if form == "pdf":
        return shown_as_pdf(sheets_as_pdf(batch, first=first), name)
    if form == "docx":
        return sent_file(sheets_as_word(batch, first=first), name, DOCX)
    columns, rows = sheets_table(batch)
    return sent_as(as_workbook(title, columns, rows), name, XLSX)
