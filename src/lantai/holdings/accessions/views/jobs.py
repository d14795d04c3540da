"""Jobs: queues with their pause switch, progress, and what failed with its reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.engines.jobs.actions import pause_queue
from lantai.holdings.accessions.work import QUEUES, work_page


@require_safe
@staff_page(Right.MANAGE_JOBS)
def jobs(request: ReadingRequest) -> HttpResponse:
    """The page; asked by htmx, only the part that moves."""
    template = "accessions/jobs.html#live" if request.htmx else "accessions/jobs.html"  # type: ignore[attr-defined]
    return render(request, template, {"page": work_page(request.actor)})


@require_POST
@staff_page(Right.MANAGE_JOBS)
def queue(request: ReadingRequest, name: str) -> HttpResponse:
    """Pause or resume one queue."""
    if name not in QUEUES:
        raise Http404
    paused = request.POST.get("act") == "pause"
    pause_queue(actor=request.actor, name=name, paused=paused)
    said = _("The queue is paused. A task at work finishes its page.") if paused else _("The queue runs again.")
    messages.success(request, said)
    return redirect("accessions:jobs")
