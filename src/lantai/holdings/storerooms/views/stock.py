"""Stock-taking: the list, one with its findings, and the page for a phone that goes along the shelves."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right, require
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.storerooms.actions import begin_stock_taking, close_stock_taking, decide_line, mark_seen
from lantai.holdings.storerooms.forms_more import DecideForm
from lantai.holdings.storerooms.models import Place, StockLine
from lantai.holdings.storerooms.queries.house import place_named, place_page, scanned
from lantai.holdings.storerooms.queries.stock import StockPage, line_of, stock_page, stock_takings, workbook_of
from lantai.holdings.storerooms.stock_paper import stock_report

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@staff_page(Right.READ_UNOPENED)
def takings(request: ReadingRequest) -> HttpResponse:
    return render(
        request,
        "storerooms/stock_takings.html",
        {"sheet": stock_takings(request.scope, place=request.GET.get("place", ""))},
    )


@require_POST
@staff_page(Right.KEEP_STORES)
def begin(request: ReadingRequest, ulid: str) -> HttpResponse:
    page = place_page(ulid, request.scope)
    if page is None:
        raise Http404
    taking = begin_stock_taking(actor=request.actor, place=page.place)
    return redirect("storerooms:stock_scan", taking.ulid)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def taking(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The page; sent, it is closed."""
    page = _page(request, ulid)
    if request.method != "POST":
        return _shown(request, page)
    try:
        close_stock_taking(actor=request.actor, taking=page.taking)
    except ArchiveError as refusal:
        if refusal.http_status == 403:
            raise
        return _shown(request, page, refusal=refusal)
    return redirect("storerooms:stock_taking", ulid)


@require_POST
@staff_page(Right.KEEP_STORES)
def decide(request: ReadingRequest, ulid: str, number: int) -> HttpResponse:
    page, form = _page(request, ulid), DecideForm(request.POST)
    line = line_of(page.taking, number)
    if line is None:
        raise Http404
    if not form.is_valid():
        return _shown(request, page, status=400)
    try:
        decide_line(actor=request.actor, line=line, **form.cleaned_data)
    except ArchiveError as refusal:
        if refusal.http_status == 403:
            raise
        return _shown(request, page, refusal=refusal)
    answer = redirect("storerooms:stock_taking", ulid)
    if request.GET:  # on to the next finding of the same sheet
        answer["Location"] += f"?{request.GET.urlencode()}"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def scan(request: ReadingRequest, ulid: str) -> HttpResponse:
    """One field. The label of a shelf says where one stands; every other label was seen there."""
    page = _page(request, ulid)
    at = place_named(request.GET.get("at", "")[:200], request.scope)
    if request.method != "POST":
        return _scanning(request, page, at)
    require(request.actor, Right.KEEP_STORES, page.taking.institution_id)
    code = request.POST.get("code", "")[:400].strip()
    shelf = scanned(code, request.scope).place
    try:
        if shelf is None and at is not None and code:
            line = mark_seen(actor=request.actor, taking=page.taking, at=at, code=code)
            say = messages.success if line.state == "found" else messages.warning
            say(request, f"{line.code}: {line.state_label}")
        elif shelf is None:
            messages.warning(request, _("Scan the label of a shelf first."))
    except ArchiveError as refusal:
        if refusal.http_status == 403:
            raise
        return _scanning(request, page, at, refusal=refusal)
    here = shelf or at
    answer = redirect("storerooms:stock_scan", ulid)
    if here is not None:
        answer["Location"] += f"?at={quote(here.barcode)}"
    return answer


@require_safe
@staff_page(Right.READ_UNOPENED)
def report(request: ReadingRequest, ulid: str) -> HttpResponse:
    page = _page(request, ulid)
    answer = HttpResponse(workbook_of(page.taking), content_type=WORKBOOK)
    name = quote(f"清点-{page.taking.place.path}-{page.taking.begun_at:%Y%m%d}.xlsx")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@staff_page(Right.READ_UNOPENED)
def paper(request: ReadingRequest, ulid: str) -> FileResponse:
    """The report to be signed and filed."""
    taking = _page(request, ulid).taking
    name = f"清点报告-{taking.place.path}-{taking.begun_at:%Y%m%d}.pdf"
    answer = FileResponse(stock_report(taking).open("rb"), filename=name, content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _page(request: ReadingRequest, ulid: str) -> StockPage:
    asked = request.GET
    page = stock_page(ulid, request.scope, kind=asked.get("kind", ""), place=asked.get("place", ""))
    if page is None:
        raise Http404
    return page


def _scanning(
    request: ReadingRequest, page: StockPage, at: Place | None, *, refusal: ArchiveError | None = None
) -> HttpResponse:
    may = request.actor.may(Right.KEEP_STORES, page.taking.institution_id) and page.taking.closed_at is None
    context = {"page": page, "at": at, "refusal": refusal, "may": may}
    return render(request, "storerooms/stock_scan.html", context, status=refusal.http_status if refusal else 200)


def _shown(
    request: ReadingRequest, page: StockPage, *, refusal: ArchiveError | None = None, status: int = 200
) -> HttpResponse:
    may = request.actor.may(Right.KEEP_STORES, page.taking.institution_id) and page.taking.closed_at is None
    context = {"page": page, "may": may, "refusal": refusal, "decisions": StockLine.Decision.choices}
    code = refusal.http_status if refusal else status
    return render(request, "storerooms/stock_taking.html", context, status=code)
