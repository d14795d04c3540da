"""Pages of a record in the basket: which are to be copied, and what of one of them is masked."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.withholding.queries import page_digest
from lantai.services.enquiries import actions
from lantai.services.enquiries.forms_basket import MaskForm
from lantai.services.enquiries.models import Meant
from lantai.services.enquiries.queries.basket import chosen_view, meant_of
from lantai.services.enquiries.queries.masking import mask_view
from lantai.services.enquiries.queries.pages import EnquiryPage
from lantai.services.enquiries.views.screen import page_at


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.HANDLE_ENQUIRIES)
def pages(request: ReadingRequest, ulid: str, record: str) -> HttpResponse:
    """The pages of one record, to be ticked."""
    page, meant = _meant(request, ulid, record)
    refusal, status = None, 200
    if request.method == "POST":
        wanted = [int(each) for each in request.POST.getlist("page")[:600] if each.isascii() and each.isdigit()]
        try:
            actions.choose_pages(
                actor=request.actor, enquiry=page.enquiry, record=meant.record, pages=[n for n in wanted if n < 10**6]
            )
            return redirect("enquiries:desk", ulid)
        except ArchiveError as problem:
            refusal, status = problem, problem.http_status
    view = chosen_view(meant, request.actor.scope())
    context = {"page": page, "enquiry": page.enquiry, "view": view, "record": meant.record, "refusal": refusal}
    return render(request, "enquiries/desk_pages.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.HANDLE_ENQUIRIES)
def mask(request: ReadingRequest, ulid: str, record: str, position: int) -> HttpResponse:
    """One page: boxes are drawn on it, hints of other persons ticked."""
    page, meant = _meant(request, ulid, record)
    refusal: object = None
    status = 200
    if request.method == "POST":
        form = MaskForm(request.POST)
        try:
            if form.is_valid():
                actions.mask_page(
                    actor=request.actor, enquiry=page.enquiry, record=meant.record, page=position, boxes=form.boxes(),
                    spans=form.spans(),
                )  # fmt: skip
                return redirect("enquiries:desk", ulid)
            refusal, status = next(iter(form.non_field_errors()), None), 400
        except ArchiveError as problem:
            refusal, status = problem, problem.http_status
    digest = page_digest(meant.record_id, position)
    view = mask_view(page.enquiry, meant, position, scope=request.actor.scope(), digest=digest)
    context = {"page": page, "enquiry": page.enquiry, "view": view, "record": meant.record, "refusal": refusal}
    return render(request, "enquiries/desk_mask.html", context, status=status)


def _meant(request: ReadingRequest, ulid: str, record: str) -> tuple[EnquiryPage, Meant]:
    page = page_at(request, ulid)
    meant = meant_of(page, record)
    if meant is None:
        raise Http404
    return page, meant
