"""Records that may be one thing described twice: looked for, worked through, decided."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.description.actions import PairDecided, PairGone, decide_pair, order_copies, order_pairs
from lantai.holdings.description.pairs import PairView, pair_at, pairs_to_decide
from lantai.holdings.description.queries import archives_to_describe, one_to_describe, plain_code
from lantai.holdings.imports.queries import fonds_to_describe


@require_safe
@staff_page(Right.DESCRIBE)
def pairs(request: ReadingRequest) -> HttpResponse:
    chosen = plain_code(request.GET.get("fonds", ""))
    sheet = pairs_to_decide(request.scope, fonds=chosen, place=request.GET.get("place", ""))
    page = {"sheet": sheet, "views": [PairView(pair) for pair in sheet.items], "chosen": chosen}
    one = one_to_describe(chosen, request.actor) if chosen else None
    page |= {"fonds_rows": fonds_to_describe(request.actor), "one": one}
    page["archives"] = archives_to_describe(request.actor)
    return render(request, "description/pairs.html", page)


@require_POST
@staff_page(Right.DESCRIBE)
def look(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Have a fonds looked through."""
    one = one_to_describe(ulid, request.actor)
    if one is None:
        raise Http404
    order_pairs(actor=request.actor, fonds=one)
    messages.success(request, _("%(fonds)s is being looked through; what is found will stand here.") % {"fonds": one})
    return redirect(f"{reverse('description:pairs')}?fonds={ulid}")


@require_POST
@staff_page(Right.DESCRIBE)
def look_across(request: ReadingRequest) -> HttpResponse:
    """Have the fonds of an archive looked through for copies of one document."""
    one = next((each for each in archives_to_describe(request.actor) if each.code == request.POST.get("archive")), None)
    if one is None:
        raise Http404
    order_copies(actor=request.actor, institution=one)
    messages.success(request, _("%(fonds)s is being looked through; what is found will stand here.") % {"fonds": one})
    return redirect("description:pairs")


@require_POST
@staff_page(Right.DESCRIBE)
def decide(request: ReadingRequest, ulid: str) -> HttpResponse:
    pair = pair_at(ulid, scope=request.scope)
    if pair is None:
        raise Http404
    choice = request.POST.get("together", "")
    if choice not in {"yes", "no"}:
        return render(request, "description/pairs.html", {"undecided": True}, status=400)
    try:
        decide_pair(actor=request.actor, pair=pair, together=choice == "yes", note=request.POST.get("note", ""))
    except (PairDecided, PairGone) as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    else:
        messages.success(request, _("Kept: they belong together.") if choice == "yes" else _("Kept: not the same."))
    return redirect("description:pairs")
