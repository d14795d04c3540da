"""A new record by hand, and a decision on opening of one that was made elsewhere."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.catalogue.actions import set_opening_state
from lantai.holdings.catalogue.models import Record
from lantai.holdings.description.actions import CodeIsHeld, VolumeUnknown, enter_record
from lantai.holdings.description.entry import NotEntered, description_from
from lantai.holdings.description.more_forms import DecisionForm, NewRecordForm
from lantai.holdings.description.queries import plain_code, record_to_decide
from lantai.holdings.imports.queries import fonds_to_describe


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def new(request: ReadingRequest) -> HttpResponse:
    """The least that must be said; then the page of everything else."""
    if request.method != "POST":
        form = NewRecordForm(initial=_begun(request), actor=request.actor)
        return render(request, "description/new.html", {"form": form})
    form, status = NewRecordForm(request.POST, actor=request.actor), 400
    if form.is_valid():
        try:
            description = description_from(form.said(), form.cleaned_data["code"], form.cleaned_data["level"])
            given = form.cleaned_data
            made = enter_record(
                actor=request.actor, fonds=given["fonds"], description=description, within=given["within"]
            )
            messages.success(request, _("Entered. Say here what else there is to say."))
            return redirect("description:edit", made.ulid)
        except NotEntered as refusal:
            for name, problem in refusal.problems.items():
                form.add_error(name, problem)
        except (CodeIsHeld, VolumeUnknown) as refusal:
            form.add_error("code" if isinstance(refusal, CodeIsHeld) else "within", f"{refusal} {refusal.remedy()}")
            status = refusal.http_status
    return render(request, "description/new.html", {"form": form}, status=status)


def _begun(request: ReadingRequest) -> dict[str, object]:
    """From the place one comes from: its fonds, its volume."""
    fonds = fonds_to_describe(request.actor).filter(code=plain_code(request.GET.get("fonds", ""))).first()
    return {"fonds": fonds, "within": request.GET.get("within", "")[:200], "level": Record.Level.ITEM}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.APPROVE_OPENING)
def opening(request: ReadingRequest, ulid: str) -> HttpResponse:
    """A decision on one record made elsewhere; what was decided by somebody else meanwhile is shown first."""
    record = record_to_decide(ulid, request.actor)
    if record is None:
        raise Http404
    form = DecisionForm(request.POST if request.method == "POST" else None, initial={"to": record.opening_state})
    page = {"record": record, "form": form, "overtaken": False}
    if request.method != "POST":
        return render(request, "description/opening.html", page)
    if not form.is_valid():
        return render(request, "description/opening.html", page, status=400)
    if request.POST.get("seen") != record.opening_state:
        return render(request, "description/opening.html", page | {"overtaken": True}, status=409)
    given = form.cleaned_data
    set_opening_state(
        actor=request.actor, record=record, state=given["to"], decision=form.decision(), reason=given["reason"]
    )
    is_published = form.publishes and request.POST["seen"] != given["to"]
    messages.success(request, _("Entered, and its notice is published.") if is_published else _("Entered."))
    return redirect("accessions:record", ulid)
