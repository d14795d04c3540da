"""Public notices of what was opened, with lists that name only what is open still."""

from __future__ import annotations

import csv
import io

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lantai.base.accounts.middleware import ReadingRequest
from lantai.services.opening.forms import SearchForm
from lantai.services.opening.queries.notices import COLUMNS, lines_sheet, notice_at, notices_sheet, rows_of
from lantai.services.opening.views.common import XLSX, as_workbook, sent_as


@require_safe
def notices(request: ReadingRequest) -> HttpResponse:
    return render(request, "opening/notices.html", {"sheet": notices_sheet(place=request.GET.get("place", ""))})


@require_safe
def notice(request: ReadingRequest, ulid: str) -> HttpResponse:
    found = notice_at(ulid)
    if found is None:
        raise Http404
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    sheet = lines_sheet(found, text, place=request.GET.get("place", ""))
    context = {"notice": found, "sheet": sheet, "form": form, "text": text}
    return render(request, "opening/notice.html", context, status=200 if form.is_valid() else 400)


@require_safe
def notice_list(request: ReadingRequest, ulid: str, form: str) -> HttpResponse:
    """The list as a file; made anew each time, so that what was withdrawn is in no copy from here."""
    found = notice_at(ulid)
    if found is None or form not in ("xlsx", "csv"):
        raise Http404
    if form == "xlsx":
        content, kind = as_workbook(found.number, COLUMNS, rows_of(found)), XLSX
    else:
        content, kind = _as_csv(rows_of(found)), "text/csv; charset=utf-8"
    answer = sent_as(content, f"{found.number}.{form}", kind)
    answer["Cache-Control"] = "no-store"
    return answer


def _as_csv(rows: object) -> bytes:
    """With a mark of its encoding, as office programs want it; cells that could be formulas are quoted apart."""
    told = io.StringIO()
    writer = csv.writer(told)
    writer.writerow(COLUMNS)
    writer.writerows([f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in row] for row in rows)  # type: ignore[attr-defined]
    return told.getvalue().encode("utf-8-sig")
