"""The page of fixity: how the storage and its second copies stand, what was found, and what is done about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.fixity.actions import Wanted, accept_finding, begin_run, order_repair, set_aside_extra
from lantai.holdings.fixity.forms import ACCEPT, ASIDE, BeginForm, DecisionForm
from lantai.holdings.fixity.models import FixityFinding
from lantai.holdings.fixity.pages import codes_of, finding_at, fixity_page


@require_safe
@staff_page(Right.MANAGE_JOBS)
def fixity(request: ReadingRequest) -> HttpResponse:
    """The page; asked by htmx, only the part that moves."""
    page = fixity_page(
        request.actor, place=request.GET.get("place", ""), closed=request.GET.get("state", "") == "closed"
    )
    template = "fixity/fixity.html#live" if request.htmx else "fixity/fixity.html"  # type: ignore[attr-defined]
    return render(request, template, {"page": page, "sheet": page.sheet})


@require_POST
@staff_page(Right.MANAGE_JOBS)
def begin(request: ReadingRequest) -> HttpResponse:
    codes = codes_of(request.actor)
    form = BeginForm(request.POST, institutions=codes)
    if not form.is_valid():
        messages.error(request, _("Choose the archive whose objects are to be read."))
        return redirect("fixity:fixity")
    institution = form.cleaned_data["institution"] or codes[0]
    try:
        wanted = Wanted(sm3=form.cleaned_data["sm3"])
        begin_run(actor=request.actor, wanted=wanted, institution=institution, enqueue=True)
        messages.success(request, _("The check has begun. It goes on by itself; this page shows how far it is."))
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect("fixity:fixity")


@require_POST
@staff_page(Right.MANAGE_JOBS)
def decide(request: ReadingRequest, ulid: str) -> HttpResponse:
    finding = finding_at(ulid, request.actor)
    if finding is None:
        raise Http404
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what is to be done; a reason has at most 200 characters."))
        return redirect("fixity:fixity")
    try:
        messages.success(request, _carry_out(request, finding, form))
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect("fixity:fixity")


def _carry_out(request: ReadingRequest, finding: FixityFinding, form: DecisionForm) -> str:
    act, reason = form.cleaned_data["act"], form.cleaned_data["reason"]
    if act == ACCEPT:
        accept_finding(actor=request.actor, finding=finding, reason=reason)
        return _("Accepted: it is told no longer.")
    if act == ASIDE:
        set_aside_extra(actor=request.actor, finding=finding, reason=reason)
        return _("Set aside. It lies in the quarantine folder; nothing there is ever deleted.")
    order_repair(actor=request.actor, finding=finding)
    return _("The repair is ordered. This page shows what became of it.")
