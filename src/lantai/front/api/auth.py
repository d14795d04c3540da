"""Who is asking: a token's user, the session's user, or anybody. A bad token is refused, never taken for anybody."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from lantai.base.accounts.access import ANONYMOUS, Actor
from lantai.base.accounts.doors import SignInNeeded
from lantai.base.accounts.models import User
from lantai.base.accounts.queries import user_with_key
from lantai.base.common.errors import ArchiveError


class TokenInvalid(ArchiveError):
    code = "api.token_invalid"
    message = gettext_noop("The token is not one of ours, or has been revoked.")
    hint = gettext_noop("Send “Authorization: Bearer …” with a living token, or no such header to read what is open.")
    http_status = 401
    exit_code = 5


class CsrfMissing(ArchiveError):
    code = "api.csrf_missing"
    message = gettext_noop("A browser's session may change something only with the header X-CSRFToken.")
    hint = gettext_noop("Send the value of the cookie csrftoken in it; programs use a token instead of a session.")
    http_status = 403
    exit_code = 5


class Token(AuthBase):
    """`Authorization: Bearer …`. Raises `TokenInvalid` rather than falling back to anybody."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "A token made with `bin/lantai token add USER`; it may what its user may."

    def __call__(self, request: HttpRequest) -> User | None:
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        scheme, _, key = header.partition(" ")
        user = user_with_key(key.strip()) if scheme.lower() == "bearer" else None
        if user is None:
            raise TokenInvalid
        request.user = user  # before the lazy actor and scope are asked for: they follow
        return user


class Session(AuthBase):
    """The session of somebody signed in; what changes anything also needs the CSRF header."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = settings.SESSION_COOKIE_NAME
    openapi_description = "The session of the pages; requests that change something also send X-CSRFToken."

    def __call__(self, request: HttpRequest) -> Any | None:
        if not request.user.is_authenticated:
            return None
        if check_csrf(request) is not None:
            raise CsrfMissing
        return request.user


def anybody(request: HttpRequest) -> Actor:
    """Readers need no account."""
    return ANONYMOUS


def nobody_else(request: HttpRequest) -> NoReturn:
    """Staff addresses: whoever was not let in before this is sent away before their question is read."""
    raise SignInNeeded
