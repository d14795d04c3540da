"""The pages of formats: the register of what the archive holds, and one run that makes copies for keeping."""

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
from lantai.holdings.normalisation.actions import Wanted, begin_run, pause_run
from lantai.holdings.normalisation.forms import BeginForm, PauseForm
from lantai.holdings.normalisation.queries import format_page, run_at, run_page, subject_of_run


@require_safe
@staff_page(Right.MANAGE_JOBS)
def formats(request: ReadingRequest) -> HttpResponse:
    return render(request, "normalisation/formats.html", {"page": format_page(request.actor)})


@require_POST
@staff_page(Right.MANAGE_JOBS)
def begin(request: ReadingRequest) -> HttpResponse:
    form = BeginForm(request.POST)
    subject = None
    if form.is_valid():
        subject = subject_of_run(
            request.actor, institution=form.cleaned_data["institution"], fonds=form.cleaned_data["fonds"]
        )
    if subject is None:
        messages.error(request, _("Choose the archive, and how many files at most: a number, or nothing for all."))
        return redirect("normalisation:formats")
    institution, fonds = subject
    wanted = Wanted(most=form.cleaned_data["most"] or 0, again=form.cleaned_data["again"])
    try:
        started = begin_run(actor=request.actor, institution=institution, fonds=fonds, wanted=wanted, enqueue=True)
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
        return redirect("normalisation:formats")
    messages.success(request, _("Copies are being made. This goes on by itself; the page shows how far it is."))
    return redirect("normalisation:run", started.ulid)


@require_safe
@staff_page(Right.MANAGE_JOBS)
def run(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The page; asked by htmx, only the part that moves."""
    found = run_at(ulid, request.actor)
    if found is None:
        raise Http404
    page = run_page(found, request.actor, place=request.GET.get("place", ""))
    template = "normalisation/run.html#live" if request.htmx else "normalisation/run.html"  # type: ignore[attr-defined]
    return render(request, template, {"page": page, "sheet": page.sheet})


@require_POST
@staff_page(Right.MANAGE_JOBS)
def pause(request: ReadingRequest, ulid: str) -> HttpResponse:
    found = run_at(ulid, request.actor)
    if found is None:
        raise Http404
    form = PauseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose whether the run is to rest or to go on."))
        return redirect("normalisation:run", ulid)
    rests = form.cleaned_data["act"] == "pause"
    try:
        pause_run(actor=request.actor, run=found, paused=rests)
        messages.success(request, _("The run rests after the files in hand.") if rests else _("The run goes on."))
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect("normalisation:run", ulid)
