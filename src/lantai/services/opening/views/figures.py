"""Statistics of opening: of a year with its workbook, and of one fonds by the years of its documents."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.catalogue.models import OpeningState
from lantai.holdings.disposal.queries.lists import fonds_at
from lantai.services.opening.figures_book import MOST_FONDS, figures_as_workbook
from lantai.services.opening.forms import FiguresForm
from lantai.services.opening.models import Value
from lantai.services.opening.queries.figures import LEVELS, YEARS, figures, years_of_fonds
from lantai.services.opening.states import rules
from lantai.services.opening.views.common import XLSX, sent_as


def _year(request: ReadingRequest) -> int:
    form = FiguresForm(request.GET)
    this = timezone.localdate().year
    return (form.cleaned_data["year"] or this) if form.is_valid() else this


@require_safe
@staff_page(Right.READ_UNOPENED)
def statistics(request: ReadingRequest) -> HttpResponse:
    year = _year(request)
    said = figures(request.scope, year, timezone.localdate(), place=request.GET.get("place", ""))
    context = {
        "said": said, "year": year, "form": FiguresForm(initial={"year": year}), "sheet": said.fonds,
        "annual": [(code, [levels.get(level, 0) for level in LEVELS]) for code, levels in said.annual()],
        "years": said.years[:YEARS], "values": Value, "states": OpeningState, "era": rules()["era_year"],
        "age": rules()["age_years"],
    }  # fmt: skip
    return render(request, "opening/statistics.html", context)


@require_safe
@staff_page(Right.READ_UNOPENED)
def statistics_book(request: ReadingRequest) -> HttpResponse:
    year = _year(request)
    said = figures(request.scope, year, timezone.localdate(), size=MOST_FONDS)
    answer = sent_as(figures_as_workbook(said, request.scope), f"档案开放统计-{year}.xlsx", XLSX)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@staff_page(Right.READ_UNOPENED)
def statistics_of_fonds(request: ReadingRequest, ulid: str) -> HttpResponse:
    found = fonds_at(ulid, request.scope)
    if found is None:
        raise Http404
    context = {"fonds": found, "years": years_of_fonds(found), "states": OpeningState}
    return render(request, "opening/statistics_of_fonds.html", context)
