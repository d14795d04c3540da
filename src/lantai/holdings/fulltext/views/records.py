"""The record page and the page viewer."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.text import NothingToFind, parse_query
from lantai.holdings.fulltext.pages import page_view, record_view
from lantai.holdings.fulltext.public_copy import current_copy

LONGEST_WORDS = 200


def words_of(request: ReadingRequest) -> str:
    """The words the reader came with, so that hits stay marked; words nothing can be found by are dropped."""
    words = request.GET.get("q", "").strip()[:LONGEST_WORDS]
    try:
        parse_query(words)
    except NothingToFind:
        return ""
    return words


@require_safe
def record(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Description, citation, pages and files; `?page=12` (the jump form) goes to the page."""
    words = words_of(request)
    view = record_view(ulid, request.scope, words=words)
    if view is None:
        raise Http404
    asked = request.GET.get("page", "")
    if asked.isdecimal() and 1 <= int(asked) <= view.page_count:
        query = f"?{urlencode({'q': words})}" if words else ""
        return redirect(f"{reverse('fulltext:page', args=[ulid, int(asked)])}{query}")
    address = request.build_absolute_uri(request.path)
    told = {"page": view, "words": words, "address": address, "copy": current_copy(view.record)}
    return render(request, "fulltext/record.html", told)


@require_safe
def page(request: ReadingRequest, ulid: str, position: int) -> HttpResponse:
    words = words_of(request)
    view = page_view(ulid, position, request.scope, words=words)
    return render(request, "fulltext/page.html", {"view": view, "words": words})
