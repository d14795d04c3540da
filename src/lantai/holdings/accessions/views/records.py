"""The record list and the record with everything."""

from __future__ import annotations

import csv
import io

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.accessions.forms import RecordFilterForm
from lantai.holdings.accessions.records import record_dossier, record_lines, record_list
from lantai.holdings.imports.exact import guarded


@require_safe
@staff_page(Right.READ_UNOPENED)
def records(request: ReadingRequest) -> HttpResponse:
    return _list(request, RecordFilterForm(request.GET))


def _list(request: ReadingRequest, form: RecordFilterForm) -> HttpResponse:
    found = record_list(request.actor, form.wanted(), place=request.GET.get("place", ""))
    status = 200 if form.is_valid() else 400
    return render(request, "accessions/records.html", {"form": form, "page": found}, status=status)


@require_safe
@staff_page(Right.READ_UNOPENED)
def records_file(request: ReadingRequest) -> HttpResponse:
    """The list as it is narrowed, with the same columns and the same cells hidden. A filter nobody reads gives none."""
    form = RecordFilterForm(request.GET)
    if not form.is_valid():
        return _list(request, form)
    told = io.StringIO()
    rows = record_lines(request.actor, form.wanted())
    csv.writer(told).writerows([guarded(cell) for cell in row] for row in rows)
    answer = HttpResponse(told.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="records.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@staff_page(Right.READ_UNOPENED)
def record(request: ReadingRequest, ulid: str) -> HttpResponse:
    dossier = record_dossier(ulid, request.scope)
    if dossier is None:
        raise Http404
    return render(request, "accessions/record.html", {"page": dossier})
