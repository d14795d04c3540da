"""Sharing agreements: the list, a proposal, one of them with what it opens."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import NotAllowed, Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.accounts.models import Institution
from lantai.base.accounts.queries import institutions_with
from lantai.base.common.errors import ArchiveError
from lantai.services.sharing import actions
from lantai.services.sharing.forms import ProposeForm, WhyForm
from lantai.services.sharing.queries.agreements import AgreementPage, agreement_page, agreements_page


def _asked(request: ReadingRequest) -> None:
    """Who agrees on sharing, and who reads what is lent. Raises `NotAllowed` for everybody else."""
    if not request.actor.may(Right.HANDLE_ENQUIRIES) and not request.actor.may(Right.SHARE_RECORDS):
        raise NotAllowed(who=request.actor.label, right=Right.SHARE_RECORDS)


@never_cache
@require_safe
@staff_page()
def agreements(request: ReadingRequest) -> HttpResponse:
    _asked(request)
    page = agreements_page(request.actor, request.GET.get("place", ""))
    return render(request, "sharing/agreements.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.SHARE_RECORDS)
def new(request: ReadingRequest) -> HttpResponse:
    """Propose an agreement, for one of the institutions in which this person may."""
    own, every = institutions_with(request.actor, Right.SHARE_RECORDS), list(Institution.objects.all()[:1000])
    if request.method != "POST":
        return render(request, "sharing/new.html", {"form": ProposeForm(own=own, every=every)})
    form, status = ProposeForm(request.POST, own=own, every=every), 400
    if form.is_valid():
        giver, receiver = form.sides
        try:
            made = actions.propose_agreement(actor=request.actor, giver=giver, receiver=receiver, terms=form.terms)
            messages.success(request, _("Proposed. It is in force when the other side has accepted it."))
            return redirect("sharing:agreement", made.ulid)
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
            status = refusal.http_status
    return render(request, "sharing/new.html", {"form": form}, status=status)


@never_cache
@require_safe
@staff_page()
def agreement(request: ReadingRequest, ulid: str) -> HttpResponse:
    _asked(request)
    return _shown(request, _page(request, ulid), WhyForm())


@require_POST
@staff_page(Right.SHARE_RECORDS)
def act(request: ReadingRequest, ulid: str, act: str) -> HttpResponse:
    """Accept what the other side proposed; or end it, with the reason."""
    page = _page(request, ulid)
    if act == "accept":
        actions.accept_agreement(actor=request.actor, agreement=page.agreement)
        messages.success(request, _("Accepted."))
        return redirect("sharing:agreement", ulid)
    if act != "end":
        raise Http404
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _shown(request, page, form, status=400)
    actions.end_agreement(actor=request.actor, agreement=page.agreement, why=form.cleaned_data["why"])
    messages.success(request, _("Ended. Nothing is seen under it any more."))
    return redirect("sharing:agreement", ulid)


def _page(request: ReadingRequest, ulid: str) -> AgreementPage:
    page = agreement_page(ulid, request.actor)
    if page is None:
        raise Http404
    return page


def _shown(request: ReadingRequest, page: AgreementPage, form: WhyForm, *, status: int = 200) -> HttpResponse:
    return render(request, "sharing/agreement.html", {"page": page, "form": form}, status=status)
