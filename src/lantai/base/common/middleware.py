"""Turns every refusal into a page that says what, why and what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lantai.base.common.errors import ArchiveError


class ErrorPageMiddleware:
    """The page translator of `ArchiveError`; the API and the commands have their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ArchiveError):
            return render(request, "error.html", {"error": exception}, status=exception.http_status)
        return None
