"""Home, help, and the reader's choice of theme and type size."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.templatetags.lantai import LARGE_COOKIE, THEME_COOKIE
from lantai.holdings.catalogue.pages import beginnings
from lantai.services.federation.offer import offer

YEAR = 365 * 24 * 3600
CHOICES = {"theme": (THEME_COOKIE, ("light", "dark")), "large": (LARGE_COOKIE, ("0", "1"))}


@require_safe
def home(request: ReadingRequest) -> HttpResponse:
    return render(request, "portal/home.html", {"page": beginnings(request.scope)})


@require_safe
def help_page(request: ReadingRequest) -> HttpResponse:
    harvested = request.build_absolute_uri(reverse("federation:oai")) if offer() else ""
    return render(request, "portal/help.html", {"harvested": harvested})


@require_POST
def appearance(request: ReadingRequest) -> HttpResponse:
    """Keep one choice in a cookie and go back; addresses of other hosts are not gone to."""
    where = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(where, {request.get_host()}, require_https=request.is_secure()):
        where = "/"
    answer = redirect(where)
    for name, (cookie, allowed) in CHOICES.items():
        if request.POST.get(name) in allowed:
            answer.set_cookie(cookie, request.POST[name], max_age=YEAR, samesite="Lax", httponly=True)
    return answer
