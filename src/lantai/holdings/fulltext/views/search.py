"""The search page and the suggestions under its box."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.fulltext.finding import find_records, suggestions
from lantai.holdings.fulltext.forms import SearchForm
from lantai.holdings.fulltext.results import SHOWN, result_page


@require_safe
def search(request: ReadingRequest) -> HttpResponse:
    """Results for what the address asks; a question that cannot be read is explained, not answered with nothing."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        return render(request, "fulltext/search.html", {"form": form}, status=400)
    if not form.asks:
        return render(request, "fulltext/search.html", {"form": form})
    try:
        found = find_records(form.query(), scope=request.scope, values=SHOWN)
    except ArchiveError as refusal:
        context = {"form": form, "refusal": refusal}
        return render(request, "fulltext/search.html", context, status=refusal.http_status)
    return render(request, "fulltext/search.html", {"form": form, "page": result_page(found, request.GET)})


@require_safe
def suggest(request: ReadingRequest) -> HttpResponse:
    """Options for the search box, from what this reader may see."""
    words = request.GET.get("q", "").strip()[:50]
    found = suggestions(words, scope=request.scope) if words else []
    return render(request, "fulltext/includes/suggestions.html", {"suggestions": found})
