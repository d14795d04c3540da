"""The desk: what waits for the person who signs in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.accessions import pages


@require_safe
@staff_page()
def desk(request: ReadingRequest) -> HttpResponse:
    return render(request, "accessions/desk.html", {"page": pages.desk(request.scope)})
