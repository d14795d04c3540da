"""The record list and the record with everything."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.accessions.forms import RecordFilterForm
from lantai.holdings.accessions.records import record_dossier, record_list


@require_safe
@staff_page(Right.READ_UNOPENED)
def records(request: ReadingRequest) -> HttpResponse:
    form = RecordFilterForm(request.GET)
    found = record_list(request.scope, form.wanted(), place=request.GET.get("place", ""))
    status = 200 if form.is_valid() else 400
    return render(request, "accessions/records.html", {"form": form, "page": found}, status=status)


@require_safe
@staff_page(Right.READ_UNOPENED)
def record(request: ReadingRequest, ulid: str) -> HttpResponse:
    dossier = record_dossier(ulid, request.scope)
    if dossier is None:
        raise Http404
    return render(request, "accessions/record.html", {"page": dossier})
