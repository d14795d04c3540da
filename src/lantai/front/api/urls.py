"""Addresses of the API: what its routers have, with HEAD, problem+json for 405, and no copy kept by any cache."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

import lantai
from lantai.front.api.assembly import api
from lantai.front.api.problems import MethodUnknown, problem

View = Callable[..., HttpResponseBase]

app_name = "api"


@require_safe
def root(request: HttpRequest) -> JsonResponse:
    """What this is, for people who type the address, and the prefix the description is made from."""
    return JsonResponse({"name": "Lantai", "version": lantai.__version__, "openapi": reverse("api:openapi-json")})


def _answering(view: View) -> View:
    """HEAD as GET, problems for 405, the language that is asked for, and headers for caches."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked, language = request.method or "", translation.get_language_from_request(request)
        request.method = "GET" if asked == "HEAD" else asked  # ninja knows no HEAD; the server leaves the body out
        with translation.override(language):  # pages speak Chinese until told otherwise; programs say what they want
            answer = view(request, *args, **kwargs)
            if answer.status_code == 405:
                answer = _method_unknown(asked, answer.headers.get("Allow", ""))
        request.method = asked
        answer.headers.setdefault("Cache-Control", "no-store")
        answer["Content-Language"] = language
        patch_vary_headers(answer, ["Authorization", "Cookie", "Accept-Language"])
        return answer

    return answering


def _method_unknown(asked: str, allow: str) -> HttpResponse:
    known = {each.strip() for each in allow.split(",") if each.strip()}
    answer = problem(MethodUnknown(method=asked))
    answer["Allow"] = ", ".join(sorted(known | {"HEAD"} if "GET" in known else known))
    return answer


def _patterns() -> list[URLPattern]:
    """What ninja made, with its root replaced, each behind `_answering`."""
    views: dict[str, View] = {"api-root": root}
    patterns = []
    for pattern in cast("list[URLPattern]", api.urls[0]):
        name, view = str(pattern.name), cast("View", pattern.callback)
        view = require_safe(view) if name == "openapi-json" else views.get(name, view)
        patterns.append(path(str(pattern.pattern), _answering(view), name=name))
    return patterns


urlpatterns = _patterns()
