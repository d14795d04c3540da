"""The record page and the page viewer."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.text import NothingToFind, parse_query
from lantai.holdings.fulltext.asked import Asked
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


def asked_of(request: ReadingRequest) -> Asked:
    """The words with whether one character of each may be wrong, as the search page writes both into the address."""
    return Asked(words_of(request), tolerant=request.GET.get("tolerant", "").lower() not in {"", "0", "false"})


@require_safe
def record(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Description, citation, pages and files; `?page=12` (the jump form) goes to the page."""
    question = asked_of(request)
    view = record_view(ulid, request.scope, asked=question)
    if view is None:
        raise Http404
    asked = request.GET.get("page", "")
    if asked.isdecimal() and 1 <= int(asked) <= view.page_count:
        return redirect(f"{reverse('fulltext:page', args=[ulid, int(asked)])}{question.address}")
    address = request.build_absolute_uri(request.path)
    told = {"page": view, "asked": question, "words": question.words, "address": address}
    return render(request, "fulltext/record.html", {**told, "copy": current_copy(view.record)})


@require_safe
def page(request: ReadingRequest, ulid: str, position: int) -> HttpResponse:
    question = asked_of(request)
    view = page_view(ulid, position, request.scope, asked=question)
    return render(request, "fulltext/page.html", {"view": view, "asked": question, "words": question.words})
