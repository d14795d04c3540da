"""The register, one certificate with what can be done with it, and its file: handed out is printed, and counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lantai.base.accounts.access import NotAllowed, Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.services.certificates import actions
from lantai.services.certificates.forms import Dressed, ReasonForm, ReissueForm
from lantai.services.certificates.keeping import kept_file
from lantai.services.certificates.models import Certificate
from lantai.services.certificates.queries.register import (
    CertificatePage,
    certificate_page,
    certificate_sheet,
    seals_for,
)
from lantai.services.certificates.views.common import address_of


def _asked(request: ReadingRequest) -> None:
    """Two offices have to do with certificates. Raises `NotAllowed` for everybody else."""
    if not request.actor.may(Right.ISSUE_CERTIFICATES) and not request.actor.may(Right.REVOKE_CERTIFICATES):
        raise NotAllowed(who=request.actor.label, right=Right.ISSUE_CERTIFICATES)


@require_safe
@staff_page()
def certificates(request: ReadingRequest) -> HttpResponse:
    """The newest first, narrowed by state, number or case."""
    _asked(request)
    state, words = request.GET.get("state", ""), request.GET.get("words", "")[:60]
    state = state if state in Certificate.State.values else ""
    sheet = certificate_sheet(request.actor, state=state, words=words, place=request.GET.get("place", ""))
    context = {"sheet": sheet, "state": state, "words": words, "states": Certificate.State.choices}
    return render(request, "certificates/certificates.html", context)


@never_cache
@require_safe
@staff_page()
def certificate(request: ReadingRequest, ulid: str) -> HttpResponse:
    _asked(request)
    return _shown(request, _page(request, ulid))


def _revoke(request: ReadingRequest, page: CertificatePage, form: Any) -> Certificate:
    reason = form.cleaned_data["reason"]
    return actions.revoke_certificate(actor=request.actor, certificate=page.certificate, reason=reason)


def _reissue(request: ReadingRequest, page: CertificatePage, form: Any) -> Certificate:
    order = form.order(address_of(request))
    return actions.reissue_certificate(actor=request.actor, certificate=page.certificate, order=order)


def _retry(request: ReadingRequest, page: CertificatePage, _form: Any) -> Certificate:
    return actions.retry_certificate(actor=request.actor, certificate=page.certificate)


def _void(request: ReadingRequest, page: CertificatePage, form: Any) -> Certificate:
    reason = form.cleaned_data["reason"]
    return actions.void_certificate(actor=request.actor, certificate=page.certificate, reason=reason)


ACTS: Mapping[str, Callable[[ReadingRequest, CertificatePage, Any], Certificate]] = {
    "revoke": _revoke,
    "reissue": _reissue,
    "retry": _retry,
    "void": _void,
}


def _form(request: ReadingRequest, name: str, page: CertificatePage, *given: Any) -> Dressed:
    certificate = page.certificate
    if name == "reissue":
        said = {"case": certificate.case, "name": page.name, "purpose": certificate.purpose}
        return ReissueForm(*given, seals=seals_for(request.actor, certificate.institution_id), initial=said)
    return ReasonForm(*given) if name in {"revoke", "void"} else Dressed(*given)


@require_POST
@staff_page()
def act(request: ReadingRequest, ulid: str, act: str) -> HttpResponse:
    """One act, asked for by its form; refused, the page comes back with the form and the reason."""
    _asked(request)
    page = _page(request, ulid)
    if act not in ACTS:
        raise Http404
    form = _form(request, act, page, request.POST)
    if not form.is_valid():
        return _shown(request, page, tried={act: form}, status=400)
    try:
        done = ACTS[act](request, page, form)
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return _shown(request, _page(request, ulid), tried={act: form}, status=refusal.http_status)
    messages.success(request, _("Saved."))
    return redirect("certificates:certificate", done.ulid)


@never_cache
@require_POST
@staff_page(Right.ISSUE_CERTIFICATES)
def printed(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The file, to be printed or handed out; each time is counted. Who may not see every page of it gets none."""
    page = _page(request, ulid)
    content = kept_file(page.certificate)
    if page.unseen or (content is None and page.certificate.is_out):
        raise Http404
    try:
        actions.note_printed(actor=request.actor, certificate=page.certificate)
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
        return redirect("certificates:certificate", ulid)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{page.certificate.ulid}.pdf"'
    return answer


def _page(request: ReadingRequest, ulid: str) -> CertificatePage:
    page = certificate_page(ulid, request.actor)
    if page is None:
        raise Http404
    return page


def _shown(
    request: ReadingRequest, page: CertificatePage, *, tried: Mapping[str, Dressed] | None = None, status: int = 200
) -> HttpResponse:
    tried = tried or {}
    context = {
        "page": page,
        "certificate": page.certificate,
        "offered": {name: tried.get(name) or _form(request, name, page) for name in ACTS if name in page.may},
        "late": [form for name, form in tried.items() if name not in page.may],
        "tried": set(tried),
    }
    return render(request, "certificates/certificate.html", context, status=status)
