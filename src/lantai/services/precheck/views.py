"""The pages of the precheck: runs, coverage and models; one run; the hints of one record."""

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
from lantai.holdings.catalogue.actions import Selection
from lantai.services.precheck.actions import order_precheck, pause_precheck
from lantai.services.precheck.forms import OrderForm, PauseForm
from lantai.services.precheck.queries import (
    precheck_page,
    record_hints,
    reviewed_record,
    run_at,
    run_page,
    subject_of_run,
)


@require_safe
@staff_page(Right.PLAN_OPENING)
def precheck(request: ReadingRequest) -> HttpResponse:
    page = precheck_page(request.actor, place=request.GET.get("place", ""))
    return render(request, "precheck/precheck.html", {"page": page, "sheet": page.sheet})


@require_POST
@staff_page(Right.PLAN_OPENING)
def order(request: ReadingRequest) -> HttpResponse:
    form = OrderForm(request.POST)
    fonds = subject_of_run(request.actor, form.cleaned_data["fonds"]) if form.is_valid() else None
    if fonds is None:
        messages.error(request, _("Choose a fonds, and years of it: the first before the last, or none for all."))
        return redirect("precheck:precheck")
    selection = Selection(year_from=form.cleaned_data["year_from"], year_to=form.cleaned_data["year_to"])
    try:
        run = order_precheck(actor=request.actor, institution=fonds.institution, fonds=fonds, selection=selection)
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
        return redirect("precheck:precheck")
    messages.success(request, _("Records are being looked at. This goes on by itself; the page shows how far it is."))
    return redirect("precheck:run", run.ulid)


@require_safe
@staff_page(Right.PLAN_OPENING)
def run(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The page; asked by htmx, only the part that moves."""
    found = run_at(ulid, request.actor)
    if found is None:
        raise Http404
    template = "precheck/run.html#live" if request.htmx else "precheck/run.html"  # type: ignore[attr-defined]
    return render(request, template, {"page": run_page(found)})


@require_POST
@staff_page(Right.PLAN_OPENING)
def pause(request: ReadingRequest, ulid: str) -> HttpResponse:
    found = run_at(ulid, request.actor)
    if found is None:
        raise Http404
    form = PauseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose whether the run is to rest or to go on."))
        return redirect("precheck:run", ulid)
    rests = form.cleaned_data["act"] == "pause"
    try:
        pause_precheck(actor=request.actor, run=found, paused=rests)
        messages.success(request, _("The run rests after the records in hand.") if rests else _("The run goes on."))
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect("precheck:run", ulid)


@require_safe
@staff_page(Right.REVIEW_OPENING)
def record(request: ReadingRequest, ulid: str) -> HttpResponse:
    """What was noticed in one record; asked by htmx, only the list."""
    found = reviewed_record(ulid, request.actor)
    if found is None:
        raise Http404
    page = record_hints(found, place=request.GET.get("place", ""))
    template = "precheck/includes/hints.html" if request.htmx else "precheck/record.html"  # type: ignore[attr-defined]
    return render(request, template, {"page": page, "sheet": page.sheet})
