"""The doors of staff: of every page, and of every address of the API that is not for everyone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Right, require
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError

P = ParamSpec("P")
R = TypeVar("R")


class SignInNeeded(ArchiveError):
    code = "access.sign_in_needed"
    message = gettext_noop("This address is for staff who have signed in.")
    hint = gettext_noop("Sign in, or send a token: “Authorization: Bearer …” (bin/lantai token add USER makes one).")
    http_status = 401
    exit_code = 5


def require_staff(request: ReadingRequest, right: Right) -> None:
    """The API's door, before anything is looked up: 401 for strangers, 403 for people without the right."""
    if not request.user.is_authenticated:
        raise SignInNeeded
    require(request.actor, right)


def _back(request: ReadingRequest) -> str:
    """Where to go on after signing in. What a form sent is not sent again: back to the page the form was on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure()):
        return came
    return reverse(settings.LOGIN_REDIRECT_URL)


def staff_page(
    right: Right | None = None,
) -> Callable[[Callable[Concatenate[ReadingRequest, P], R]], Callable[Concatenate[ReadingRequest, P], R]]:
    """Strangers are sent to sign in; people without the right get `NotAllowed`, before anything is looked up."""

    def wrap(view: Callable[Concatenate[ReadingRequest, P], R]) -> Callable[Concatenate[ReadingRequest, P], R]:
        @wraps(view)
        def guarded(request: ReadingRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not request.user.is_authenticated:
                request.refusal = SignInNeeded.code  # type: ignore[attr-defined]
                return redirect_to_login(_back(request))  # type: ignore[return-value]
            if right is not None:
                require(request.actor, right)
            return view(request, *args, **kwargs)

        return guarded

    return wrap
