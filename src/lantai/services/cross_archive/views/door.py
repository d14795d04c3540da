"""The door of packages: one address, no session, no cookie; the signature of a known archive is what opens it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lantai.base.accounts.access import Actor
from lantai.base.common.errors import ArchiveError
from lantai.base.common.middleware import refused, told_already
from lantai.services.cross_archive.actions import receive_parcel

LINE = Actor("partner archive", "peer")


class TooLarge(ArchiveError):
    code = "cross_archive.too_large"
    message = gettext_noop("A package has at most %(megabytes)s MB.")
    hint = gettext_noop("Send fewer certificates at once, or raise LANTAI_PARCEL_MEGABYTES. Nothing was taken.")
    http_status = 413


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """The acknowledgement, signed; or why not, in words and as a code. No more is read than a package may have.

    What is too large is not even looked at, and is noted as a refusal of its sender is.
    """
    most = settings.PARCEL_MEGABYTES << 20
    said = request.META.get("CONTENT_LENGTH") or ""
    if said.isdigit() and int(said) > most:
        return _refused(request, TooLarge(megabytes=settings.PARCEL_MEGABYTES))
    data = request.read(most + 1)
    if len(data) > most:
        return _refused(request, TooLarge(megabytes=settings.PARCEL_MEGABYTES))
    outcome = receive_parcel(actor=LINE, data=data)
    if outcome.refusal:
        answer = _refused(request, outcome.refusal)
        told_already(request)
        return answer
    return HttpResponse(outcome.acknowledgement, content_type="application/json")


def _refused(request: HttpRequest, refusal: ArchiveError) -> HttpResponse:
    said = {"code": refusal.code, "detail": str(refusal), "remedy": refusal.remedy(), **refusal.params}
    answer = JsonResponse(said, status=refusal.http_status, json_dumps_params={"ensure_ascii": False})
    return refused(request, answer, refusal)
