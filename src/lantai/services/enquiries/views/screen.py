"""The desk of one case on one screen: its clues and clock, the search, the basket; and its papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.services.certificates.models import Certificate
from lantai.services.enquiries import actions
from lantai.services.enquiries.clues import clues_of
from lantai.services.enquiries.forms import Dressed
from lantai.services.enquiries.forms_basket import OrderForm
from lantai.services.enquiries.forms_matters import ALL_TYPES
from lantai.services.enquiries.matters import matters
from lantai.services.enquiries.queries.basket import Basket, basket_of, seals_to_use
from lantai.services.enquiries.queries.finding import DeskSearch, desk_search
from lantai.services.enquiries.queries.pages import EnquiryPage, enquiry_page, records_at
from lantai.services.enquiries.slips import RECEIPT, SLIP, receipt_as_pdf, slip_as_pdf
from lantai.services.enquiries.views.desk_acts import ACTS, Offered, offered

HERE = (
    "take_on", "found", "not_found", "prepare", "send_back", "decide", "consult", "stop_waiting", "deliver", "close",
    "hand_over", "look_at",
)  # fmt: skip
"""The acts of a case that stand on its desk; all of them stand on its own page."""


@never_cache
@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def desk(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _shown(request, page_at(request, ulid))


@never_cache
@require_POST
@staff_page(Right.HANDLE_ENQUIRIES)
def desk_act(request: ReadingRequest, ulid: str, act: str) -> HttpResponse:
    """One act from the desk; done, it comes back to the same search; refused, with the reason."""
    page = page_at(request, ulid)
    if act not in BASKET and act not in HERE:
        raise Http404
    form = _form(request, act, page)
    if not form.is_valid():
        return _shown(request, page, tried={act: form}, status=400)
    try:
        (BASKET.get(act) or ACTS[act].perform)(request, page, form)
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return _shown(request, page_at(request, ulid), tried={act: form}, status=refusal.http_status)
    if act not in ("put", "take"):
        messages.success(request, _("Saved."))
    back = reverse("enquiries:desk", args=[ulid])
    return redirect(f"{back}?{query}" if (query := _query(request.POST)) else back)


@never_cache
@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def paper(request: ReadingRequest, ulid: str, name: str) -> HttpResponse:
    """The slip with which paper is fetched, or the receipt the applicant signs."""
    page = page_at(request, ulid)
    basket = basket_of(page, request.actor, timezone.localdate())
    fetched = [item for item in basket.items if not item.pages.total]
    given = [each for each in basket.certificates if each.state == Certificate.State.ISSUED]
    if name == SLIP and fetched:
        content = slip_as_pdf(page.enquiry, fetched, request.actor.label)
    elif name == RECEIPT and given and not page.enquiry.erased_at:
        content = receipt_as_pdf(page.enquiry, given, request.actor.label)
    else:
        raise Http404
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{page.enquiry.number}-{name}.pdf"'
    return answer


def page_at(request: ReadingRequest, ulid: str) -> EnquiryPage:
    page = enquiry_page(ulid, request.actor, timezone.localdate())
    if page is None:
        raise Http404
    return page


def _put(request: ReadingRequest, page: EnquiryPage, form: Any) -> None:
    records = records_at([request.POST.get("record", "")[:26]], page.enquiry, request.actor)
    actions.mean_records(actor=request.actor, enquiry=page.enquiry, records=records)


def _take(request: ReadingRequest, page: EnquiryPage, form: Any) -> None:
    wanted = request.POST.get("record", "")
    record = next((each.record for each in page.meant if each.record.ulid == wanted), None)
    if record is None:
        raise actions.NotInBasket
    actions.unmean_record(actor=request.actor, enquiry=page.enquiry, record=record)


def _certify(request: ReadingRequest, page: EnquiryPage, form: Any) -> None:
    actions.certify_basket(actor=request.actor, enquiry=page.enquiry, order=form.order(_address(request)))


def _certify_nothing(request: ReadingRequest, page: EnquiryPage, form: Any) -> None:
    actions.certify_nothing_found(
        actor=request.actor, enquiry=page.enquiry, order=form.order(_address(request)),
        online_days=settings.DELIVERY_DAYS,
    )  # fmt: skip


BASKET: Mapping[str, Callable[[ReadingRequest, EnquiryPage, Any], None]] = {
    "put": _put,
    "take": _take,
    "certify": _certify,
    "certify_nothing": _certify_nothing,
}
ISSUING = ("certify", "certify_nothing")


def _address(request: ReadingRequest) -> str:
    """Where the pages of verification stand for others: as the settings say, else as this server was reached."""
    return str(settings.PUBLIC_ADDRESS or request.build_absolute_uri("/")).rstrip("/")


def _form(request: ReadingRequest, act: str, page: EnquiryPage) -> forms.Form:
    if act in ISSUING:
        return OrderForm(request.POST, seals=seals_to_use(page, request.actor))
    return ACTS[act].made(page, request.POST) if act in HERE else Dressed(request.POST)


def _query(said: Any) -> str:
    """The search somebody acted from, as it stood in the address."""
    known = {name: said.get(name, "")[:200] for name in ("q", "all", "after") if said.get(name)}
    return urlencode(known)


def _shown(
    request: ReadingRequest, page: EnquiryPage, *, tried: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    tried, said = tried or {}, request.POST if request.method == "POST" else request.GET
    enquiry, matter = page.enquiry, matters().get(page.enquiry.matter)
    search = desk_search(
        enquiry, request.actor, said.get("q"), every_type=said.get("all") == "1", after=said.get("after", "")[:5]
    )
    basket = basket_of(page, request.actor, timezone.localdate())
    offers = _offers(page, tried, search)
    shown = {each.name for each in offers} | ({*ISSUING} if basket.may_issue else set())
    context = {
        "page": page, "enquiry": enquiry, "search": search, "basket": basket, "offers": offers,
        "clues": clues_of(matter, enquiry.answers) if matter else [],
        "in_basket": {each.record_id for each in page.meant},
        "query": _query(said), "said": said,
        "order": next((form for name, form in tried.items() if name in ISSUING), None) or _order(page, basket),
        "issuing": next((name for name in ISSUING if name in page.may), ""),
        "late": [form for name, form in tried.items() if name not in shown],
    }  # fmt: skip
    # What htmx asked for is put in whatever its status says: a refusal must be read.
    return render(request, "enquiries/desk.html", context, status=200 if request.htmx else status)  # type: ignore[attr-defined]


def _order(page: EnquiryPage, basket: Basket) -> OrderForm:
    said = {"name": page.enquiry.name, "purpose": page.enquiry.purpose_label}
    return OrderForm(seals=basket.seals, initial=said)


def _offers(page: EnquiryPage, tried: Mapping[str, forms.Form], search: DeskSearch) -> list[Offered]:
    """As on the case's page; what was searched here goes with the answer that nothing was found."""
    offers = offered(page, tried, only=HERE)
    matter = matters().get(page.enquiry.matter)
    for each in offers:
        if each.name == "not_found" and matter and each.name not in tried:
            each.form.initial = {"search": _as_clues(search), "elsewhere": matter.also_label}
    return offers


def _as_clues(search: DeskSearch) -> str:
    """The search as the case's own page would ask it (`cases.FIELDS`)."""
    read = search.read
    said = {
        "name": read.name, "beside": read.beside, "unit": read.unit, "place": read.place, "born": read.born,
        "year_from": read.year_from, "year_to": read.year_to, "type": ALL_TYPES if search.every_type else "",
        "searched": "1",
    }  # fmt: skip
    return urlencode({name: value for name, value in said.items() if value not in ("", None)})
