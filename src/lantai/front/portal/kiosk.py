"""Kiosk mode: the same pages in large type with few choices, for a terminal many people use one after another.

The mode is kept in the session. When nobody has touched the terminal for a while, or somebody says so, the session is
thrown away with everything in it, and the next person begins with an empty one.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

MODE = "kiosk"
"""In the session of a terminal: when it was last used."""
CLOSED = ("/staff", "/accounts", "/sign-in", "/handover")
"""Nobody works from a terminal that everybody uses."""


class KioskMiddleware:
    """Other sessions cost nothing. `request.kiosk` is for templates: seconds until a page resets itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or MODE not in request.session:
            return self.get_response(request)
        now = time.time()
        if now - request.session[MODE] > settings.KIOSK_SECONDS:  # what was still sent is not done any more
            return _begun_anew(request)
        request.session[MODE] = now
        if request.path_info.startswith(CLOSED):
            return redirect("portal:kiosk")
        request.kiosk = settings.KIOSK_SECONDS  # type: ignore[attr-defined]
        answer = self.get_response(request)
        add_never_cache_headers(answer)
        return answer


def _begun_anew(request: HttpRequest) -> HttpResponse:
    """An empty session in the mode: nothing of whoever was here before can be got back to."""
    request.session.flush()
    request.session[MODE] = time.time()
    answer = redirect("portal:kiosk")
    answer.delete_cookie("messages")
    answer["Clear-Site-Data"] = '"cache"'
    add_never_cache_headers(answer)
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest) -> HttpResponse:
    """The few choices; where the mode is not on, a button that puts it on. Who was signed in is signed out."""
    if request.method == "POST" and request.POST.get("act") == "begin":
        return _begun_anew(request)
    if request.method == "POST":
        request.session.flush()
        return redirect("portal:home")
    return render(request, "portal/kiosk.html", {"is_kiosk": MODE in request.session})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Start over. Anywhere but on a terminal it does nothing: no link can sign anybody out."""
    return _begun_anew(request) if MODE in request.session else redirect("portal:kiosk")
