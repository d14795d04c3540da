"""The pace of strangers: whoever asks for page after page faster than people read is told when to come again.

Whoever signed in is not counted, nor a program with a living token: the audit chain knows what they do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop

from lantai.base.accounts.queries import TokenExpired, user_with_key
from lantai.base.common.middleware import refused
from lantai.base.limits.paces import too_early
from lantai.base.limits.senders import is_uncounted, sender_of
from lantai.base.limits.waiting import ComeAgain
from lantai.front.api.problems import PREFIX, problem


class TooFast(ComeAgain):
    code = "page.too_fast"
    message = gettext_noop("More is asked for from this address than people read.")
    hint = gettext_noop("Nothing is lost. A program asks more slowly, or with a token the archive gives it.")


class PaceMiddleware:
    """Costs signed-in people nothing, and strangers no question of the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        address = request.META.get("REMOTE_ADDR", "")
        if name in settings.UNPACED or is_uncounted(address) or _is_known(request):
            return None
        kind = settings.KINDS.get(name, "")
        counts = Path(settings.WORK_FOLDER) / "limits" / "senders.bin"
        early = too_early(counts, f"{kind} {sender_of(request)}", settings.PACES[kind], time.time())
        if not early or _has_token(request):
            return None
        error = TooFast(seconds=int(early) + 1)
        if request.path_info.startswith(PREFIX):
            return refused(request, problem(error), error)
        return refused(request, render(request, "error.html", {"error": error}, status=error.http_status), error)


def _is_known(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def _has_token(request: HttpRequest) -> bool:
    """Asked only of who goes too fast."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    try:
        return scheme.lower() == "bearer" and user_with_key(key.strip()) is not None
    except TokenExpired:
        return False
