"""What a label leads to: made for a phone in one hand. A box and a shelf, scanned one after the other, are a move."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.storerooms.actions import put_papers, shelve_boxes
from lantai.holdings.storerooms.queries.house import Scanned, scanned

LONGEST = 400


@require_safe
@staff_page(Right.READ_UNOPENED)
def start(request: ReadingRequest) -> HttpResponse:
    """One field for whatever is scanned or typed."""
    code = request.GET.get("code", "")[:LONGEST].strip()
    if code:
        return _card(request, code)
    return render(request, "storerooms/scan.html", {"found": None, "code": ""})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def scan(request: ReadingRequest, code: str) -> HttpResponse:
    """What this label is on; sent with a second one, what belongs together is put together."""
    found = scanned(code[:LONGEST], request.scope)
    if request.method != "POST" or not found:
        return _card(request, code, found)
    other = scanned(request.POST.get("other", "")[:LONGEST], request.scope)
    try:
        told = _together(request, found, other)
    except ArchiveError as refusal:
        if refusal.http_status == 403:
            raise
        return _card(request, code, found, refusal=refusal)
    if not told:
        return _card(request, code, found, misread=request.POST.get("other", "")[:80])
    messages.success(request, told)
    return redirect("storerooms:scan", code)


def _together(request: ReadingRequest, one: Scanned, other: Scanned) -> str:
    """A box onto a place, a record into a box or onto a place, in any order; what was done, or nothing."""
    box, place, record = one.box or other.box, one.place or other.place, one.record or other.record
    actor = request.actor
    if record and (to := box or place):
        put_papers(actor=actor, records=[record], to=to)
        return _("%(what)s lies in %(where)s now.") % {"what": record.code, "where": str(to)}
    if box and place:
        shelve_boxes(actor=actor, boxes=[box], start=place, onward=False)
        return _("Box %(box)s stands on %(place)s now.") % {"box": str(box), "place": place.path}
    return ""


def _card(
    request: ReadingRequest,
    code: str,
    found: Scanned | None = None,
    *,
    refusal: ArchiveError | None = None,
    misread: str = "",
) -> HttpResponse:
    found = scanned(code, request.scope) if found is None else found
    owner = found.box or found.place or found.record
    may = bool(owner and request.actor.may(Right.KEEP_STORES, owner.institution_id))
    context = {"found": found, "code": code, "refusal": refusal, "misread": misread, "may": may}
    status = refusal.http_status if refusal else 400 if misread else 200 if found else 404
    return render(request, "storerooms/scan.html", context, status=status)
