"""The one place at which pages that show what is typed in a record are shut to its second typist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.entry.blind import blind_item

SHOWING = frozenset(
    {
        "accessions:record",
        "arrangement:place",
        "arrangement:put_into_class",
        "arrangement:put_into_volume",
        "arrangement:record_codes",
        "description:edit",
        "description:history",
        "description:opening",
        "description:restore",
        "entry:record",
        "fulltext:page",
        "fulltext:proofread",
        "fulltext:record",
    }
)
"""Addresses that show a record by its identifier. Images are not among them: they are typed from."""


class BlindEntryMiddleware:
    """Answers 403 with what to do instead; asks nothing at any other address, and nothing for who has not signed in."""

    def __init__(self, get_response: Callable[[ReadingRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ReadingRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: ReadingRequest, _view: Any, _args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name not in SHOWING or not request.user.is_authenticated:
            return None
        item = blind_item(str(kwargs.get("ulid", "")), request.actor)
        return render(request, "entry/blind.html", {"item": item}, status=403) if item else None
