"""The fonds: the list, and one with its guide and open records."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.catalogue.pages import fonds_by_code, fonds_guide, fonds_rows


@require_safe
def fonds_list(request: ReadingRequest) -> HttpResponse:
    return render(request, "catalogue/fonds_list.html", {"rows": fonds_rows(request.scope)})


@require_safe
def fonds(request: ReadingRequest, code: str) -> HttpResponse:
    """One fonds; when archives share the installation and the code, the reader chooses the archive first."""
    found = fonds_by_code(code, request.GET.get("archive", ""))
    if not found:
        raise Http404
    if len(found) > 1:
        return render(request, "catalogue/fonds_choice.html", {"code": code, "choices": found})
    guide = fonds_guide(found[0], request.scope, place=request.GET.get("place", ""))
    return render(request, "catalogue/fonds.html", {"page": guide})
