"""The way to a government's login and back: nobody is sent off without being told where, or comes back to nothing."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.base.common.middleware import refused, told_already
from lantai.services.enquiries.actions import check_of_login, finish_login, refused_because
from lantai.services.enquiries.identity.openid import Login, OpenIdLogin
from lantai.services.enquiries.models import Enquiry, IdentityCheck
from lantai.services.enquiries.queries.pages import opened_enquiries
from lantai.services.enquiries.views.common import opened_cases

ANSWER = ("code", "state", "iss", "error")
LONGEST = 4000


def login_set_up(request: HttpRequest) -> OpenIdLogin | None:
    """As the settings say; nothing when there is none."""
    said = settings.OIDC
    if not said["ISSUER"]:
        return None
    here = reverse("enquiries:returned")
    back = settings.PUBLIC_ADDRESS.rstrip("/") + here if settings.PUBLIC_ADDRESS else request.build_absolute_uri(here)
    return OpenIdLogin(
        Login(
            said["ISSUER"], said["CLIENT"], said["SECRET"], back, said["SCOPES"], said["NAME_CLAIM"],
            said["DOCUMENT_CLAIM"], said["LEVELS"],
        )
    )  # fmt: skip


def sent_off(request: HttpRequest, enquiry: Enquiry, onward: str) -> HttpResponse:
    """A page with a link: a form's answer may lead to no other site (form-action), and people see where they go."""
    context = {"enquiry": enquiry, "onward": onward, "host": urlsplit(onward).hostname}
    return render(request, "enquiries/login.html", context)


@never_cache
@require_GET
def returned(request: ReadingRequest) -> HttpResponse:
    """Where the login's server sends people. Only the browser that began it, with its case open, gets further."""
    provider = login_set_up(request)
    if provider is None:
        raise Http404
    answer = {name: request.GET.get(name, "")[:LONGEST] for name in ANSWER}
    open_here = opened_enquiries(opened_cases(request.session))
    check = check_of_login(open_here, provider, answer["state"])
    if check is None:
        return _refused(request, refused_because("state"), open_here[-1] if open_here else None)
    return _finished(request, check, provider, answer)


def _finished(
    request: ReadingRequest, check: IdentityCheck, provider: OpenIdLogin, answer: Mapping[str, str]
) -> HttpResponse:
    try:
        finish_login(actor=request.actor, check=check, provider=provider, answer=answer)
    except ArchiveError as refusal:
        page = _refused(request, refusal, check.enquiry)
        told_already(request)
        return page
    messages.success(request, _("Your login has proved who you are."))
    return redirect("enquiries:own", check.enquiry.number)


def _refused(request: ReadingRequest, refusal: ArchiveError, enquiry: Enquiry | None) -> HttpResponse:
    page = render(request, "enquiries/login.html", {"error": refusal, "enquiry": enquiry}, status=refusal.http_status)
    return refused(request, page, refusal)
