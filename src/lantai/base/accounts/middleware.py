"""Gives every request its actor and scope, made lazily by the one gate."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from lantai.base.accounts.access import Actor, Scope, actor_of


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
