"""What every request passes: who sends it, its language, and refusals as pages that say what, why and what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_noop
from django.views.csrf import csrf_failure

from lantai.base.common.errors import ArchiveError
from lantai.base.common.proxies import networks, sender


class NulInAddress(ArchiveError):
    code = "page.nul_in_address"
    message = gettext_noop("This address holds a character that nothing here can have.")
    hint = gettext_noop("Go to the home page and follow its links, or type the address again.")
    http_status = 404


class DatabaseBusy(ArchiveError):
    """SQLite lets one write at a time: who waited longer than its time limit has changed nothing."""

    code = "page.database_busy"
    message = gettext_noop("So many are writing at the moment that this could not be saved in time.")
    hint = gettext_noop("Nothing was changed. Go back and send it again; what was typed is still there.")
    http_status = 503
    seconds = 5


class MethodMissing(ArchiveError):
    """Somebody came by a link or a sign-in to an address that only takes what a form sends."""

    code = "page.method_missing"
    message = gettext_noop("This address takes what a form sends; by itself it shows nothing.")
    hint = gettext_noop("Nothing was changed. Go back to the page with the form, or begin here:")
    http_status = 405


def refused(request: HttpRequest, answer: HttpResponse, error: ArchiveError) -> HttpResponse:
    """The answer that tells of a refusal says when to come again; the request remembers its code, for the audit."""
    request.refusal = error.code  # type: ignore[attr-defined]
    if error.seconds:
        answer["Retry-After"] = str(error.seconds)
    return answer


def told_already(request: HttpRequest) -> None:
    """The act that refused has an event of its own: the audit needs no second one."""
    request.refusal = None  # type: ignore[attr-defined]


def refused_as(request: HttpRequest) -> str | None:
    """The code of what was refused; empty when none was named, nothing when the act has told the audit itself."""
    found: str | None = getattr(request, "refusal", "")
    return found


def form_not_taken(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: the page that says so."""
    request.refusal = "page.form_not_taken"  # type: ignore[attr-defined]
    return csrf_failure(request, reason)


class SenderMiddleware:
    """Puts the reader's own address where Django keeps it, before anything counts or notes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusted = networks(settings.TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.trusted and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR", "")):
            request.META["REMOTE_ADDR"] = sender(request.META.get("REMOTE_ADDR", ""), forwarded, self.trusted)
        return self.get_response(request)


class ErrorPageMiddleware:
    """The page translator of `ArchiveError`; the API and the commands have their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_nul = "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        if has_nul and not request.path_info.startswith("/api/"):  # the API says so itself, in its own form
            return self._refuse(request, NulInAddress())
        answer = self.get_response(request)
        is_bare = answer.status_code == MethodMissing.http_status and not answer.streaming and not answer.content
        if is_bare and request.method == "GET" and not request.path_info.startswith("/api/"):
            page = self._refuse(request, MethodMissing())
            page["Allow"] = answer["Allow"]
            return page
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError) and "database is locked" in str(exception):
            return self._refuse(request, DatabaseBusy())
        return self._refuse(request, exception) if isinstance(exception, ArchiveError) else None

    def _refuse(self, request: HttpRequest, error: ArchiveError) -> HttpResponse:
        return refused(request, render(request, "error.html", {"error": error}, status=error.http_status), error)


class LanguageMiddleware(LocaleMiddleware):
    """Chinese for everybody until they choose English: the browser's own language is that of its installer."""

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
