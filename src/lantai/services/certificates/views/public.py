"""Verification for everybody: number and code, the code a telephone reads, or the file itself.

Without the code every number is answered alike, whether there is such a certificate or not.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.base.common.middleware import refused, told_already
from lantai.base.limits.senders import sender_of
from lantai.base.limits.tries import Tries
from lantai.services.certificates.actions import count_file, verify_number
from lantai.services.certificates.forms import FileForm, NumberForm
from lantai.services.certificates.models import Certificate
from lantai.services.certificates.proofs import proof_file
from lantai.services.certificates.queries.verified import Verified, issued_by_digest, worth_of, worth_of_file


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: ReadingRequest) -> HttpResponse:
    """Two ways in: number and code, or the file."""
    if request.method != "POST":
        return _door(request, NumberForm())
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _door(request, form, 400)
    return _by_code(request, form, form.cleaned_data["number"], form.cleaned_data["code"])


@never_cache
@require_safe
def certificate(request: ReadingRequest, number: str) -> HttpResponse:
    """What the code on the paper leads to; without it the door, with the number as it was typed."""
    code = request.GET.get("code", "")[:40]
    form = NumberForm(initial={"number": number[:60]})
    if not code:
        return _door(request, form)
    form = NumberForm({"number": number[:60], "code": code})
    form.is_valid()
    return _by_code(request, form, number, code)


def _found(request: ReadingRequest, number: str, code: str) -> Certificate | None:
    """Raises `TooManyTries`."""
    tries = Tries(settings.VERIFY_TRIES, settings.VERIFY_MINUTES)
    return verify_number(actor=request.actor, number=number, code=code, sender=sender_of(request), tries=tries)


def _by_code(request: ReadingRequest, form: NumberForm, number: str, code: str) -> HttpResponse:
    try:
        found = _found(request, number, code)
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return refused(request, _door(request, form, refusal.http_status), refusal)
    if found is None:
        told_already(request)
        form.add_error(None, _("Number and code do not belong together. Compare both with the paper."))
        return _door(request, form, 403)
    return _shown(request, worth_of(found), code=code)


@never_cache
@require_POST
def file(request: ReadingRequest) -> HttpResponse:
    """The file is compared with what was issued, byte for byte, and forgotten."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _door(request, NumberForm(), 400, file_form=form)
    try:
        tries = Tries(settings.VERIFY_FILES, settings.VERIFY_MINUTES)
        count_file(actor=request.actor, sender=sender_of(request), tries=tries)
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return refused(request, _door(request, NumberForm(), refusal.http_status, file_form=form), refusal)
    return _shown(request, worth_of_file(form.cleaned_data["file"].read()), by_file=True)


@never_cache
@require_safe
def proof(request: ReadingRequest, number: str) -> HttpResponse:
    """The proof that goes with the file: to who has the file (its SHA-256), or number and code."""
    found = issued_by_digest(request.GET.get("sha256", "")[:64])
    if found is None and (code := request.GET.get("code", "")[:40]):
        found = _found(request, number, code)
    of_revocation = request.GET.get("of") == "revocation"
    told = proof_file(found, of_revocation=of_revocation) if found is not None else None
    if found is None or told is None:
        raise Http404
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{found.ulid}.proof.json"'
    return answer


def _door(
    request: ReadingRequest, form: NumberForm, status: int = 200, *, file_form: FileForm | None = None
) -> HttpResponse:
    context = {"form": form, "file_form": file_form or FileForm()}
    return render(request, "certificates/door.html", context, status=status)


def _shown(request: ReadingRequest, verified: Verified, *, code: str = "", by_file: bool = False) -> HttpResponse:
    context = {"verified": verified, "certificate": verified.certificate, "code": code, "by_file": by_file}
    return render(request, "certificates/verified.html", context)
