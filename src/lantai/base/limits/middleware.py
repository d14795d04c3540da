"""Hears what is refused at the doors of the public service, and has it written down."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from lantai.base.common.middleware import refused_as
from lantai.base.limits.actions import Refusal, note_refusal
from lantai.base.limits.senders import sender_of

logger = logging.getLogger(__name__)
TOO_OFTEN, TOO_LARGE = 429, 413
STATUSES = {403, 404, TOO_LARGE}
"""Statuses that are a refusal at a watched door; too often is one anywhere."""


class RefusalMiddleware:
    """Stands outside of whatever refuses: views, the check of forms' tokens, the paces of pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if (refusal := _refusal(request, answer)) and (actor := getattr(request, "actor", None)) is not None:
            limits = {"minutes": settings.REFUSAL_MINUTES, "most": settings.REFUSALS_AN_HOUR}
            try:
                note_refusal(actor=actor, refusal=refusal, **limits)
            except OperationalError:  # too many are writing: the answer is right all the same
                logger.exception("noting a refusal at %s", refusal.door)
        return answer


def _refusal(request: HttpRequest, answer: HttpResponse) -> Refusal | None:
    """What is to be noted; nothing of what the act itself has told the chain."""
    status, code, match = answer.status_code, refused_as(request), request.resolver_match
    door = match.namespace if match else ""
    is_watched = door in settings.WATCHED and (status in STATUSES or code in settings.WATCHED_CODES)
    if code is None or not (is_watched or status == TOO_OFTEN):
        return None
    return Refusal(sender_of(request), door, status, code)
