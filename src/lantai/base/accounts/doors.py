"""The doors of staff: of every page, and of every address of the API that is not for everyone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
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


def staff_page(
    right: Right | None = None,
) -> Callable[[Callable[Concatenate[ReadingRequest, P], R]], Callable[Concatenate[ReadingRequest, P], R]]:
    """Strangers are sent to sign in; people without the right get `NotAllowed`, before anything is looked up."""

    def wrap(view: Callable[Concatenate[ReadingRequest, P], R]) -> Callable[Concatenate[ReadingRequest, P], R]:
        @wraps(view)
        def guarded(request: ReadingRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())  # type: ignore[return-value]
            if right is not None:
                require(request.actor, right)
            return view(request, *args, **kwargs)

        return guarded

    return wrap
