"""A case that is sent to a partner archive, how it stands there, and what that archive issued."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.cross_archive import actions
from lantai.services.cross_archive.forms import WhyForm
from lantai.services.cross_archive.queries.partners import PassedPage, certificate_at, passed_page, peer_at
from lantai.services.enquiries.queries.pages import enquiry_at
from lantai.services.enquiries.sealed import open_proof


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.HANDLE_ENQUIRIES)
def send(request: ReadingRequest, ulid: str) -> HttpResponse:
    """What will be sent, and to whom; sent once it was confirmed with a reason."""
    peer, enquiry = peer_at(ulid, request.actor), enquiry_at(request.GET.get("case", "")[:26], request.actor)
    if peer is None or enquiry is None:
        raise Http404
    form, status = WhyForm(request.POST or None), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                why = form.cleaned_data["why"]
                passed = actions.send_case(actor=request.actor, enquiry=enquiry, peer=peer, why=why)
                messages.success(request, _("Saved."))
                return redirect("cross_archive:passed", passed.ulid)
            except ArchiveError as refusal:
                form.add_error(None, f"{refusal} {refusal.remedy()}")
                status = refusal.http_status
    return render(request, "cross_archive/send.html", {"peer": peer, "enquiry": enquiry, "form": form}, status=status)


@never_cache
@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def passed(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _shown(request, _page(request, ulid), WhyForm())


@require_POST
@staff_page(Right.HANDLE_ENQUIRIES)
def call_back(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Wait no longer."""
    page, form = _page(request, ulid), WhyForm(request.POST)
    if not form.is_valid():
        return _shown(request, page, form, status=400)
    try:
        actions.call_case_back(actor=request.actor, passed=page.passed, why=form.cleaned_data["why"])
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return _shown(request, page, form, status=refusal.http_status)
    messages.success(request, _("Saved."))
    return redirect("cross_archive:passed", ulid)


@never_cache
@require_POST
@staff_page(Right.HANDLE_ENQUIRIES)
def hand_out(request: ReadingRequest, ulid: str, document: str) -> HttpResponse:
    """A certificate the other archive issued, as it came; each time is counted."""
    certificate = certificate_at(_page(request, ulid).passed, document)
    if certificate is None:
        raise Http404
    actions.hand_out_theirs(actor=request.actor, certificate=certificate)
    answer = HttpResponse(open_proof(bytes(certificate.sealed), person_keys()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{certificate.ulid}.pdf"'
    return answer


def _page(request: ReadingRequest, ulid: str) -> PassedPage:
    page = passed_page(ulid, request.actor)
    if page is None:
        raise Http404
    return page


def _shown(request: ReadingRequest, page: PassedPage, form: WhyForm, *, status: int = 200) -> HttpResponse:
    context = {"page": page, "passed": page.passed, "enquiry": page.passed.enquiry, "form": form}
    return render(request, "cross_archive/passed.html", context, status=status)
