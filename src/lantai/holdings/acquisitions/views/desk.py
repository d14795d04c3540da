"""The desk: the list of acquisitions, and one of them with everything that can be done with it now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.acquisitions.actions import propose_acquisition, put_reminder_aside
from lantai.holdings.acquisitions.forms import ProposeForm
from lantai.holdings.acquisitions.kinds import COUNTS, choices, kinds
from lantai.holdings.acquisitions.models import Reminder
from lantai.holdings.acquisitions.papers import amounts_of, paper_as_pdf, papers_of
from lantai.holdings.acquisitions.queries.lists import (
    acquired_in,
    acquisition_sheet,
    institutions_of,
    leads_waiting,
    reminders_for,
)
from lantai.holdings.acquisitions.queries.things import AcquisitionPage, acquisition_at, acquisition_page, document_at
from lantai.holdings.acquisitions.states import State
from lantai.holdings.acquisitions.views.acts import ACTS, next_of
from lantai.holdings.acquisitions.views.common import offered


@require_safe
@staff_page(Right.ACQUIRE)
def acquisitions(request: ReadingRequest) -> HttpResponse:
    """The newest first, narrowed by kind and state; what was received this year, as returns count it."""
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    kind, state = kind if kind in kinds() else "", state if state in State.values else ""
    year = timezone.localdate().year
    context = {
        "sheet": acquisition_sheet(request.actor, kind=kind, state=state, place=request.GET.get("place", "")),
        "kind": kind,
        "state": state,
        "kinds": choices(kinds()),
        "states": State.choices,
        "leads": leads_waiting(request.actor),
        "reminders": reminders_for(request.actor),
        "today": timezone.localdate(),
        "year": year,
        "counts": COUNTS,
        "acquired": acquired_in(year, [each.code for each in institutions_of(request.actor)]),
    }
    return render(request, "acquisitions/acquisitions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.ACQUIRE)
def propose(request: ReadingRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    form = ProposeForm(given, institutions=institutions_of(request.actor))
    status = 400 if given is not None else 200
    if given is not None and form.is_valid():
        try:
            made = propose_acquisition(actor=request.actor, institution=form.chosen, proposal=form.proposal())
            return redirect("acquisitions:acquisition", made.ulid)
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
            status = refusal.http_status
    return render(request, "acquisitions/propose.html", {"form": form}, status=status)


@require_safe
@staff_page(Right.ACQUIRE)
def acquisition(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _shown(request, _page(request, ulid))


@require_POST
@staff_page(Right.ACQUIRE)
def act(request: ReadingRequest, ulid: str, act: str) -> HttpResponse:
    """One act, asked for by its form; refused, the page comes back with the form and the reason."""
    page = _page(request, ulid)
    if act not in ACTS:
        raise Http404
    form = ACTS[act].made(page, request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, page, tried={act: form}, status=400)
    try:
        ACTS[act].perform(request, page, form)
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return _shown(request, _page(request, ulid), tried={act: form}, status=refusal.http_status)
    messages.success(request, _("Saved."))
    return redirect("acquisitions:acquisition", ulid)


def _page(request: ReadingRequest, ulid: str) -> AcquisitionPage:
    page = acquisition_page(ulid, request.actor)
    if page is None:
        raise Http404
    return page


def _shown(
    request: ReadingRequest, page: AcquisitionPage, *, tried: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    tried = tried or {}
    context: dict[str, Any] = {
        "page": page,
        "acquisition": page.acquisition,
        "offers": offered(ACTS, page, tried, next_of(page)),
        "late": [form for name, form in tried.items() if not ACTS[name].offered(page)],
        "papers": papers_of(page.acquisition),
        "amounts": amounts_of(page.items),
        "today": timezone.localdate(),
    }
    return render(request, "acquisitions/acquisition.html", context, status=status)


@require_safe
@staff_page(Right.ACQUIRE)
def document(request: ReadingRequest, ulid: str, document: str) -> HttpResponse:
    """Handed out as a download whatever it is: what somebody uploaded is never shown as a page of ours."""
    found = document_at(ulid, document, request.actor)
    if found is None:
        raise Http404
    answer = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{found.ulid}{Path(found.name).suffix[:8]}"'
    return answer


@require_safe
@staff_page(Right.ACQUIRE)
def paper(request: ReadingRequest, ulid: str, name: str) -> FileResponse:
    """A paper as PDF; 404 when there is none yet."""
    found = acquisition_at(ulid, request.actor)
    path = paper_as_pdf(found, name) if found else None
    if found is None or path is None:
        raise Http404
    file_name = f"{found.number}-{name}.pdf"
    return FileResponse(path.open("rb"), as_attachment=False, filename=file_name, content_type="application/pdf")


@require_POST
@staff_page(Right.ACQUIRE)
def seen(request: ReadingRequest, ulid: str) -> HttpResponse:
    """A reminder is put aside."""
    reminder = Reminder.objects.select_related("agreement__acquisition").filter(ulid=ulid).first()
    if reminder is None or not request.actor.may(Right.ACQUIRE, reminder.agreement.acquisition.institution_id):
        raise Http404
    put_reminder_aside(actor=request.actor, reminder=reminder)
    return redirect("acquisitions:acquisitions")
