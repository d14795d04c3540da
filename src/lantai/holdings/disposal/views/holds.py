"""Holds: those in force, placing one, and one with what it reaches."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right, require
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.disposal.actions import HoldSaid, place_hold, release_hold
from lantai.holdings.disposal.forms import HoldForm, WordsForm
from lantai.holdings.disposal.queries.lists import fonds_within, hold_page, hold_sheet, records_named


@require_safe
@staff_page(Right.READ_UNOPENED)
def holds(request: ReadingRequest) -> HttpResponse:
    released, place = "released" in request.GET, request.GET.get("place", "")
    sheet = hold_sheet(request.scope, place=place, today=timezone.localdate(), released=released)
    return render(request, "disposal/holds.html", {"sheet": sheet, "released": released})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.APPRAISE)
def new(request: ReadingRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    mine = [each for each in fonds_within(request.scope) if request.actor.may(Right.APPRAISE, each.institution.code)]
    initial = {"since": timezone.localdate(), "codes": request.GET.get("code", ""), "reach": request.GET.get("reach")}
    form = HoldForm(given, fonds=mine, initial=initial)
    status = 400 if given is not None else 200
    if given is not None and form.is_valid():
        records, unknown = records_named(form.chosen, form.named())
        if unknown:
            form.add_error("codes", _("No record bears %(codes)s.") % {"codes": "、".join(unknown[:20])})
        else:
            names = ("reach", "reason", "document", "since", "until")
            said = {name: form.cleaned_data[name] for name in names}
            hold_said = HoldSaid(**said, series=form.chosen_series(), records=records)
            try:
                made = place_hold(actor=request.actor, fonds=form.chosen, said=hold_said)
                return redirect("disposal:hold", made.ulid)
            except ArchiveError as refusal:
                form.add_error(None, f"{refusal} {refusal.remedy()}")
                status = refusal.http_status
    return render(request, "disposal/new_hold.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def hold(request: ReadingRequest, ulid: str) -> HttpResponse:
    """One hold; whoever approves disposal releases it here."""
    page = hold_page(ulid, request.actor, request.scope, today=timezone.localdate())
    if page is None:
        raise Http404
    refusal, status = None, 200
    if request.method == "POST":
        require(request.actor, Right.APPROVE_DISPOSAL, page.hold.fonds.institution.code)
        try:
            release_hold(actor=request.actor, hold=page.hold, reason=request.POST.get("text", "")[:1000])
            messages.success(request, _("Saved."))
            return redirect("disposal:hold", ulid)
        except ArchiveError as error:
            refusal, status = error, error.http_status
    context = {"page": page, "hold": page.hold, "form": WordsForm(), "refusal": refusal}
    return render(request, "disposal/hold.html", context, status=status)
