"""Boxing a run of codes, and shelving the boxes: each is looked at first and carried out from the same page."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.storerooms.actions import box_records, plan_boxing, plan_shelving, shelve_boxes
from lantai.holdings.storerooms.forms import BoxingForm, ThereForm
from lantai.holdings.storerooms.queries.boxes import boxes_of_movement, movement_page, next_number
from lantai.holdings.storerooms.queries.house import fonds_of, place_named


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.KEEP_STORES)
def boxing(request: ReadingRequest) -> HttpResponse:
    """The form; sent, the plan below it; sent with the plan's digest, it is carried out."""
    given = request.POST if request.method == "POST" else None
    form = BoxingForm(given, fonds=fonds_of(request.actor))
    if given is None:
        return render(request, "storerooms/boxing.html", {"form": form})
    if not form.is_valid():
        return render(request, "storerooms/boxing.html", {"form": form}, status=400)
    fonds, digest, status = form.chosen, request.POST.get("digest", ""), 200
    asked = form.asked(number=next_number(fonds))
    context = {"form": form, "number": asked.number}
    try:
        if digest:
            reason = form.cleaned_data["reason"]
            moved = box_records(actor=request.actor, fonds=fonds, asked=asked, digest=digest, reason=reason)
            messages.success(request, _("%(papers)s papers are in %(boxes)s boxes now.") % _counts(moved))
            return redirect("storerooms:movement", moved.ulid)
        context["plan"] = plan_boxing(fonds, asked)
    except ArchiveError as refusal:
        context["refusal"], status = refusal, refusal.http_status
    return render(request, "storerooms/boxing.html", context, status=status)


def _counts(moved: object) -> dict[str, int]:
    return {name: getattr(moved, name) for name in ("papers", "boxes")}


@require_POST
@staff_page(Right.KEEP_STORES)
def shelve(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The boxes of one movement onto shelves from a first one on: the plan, and with `go` the act."""
    page = movement_page(ulid, request.scope)
    if page is None:
        raise Http404
    form, status, plan, refusal = ThereForm(request.POST, auto_id="shelve_%s"), 400, None, None
    start = place_named(request.POST.get("to", ""), request.scope)
    if start is None:
        form.add_error("to", _("No place of yours has this label or name."))
    elif form.is_valid():
        boxes = boxes_of_movement(page.movement)
        try:
            if "go" in request.POST:
                reason = form.cleaned_data["reason"]
                done = shelve_boxes(actor=request.actor, boxes=boxes, start=start, reason=reason)
                messages.success(request, _("%(count)s boxes stand on their shelves.") % {"count": done.boxes})
                return redirect("storerooms:movement", done.ulid)
            plan, status = plan_shelving(boxes, start), 200
        except ArchiveError as error:
            if error.http_status == 403:
                raise
            refusal, status = error, error.http_status
    context = {"page": page, "form": form, "plan": plan, "refusal": refusal, "may": True}
    return render(request, "storerooms/movement.html", context, status=status)
