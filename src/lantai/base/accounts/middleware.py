"""Gives every request its actor and scope, made lazily by the one gate; ends sessions that rest; asks for passwords."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from lantai.base.accounts.access import Actor, Scope, actor_of
from lantai.base.accounts.queries import needs_second_factor, password_is_old
from lantai.base.accounts.receivers import SEEN

OPEN_TO_OLD_PASSWORDS = frozenset({"accounts:own", "accounts:sign_out", "portal:appearance", "set_language"})
OPEN_WITHOUT_FACTOR = OPEN_TO_OLD_PASSWORDS | {"accounts:second_factor"}


class ReadingRequest(HttpRequest):
    """A request as views see it after this middleware. For annotations only."""

    actor: Actor
    scope: Scope


class ScopeMiddleware:
    """Sets `request.actor` and `request.scope`. Both cost queries only for signed-in users, and only when used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ReadingRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request.user))  # type: ignore[assignment]
        request.scope = SimpleLazyObject(lambda: request.actor.scope())  # type: ignore[assignment]
        return self.get_response(request)


class SessionMiddleware:
    """A session that rested too long ends; an old or given password opens nothing but the page that changes it.

    Neither does a role that asks for a second factor open anything but the page that enrols one. Who has one has
    shown it: the session's hash holds since when (`User.get_session_auth_hash`), and only the second step signs in.
    Requests without a session of somebody signed in cost nothing. The sign of life is written once a minute at most.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            now = time.time()
            seen = request.session.get(SEEN, now)
            if now - seen > settings.IDLE_MINUTES * 60:
                logout(request)
            else:
                if now - seen > 60:
                    request.session[SEEN] = int(now)
                if wanted := self._wanted(request):
                    return redirect(wanted)
        return self.get_response(request)

    @staticmethod
    def _wanted(request: HttpRequest) -> str:
        """The page somebody must see to before any other, unless they are there or on their way out."""
        user = request.user
        if not user.is_authenticated:
            return ""
        if password_is_old(user, now=timezone.now()):
            return "" if resolve(request.path_info).view_name in OPEN_TO_OLD_PASSWORDS else "accounts:own"
        if needs_second_factor(user, request.actor):  # type: ignore[attr-defined]
            return "" if resolve(request.path_info).view_name in OPEN_WITHOUT_FACTOR else "accounts:second_factor"
        return ""
