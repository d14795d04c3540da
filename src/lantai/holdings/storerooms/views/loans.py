"""The loans desk: what is out, lending, and taking back."""

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
from lantai.holdings.storerooms.actions import Borrowing, lend_papers, prolong_loan, take_papers_back
from lantai.holdings.storerooms.forms_more import LendForm, ProlongForm
from lantai.holdings.storerooms.queries.house import institutions_of
from lantai.holdings.storerooms.queries.loans import LoanPage, loan_desk, loan_page, to_lend


@require_safe
@staff_page(Right.READ_UNOPENED)
def loans(request: ReadingRequest) -> HttpResponse:
    place = request.GET.get("place", "")
    desk = loan_desk(request.scope, today=timezone.localdate(), closed="closed" in request.GET, place=place)
    return render(request, "storerooms/loans.html", {"desk": desk})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.KEEP_STORES)
def lend(request: ReadingRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    initial = {"codes": request.GET.get("code", "")}
    form = LendForm(given, institutions=institutions_of(request.actor), initial=initial)
    status = 400 if given is not None else 200
    if given is not None and form.is_valid():
        records, unknown = to_lend(form.named(), request.scope)
        if unknown:
            form.add_error("codes", _("No record bears %(codes)s.") % {"codes": "、".join(unknown[:20])})
        else:
            try:
                said = {name: form.cleaned_data[name] for name in Borrowing.__dataclass_fields__}
                loan = lend_papers(
                    actor=request.actor,
                    institution=form.chosen,
                    records=records,
                    asked=Borrowing(**said),
                    today=timezone.localdate(),
                )
                return redirect("storerooms:loan", loan.ulid)
            except ArchiveError as refusal:
                form.add_error(None, f"{refusal} {refusal.remedy()}")
                status = refusal.http_status
    return render(request, "storerooms/lend.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def loan(request: ReadingRequest, ulid: str) -> HttpResponse:
    """A loan; whoever keeps the stores takes papers back here, those that are ticked, or prolongs it."""
    page = loan_page(ulid, request.scope, today=timezone.localdate())
    if page is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, page)
    require(request.actor, Right.KEEP_STORES, page.loan.institution_id)
    form = ProlongForm(request.POST) if "due" in request.POST else None
    if form is not None and not form.is_valid():
        return _shown(request, page, status=400, form=form)
    try:
        if form is not None:
            due, today = form.cleaned_data["due"], timezone.localdate()
            prolong_loan(actor=request.actor, loan=page.loan, due=due, today=today)
            messages.success(request, _("Saved."))
        else:
            items = [int(each) for each in request.POST.getlist("item") if each.isdecimal() and len(each) < 16]
            note = request.POST.get("note", "")[:200]
            count = take_papers_back(actor=request.actor, loan=page.loan, items=items, note=note)
            messages.success(request, _("%(count)s papers are back.") % {"count": count})
    except ArchiveError as refusal:
        return _shown(request, page, status=refusal.http_status, refusal=refusal)
    return redirect("storerooms:loan", ulid)


def _shown(
    request: ReadingRequest,
    page: LoanPage,
    *,
    status: int = 200,
    refusal: ArchiveError | None = None,
    form: ProlongForm | None = None,
) -> HttpResponse:
    may = request.actor.may(Right.KEEP_STORES, page.loan.institution_id)
    form = form or ProlongForm(initial={"due": page.loan.due})
    context = {"page": page, "loan": page.loan, "may": may, "refusal": refusal, "form": form}
    return render(request, "storerooms/loan.html", context, status=status)
