"""What is due: fonds, and the years of one with its records and the making of a batch."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right, require
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.disposal.queries.lists import fonds_at
from lantai.services.opening.actions import Plan, plan_batch
from lantai.services.opening.forms import PlanForm, QueueForm
from lantai.services.opening.models import ReviewBatch
from lantai.services.opening.queries.due import Asked, due_fonds, due_of_fonds, due_sheet
from lantai.services.opening.states import rules

_LONGEST = 5


def _year_of(request: ReadingRequest, today: dt.date) -> int:
    form = QueueForm(request.GET)
    return form.cleaned_data["year"] or today.year if form.is_valid() else today.year


@require_safe
@staff_page(Right.READ_UNOPENED)
def overview(request: ReadingRequest) -> HttpResponse:
    today = timezone.localdate()
    year = _year_of(request, today)
    every = "all" in request.GET
    due = due_fonds(request.scope, Asked(year, today), place=request.GET.get("place", ""), every=every)
    context = {
        "due": due, "sheet": due.sheet, "every": every, "year": year, "form": QueueForm(initial={"year": year}),
        "age": rules()["age_years"],
    }  # fmt: skip
    return render(request, "opening/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def fonds(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The years of one fonds; whoever plans makes a batch of them here."""
    found = fonds_at(ulid, request.scope)
    if found is None:
        raise Http404
    today = timezone.localdate()
    year = _year_of(request, today)
    due = due_of_fonds(found, Asked(year, today))
    types = [(code, record_types()[code].label if code in record_types() else code) for code in due.types]
    given = request.POST if request.method == "POST" else None
    first, last = (due.years[0].year, due.years[-1].year) if due.years else (None, None)
    initial = {
        "name": _("%(title)s, review of %(year)s") % {"title": found.title, "year": year}, "year_from": first,
        "year_to": last, "most": rules()["usual_items"], "sample_percent": 5,
        "codes": request.GET.get("code", "")[:200],
    }  # fmt: skip
    form, refusal, status = PlanForm(given, types=types, initial=initial), None, 200
    if given is not None:
        require(request.actor, Right.PLAN_OPENING, found.institution.code)
        try:
            if form.is_valid():
                return redirect("opening:batch", _planned(request, found, year, form).ulid)
            status = 400
        except ArchiveError as error:
            refusal, status = error, error.http_status
    context = {
        "fonds": found, "due": due, "year": year, "form": form, "refusal": refusal, "named": "code" in request.GET,
        "may": request.actor.may(Right.PLAN_OPENING, found.institution.code), **_of_year(request, found, year, today),
    }  # fmt: skip
    return render(request, "opening/fonds.html", context, status=status)


def _of_year(request: ReadingRequest, found: Fonds, year: int, today: dt.date) -> dict[str, object]:
    """The records of one year of documents, when it is asked for."""
    text = request.GET.get("of", "")
    if not (text.isascii() and text.isdecimal() and len(text) < _LONGEST):
        return {"sheet": None, "of": None}
    sheet = due_sheet(found, int(text), Asked(year, today), place=request.GET.get("place", ""))
    return {"sheet": sheet, "of": int(text)}


def _planned(request: ReadingRequest, found: Fonds, year: int, form: PlanForm) -> ReviewBatch:
    said = form.cleaned_data
    asked = Plan(fonds=[found], plan_year=year, today=timezone.localdate(), **said)
    return plan_batch(actor=request.actor, institution=found.institution, plan=asked)
