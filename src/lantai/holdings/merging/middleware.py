"""From the old address of a merged record to the kept one: asked only where an address is not found.

One place for pages, images and the API alike. Who may not see the kept record is told 404, as for any other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import NoReverseMatch, reverse

from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.merging.queries import successor_of

IDENTIFIERS = ("ulid", "record")
POSITIONS = ("position", "page")


class MergedRecordMiddleware:
    """Answers 301 for what would be 404 because its record was merged into another."""

    def __init__(self, get_response: Callable[[ReadingRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ReadingRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        address = _kept_address(request)
        return _moved(address) if address else response


def _moved(address: str) -> HttpResponse:
    answer = HttpResponsePermanentRedirect(address)
    answer["Cache-Control"] = "no-cache"  # a merge can be taken back: nobody keeps this way for ever
    return answer


def _kept_address(request: ReadingRequest) -> str:
    match = request.resolver_match
    name = next((each for each in IDENTIFIERS if match and each in match.kwargs), "")
    if match is None or not name:
        return ""
    successor = successor_of(str(match.kwargs[name]), request.scope)
    if successor is None:
        return ""
    wanted: dict[str, Any] = match.kwargs | {name: successor.ulid}
    for each in POSITIONS:
        if each in wanted and str(wanted[each]).isdecimal():
            wanted[each] = int(wanted[each]) + successor.before
    try:
        path = reverse(match.view_name, kwargs=wanted)
    except NoReverseMatch:
        return ""
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path
