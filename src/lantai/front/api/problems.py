"""The second translator of refusals: problem+json (RFC 9457), alike for refusals, bad questions and our own faults."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_noop
from django.views import defaults
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from lantai.base.common.errors import ArchiveError

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"
ARGUMENTS = {"asked", "wanted"}
"""What routers call the whole of what was asked."""


class NothingThere(ArchiveError):
    """Unknown and unopened answer alike, word for word."""

    code = "api.nothing_there"
    message = gettext_noop("There is nothing at this address that you may see.")
    hint = gettext_noop("Check the address. If you need an unopened record, ask at the counter.")
    http_status = 404
    exit_code = 1


class QuestionInvalid(ArchiveError):
    code = "api.question_invalid"
    message = gettext_noop("Some of what was sent cannot be used; “errors” says what and why.")
    hint = gettext_noop("Compare with /api/v1/openapi.json and send it again.")
    http_status = 422
    exit_code = 2


class BodyUnreadable(ArchiveError):
    code = "api.body_unreadable"
    message = gettext_noop("The body of the request cannot be read as JSON.")
    hint = gettext_noop("Send one JSON object in UTF-8.")
    exit_code = 2


class MethodUnknown(ArchiveError):
    code = "api.method_unknown"
    message = gettext_noop("This address does not know the method %(method)s.")
    hint = gettext_noop("The header “Allow” says which methods it knows.")
    http_status = 405
    exit_code = 2


class Unexpected(ArchiveError):
    code = "api.unexpected"
    message = gettext_noop("The server met an error nobody foresaw; it has been written down.")
    hint = gettext_noop("Try again later; if it stays, tell the archive when it happened.")
    http_status = 500
    exit_code = 3


def problem(error: ArchiveError, **more: Any) -> HttpResponse:
    """A refusal as problem+json: `code` for machines, `detail` and `remedy` for people, in their language."""
    status = error.http_status
    body = {
        "type": f"urn:lantai:problem:{error.code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": error.code,
        "detail": str(error),
        "remedy": error.remedy(),
        **more,
    }
    answer = JsonResponse(body, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = 'Bearer realm="lantai"'
    if error.seconds:
        answer["Retry-After"] = str(error.seconds)
    return answer


SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail", "remedy"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable; docs/reference/errors.md lists them all."},
        "detail": {"type": "string"},
        "remedy": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "message"],
                "properties": {"where": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def answer_problems(api: NinjaAPI) -> None:
    """Tell the API how each kind of exception is answered."""
    for kind, handler in HANDLERS.items():
        api.add_exception_handler(kind, handler)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Says where and why, and never repeats what was sent."""
    errors = [{"where": _place(each["loc"]), "message": each["msg"]} for each in error.errors]
    return problem(QuestionInvalid(), errors=errors)


def _place(parts: Sequence[str | int]) -> str:
    """`query.state.0`: ninja sometimes puts the name of our own argument between, which nobody outside knows."""
    return ".".join(str(part) for n, part in enumerate(parts) if not (n == 1 and part in ARGUMENTS))


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("answering %s %s", request.method, request.path, exc_info=error)
    return problem(Unexpected())


HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    ArchiveError: lambda request, error: problem(error),
    Http404: lambda request, error: problem(NothingThere()),
    ValidationError: _invalid,
    HttpError: lambda request, error: problem(BodyUnreadable()),
    SuspiciousOperation: lambda request, error: problem(BodyUnreadable()),
    Exception: _unexpected,
}


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's 404: problem+json below `/api/`, the page elsewhere."""
    if request.path.startswith(PREFIX):
        return problem(NothingThere())
    return defaults.page_not_found(request, exception)
