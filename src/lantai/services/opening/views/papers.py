"""Papers of a batch: as PDF, and their tables as workbooks."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.views.decorators.http import require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.services.opening.papers import forms, paper_as_pdf, rows_of_paper
from lantai.services.opening.views.common import XLSX, as_workbook, found_batch, sent_as, shown_as_pdf


@require_safe
@staff_page(Right.READ_UNOPENED)
def paper(request: ReadingRequest, ulid: str, name: str, form: str) -> HttpResponseBase:
    batch = found_batch(request, ulid)
    known = forms().get(name)
    if known is None or form not in ("pdf", "xlsx"):
        raise Http404
    file_name = f"{batch.number}-{known['title']}.{form}"
    if form == "pdf":
        return shown_as_pdf(paper_as_pdf(batch, name), file_name)
    columns, rows = rows_of_paper(batch, name)
    return sent_as(as_workbook(known["title"], columns, rows), file_name, XLSX)
