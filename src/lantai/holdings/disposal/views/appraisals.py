"""Appraisal lists: all of them, one with its items and what comes next, and its report."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right, require
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.disposal.actions import (
    Verdict,
    close_appraisal,
    decide_items,
    pass_on_appraisal,
    propose_destruction,
)
from lantai.holdings.disposal.forms import VerdictForm
from lantai.holdings.disposal.models import Appraisal
from lantai.holdings.disposal.papers import report_as_pdf
from lantai.holdings.disposal.queries.lists import AppraisalPage, appraisal_at, appraisal_page, appraisal_sheet

LONGEST = 9


@require_safe
@staff_page(Right.READ_UNOPENED)
def appraisals(request: ReadingRequest) -> HttpResponse:
    sheet = appraisal_sheet(request.scope, place=request.GET.get("place", ""))
    return render(request, "disposal/appraisals.html", {"sheet": sheet})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def appraisal(request: ReadingRequest, ulid: str) -> HttpResponse:
    """One list; whoever appraises decides here, passes it on, closes it, and proposes what is to be destroyed."""
    found = appraisal_at(ulid, request.scope)
    if found is None:
        raise Http404
    place = request.GET.get("place", "")
    if request.method != "POST":
        return _shown(request, appraisal_page(found, request.actor, place=place))
    require(request.actor, Right.APPRAISE, found.fonds.institution.code)
    form = VerdictForm(request.POST, second=found.state == Appraisal.State.SECOND)
    try:
        if form.is_valid():
            return _perform(request, found, form)
        refusal, status = None, 400
    except ArchiveError as error:
        refusal, status = error, error.http_status
        found.refresh_from_db()
    page = appraisal_page(found, request.actor, place=place)
    return _shown(request, page, form=form, refusal=refusal, status=status)


def _perform(request: ReadingRequest, found: Appraisal, form: VerdictForm) -> HttpResponse:
    act, said = request.POST.get("act", ""), _("Saved.")
    if act == "pass_on":
        pass_on_appraisal(actor=request.actor, appraisal=found)
    elif act == "close":
        close_appraisal(actor=request.actor, appraisal=found)
    elif act == "propose":
        made = propose_destruction(actor=request.actor, appraisal=found, reason=form.cleaned_data["reason"])
        return redirect("disposal:destruction", made.ulid)
    elif act in ("ticked", "rest"):
        ticked = [int(each) for each in request.POST.getlist("item") if each.isdecimal() and len(each) < LONGEST]
        if act == "rest" or ticked:
            positions = ticked if act == "ticked" else []
            verdict = Verdict(**form.cleaned_data)
            count = decide_items(actor=request.actor, appraisal=found, positions=positions, verdict=verdict)
            said = _("%(count)s items were decided.") % {"count": count}
        else:
            said = _("Nothing was ticked.")
    else:
        raise Http404
    messages.success(request, said)
    return redirect(request.get_full_path())


def _shown(
    request: ReadingRequest,
    page: AppraisalPage,
    *,
    form: VerdictForm | None = None,
    refusal: ArchiveError | None = None,
    status: int = 200,
) -> HttpResponse:
    form = form or VerdictForm(second=page.is_second)
    context = {"page": page, "appraisal": page.appraisal, "sheet": page.items, "form": form, "refusal": refusal}
    return render(request, "disposal/appraisal.html", context, status=status)


@require_safe
@staff_page(Right.READ_UNOPENED)
def report(request: ReadingRequest, ulid: str) -> HttpResponseBase:
    found = appraisal_at(ulid, request.scope)
    if found is None:
        raise Http404
    path = report_as_pdf(found)
    return FileResponse(path.open("rb"), filename=f"{found.number}.pdf", content_type="application/pdf")
