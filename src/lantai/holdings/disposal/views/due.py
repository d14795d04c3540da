"""What is due: fonds, the years of one, and drawing up an appraisal list."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right, require
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.disposal.actions import draw_up_appraisal
from lantai.holdings.disposal.forms import YearsForm
from lantai.holdings.disposal.queries.due import due_fonds, due_of_fonds, due_sheet
from lantai.holdings.disposal.queries.lists import fonds_at


@require_safe
@staff_page(Right.READ_UNOPENED)
def overview(request: ReadingRequest) -> HttpResponse:
    this_year = timezone.localdate().year
    return render(request, "disposal/overview.html", {"due": due_fonds(request.scope, this_year=this_year)})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def fonds(request: ReadingRequest, ulid: str) -> HttpResponse:
    """One fonds by years; whoever appraises draws a list up here."""
    found = fonds_at(ulid, request.scope)
    if found is None:
        raise Http404
    this_year, refusal, status = timezone.localdate().year, None, 200
    given = request.POST if request.method == "POST" else None
    if given is not None:
        require(request.actor, Right.APPRAISE, found.institution.code)
    form = YearsForm(given)
    if given is not None and form.is_valid():
        try:
            appraisal = draw_up_appraisal(actor=request.actor, fonds=found, years=form.years(), this_year=this_year)
            return redirect("disposal:appraisal", appraisal.ulid)
        except ArchiveError as error:
            refusal, status = error, error.http_status
    elif given is not None:
        status = 400
    due = due_of_fonds(found, this_year=this_year)
    if given is None and due.years:
        form = YearsForm(initial={"year_from": due.years[0].year, "year_to": due.years[-1].year})
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) <= 4 else None
    place = request.GET.get("place", "")
    sheet = due_sheet(found, year, this_year=this_year, place=place) if year is not None else None
    may = request.actor.may(Right.APPRAISE, found.institution.code)
    context = {"fonds": found, "due": due, "form": form, "refusal": refusal, "sheet": sheet, "year": year, "may": may}
    return render(request, "disposal/fonds.html", context, status=status)
