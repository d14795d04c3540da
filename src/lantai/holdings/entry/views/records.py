"""The work list, the entry page of one record, and how a value is read while it is typed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.entry.actions import Entered, enter_record
from lantai.holdings.entry.doubts import reading_of
from lantai.holdings.entry.forms import Posted, ReadingForm, WorkForm
from lantai.holdings.entry.queries import (
    WorkWanted,
    entered_last,
    kind_of,
    proposals_for,
    record_after,
    record_to_enter,
    work_list,
)
from lantai.holdings.entry.values import said_by
from lantai.holdings.entry.views.desk import Target, desk_response, said_saved


@require_safe
@staff_page(Right.DESCRIBE)
def work(request: ReadingRequest) -> HttpResponse:
    """What is still to be entered, sheet by sheet."""
    asked = request.GET
    wanted = WorkWanted(
        asked.get("fonds", ""), asked.get("type", ""), asked.get("volume", ""), volumes=asked.get("volumes") == "1"
    )
    found = work_list(request.actor, wanted, place=asked.get("place", ""))
    form = WorkForm(asked or None, fonds=found.fonds)
    return render(request, "entry/work.html", {"work": found, "sheet": found.sheet, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def record(request: ReadingRequest, ulid: str) -> HttpResponse:
    """One record beside its images. `?type=` enters it as another type."""
    found = record_to_enter(ulid, request.actor)
    kind = kind_of(request.POST.get("type") or request.GET.get("type", ""), found)
    proposed = [each for each in proposals_for(found, kind) if not each.row or each.name.startswith("p.")]

    def save(entered: Entered, posted: Posted) -> str:
        enter_record(actor=request.actor, record=found, entered=entered, proposed=proposed)
        said_saved(request, found.code)
        here = reverse("entry:record", args=[ulid])
        if posted.do == "save":
            return here
        if after := record_after(found, request.actor):
            return reverse("entry:record", args=[after.ulid])
        messages.info(request, _("That was the last of its kind here."))
        return reverse("entry:work")

    target = Target(
        found, kind, save, said_by(found, kind), entered_last(request.actor, kind, but=found), proposed,
        more={"action": reverse("entry:record", args=[ulid])},
    )  # fmt: skip
    return desk_response(request, target)


@never_cache
@require_POST
@staff_page(Right.DESCRIBE)
def reading(request: ReadingRequest) -> JsonResponse:
    """How a date or an ID number is understood. Posted, so that it stands in no address and no log."""
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"text": "", "doubts": []}, status=400)
    given = form.cleaned_data
    found = reading_of(given["kind"], given["value"], given)
    return JsonResponse({"text": found.text, "doubts": list(found.doubts)})
