"""The auditor's pages: events, one event, and the chain with its checkpoints and exports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lantai.base.accounts.access import NotAllowed, Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.accounts.queries import institutions_with
from lantai.base.audit import outsider, outsider_sm2
from lantai.base.audit.exporting import SCRIPT, SCRIPT_SM2
from lantai.base.common.errors import ArchiveError
from lantai.front.oversight import queries
from lantai.front.oversight.actions import order_audit_export, order_verification, sign_checkpoint
from lantai.front.oversight.forms import Days, EventFilter


@require_safe
@staff_page()
def events(request: ReadingRequest) -> HttpResponse:
    """What everybody did, what users did, or what one did oneself: as one's office has it."""
    actor, place = request.actor, request.GET.get("place", "")
    form = EventFilter(request.GET, institutions=institutions_with(actor, Right.READ_AUDIT))
    sheet = queries.event_list(actor, form.asked(), place=place)
    context = {
        "form": form,
        "sheet": sheet,
        "rows": tuple(reversed(sheet.items)),
        "has_newer": bool(place) and bool(sheet.next),
        "whole": queries.has_whole_chain(actor),
    }
    return render(request, "oversight/events.html", context)


@require_safe
@staff_page()
def event(request: ReadingRequest, number: int) -> HttpResponse:
    page = queries.event_at(number, request.actor)
    if page is None:
        raise Http404
    return render(request, "oversight/event.html", {"page": page})


@require_safe
@staff_page(Right.READ_AUDIT)
def chain(request: ReadingRequest) -> HttpResponse:
    return _chain(request, Days())


def _chain(request: ReadingRequest, form: Days, status: int = 200) -> HttpResponse:
    context = {"page": queries.chain_page(request.actor), "form": form}
    return render(request, "oversight/chain.html", context, status=status)


@require_POST
@staff_page(Right.READ_AUDIT)
def verify(request: ReadingRequest) -> HttpResponse:
    return _done(request, lambda: order_verification(actor=request.actor), _("A worker verifies the chain now."))


@require_POST
@staff_page(Right.READ_AUDIT)
def sign(request: ReadingRequest) -> HttpResponse:
    return _done(request, lambda: sign_checkpoint(actor=request.actor), _("Signed."))


@require_POST
@staff_page(Right.READ_AUDIT)
def order(request: ReadingRequest) -> HttpResponse:
    form = Days(request.POST)
    if form.is_valid():
        try:
            order_audit_export(actor=request.actor, **form.moments())
            return redirect("oversight:chain")
        except NotAllowed:
            raise
        except ArchiveError as refusal:
            form.add_error("until", f"{refusal} {refusal.remedy()}")
    return _chain(request, form, status=400)


@require_safe
@staff_page(Right.READ_AUDIT)
def export_file(request: ReadingRequest, ulid: str) -> FileResponse:
    """Who may fetch it is asked again: rights may have changed since it was ordered."""
    found = queries.export_file(ulid, request.actor)
    if found is None:
        raise Http404
    export, path = found
    return FileResponse(path.open("rb"), as_attachment=True, filename=export.file_name)


@require_safe
@staff_page(Right.READ_AUDIT)
def script(request: ReadingRequest) -> FileResponse:
    """What verifies an export with Python alone."""
    return FileResponse(Path(outsider.__file__).open("rb"), as_attachment=True, filename=SCRIPT)


@require_safe
@staff_page(Right.READ_AUDIT)
def script_sm2(request: ReadingRequest) -> FileResponse:
    """What verifies its SM2 signatures with Python alone."""
    return FileResponse(Path(outsider_sm2.__file__).open("rb"), as_attachment=True, filename=SCRIPT_SM2)


def _done(request: ReadingRequest, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except NotAllowed:
        raise
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect("oversight:chain")
