"""The archive's desk: the queue, one hand-over with everything, agreements."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.transfers.actions import (
    accept_handover,
    accept_with_issues,
    ask_cancel,
    box_papers,
    check_papers,
    close_handover,
    count_papers,
    end_agreement,
    order_handover_work,
    place_carrier,
    propose_agreement,
    report_missing,
    return_handover,
    sign_as_receiver,
    supervise_handover,
)
from lantai.holdings.transfers.forms import QueueForm, TermsForm
from lantai.holdings.transfers.models import Transfer, Way
from lantai.holdings.transfers.package import places_on_carriers
from lantai.holdings.transfers.paper_forms import FORMS, boxing_given, count_given, looks_given
from lantai.holdings.transfers.queries import WORK, Wanted, agreement_at, agreements_of, dossier, files_of, queue
from lantai.holdings.transfers.states import MISSING, Side, State, done_label
from lantai.holdings.transfers.views.common import Performer, found, paper_answer, perform, put_aside


@require_safe
@staff_page(Right.TAKE_IN)
def transfers(request: ReadingRequest) -> HttpResponse:
    form = QueueForm(request.GET)
    form.full_clean()
    wanted = Wanted(**{name: value for name, value in form.cleaned_data.items() if value})
    page = queue(request.actor, Side.ARCHIVE, wanted, page=request.GET.get("page", "1"), today=timezone.localdate())
    status = 200 if form.is_valid() else 400
    return render(request, "transfers/transfers.html", {"page": page, "form": form}, status=status)


@require_safe
@staff_page(Right.TAKE_IN)
def transfer(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The page; asked by htmx, only the progress. When it has ended, htmx is told to load the whole page again."""
    page = dossier(ulid, request.actor, Side.ARCHIVE, timezone.localdate())
    if page is None:
        raise Http404
    context = {"page": page, "transfer": page.transfer, "job": page.transfer.job}
    if request.htmx:  # type: ignore[attr-defined]
        answer = render(request, "transfers/transfer.html#progress", context)
        if not page.transfer.is_working:
            answer["HX-Refresh"] = "true"
        return answer
    asked = {offer.act: FORMS[offer.act]() for offer in page.offers if offer.act in FORMS}
    context |= {"files": files_of(page.transfer), "places": _places(page.transfer), **asked}
    return render(request, "transfers/transfer.html", context)


def _places(transfer: Transfer) -> list[str]:
    awaited = transfer.way == Way.CARRIER and transfer.state in (State.SUBMITTED, *MISSING)
    return places_on_carriers() if awaited else []


def _reason(request: ReadingRequest) -> str:
    return request.POST.get("reason", "")[:2000]


def _order(work: str) -> Performer:
    return lambda request, transfer: order_handover_work(actor=request.actor, transfer=transfer, work=work)


def _counted(request: ReadingRequest, transfer: Transfer) -> None:
    given, words = count_given(request.POST)
    count_papers(actor=request.actor, transfer=transfer, given=given, words=words)


ACTS: Mapping[str, Performer] = {
    "place": lambda request, transfer: place_carrier(
        actor=request.actor, transfer=transfer, path=request.POST.get("path", "")[:1000]
    ),
    **{work: _order(work) for work in sorted(WORK)},
    "count_papers": _counted,
    "check_papers": lambda request, transfer: check_papers(
        actor=request.actor, transfer=transfer, looks=looks_given(request.POST)
    ),
    "box_papers": lambda request, transfer: box_papers(
        actor=request.actor, transfer=transfer, asked=boxing_given(request.POST)
    ),
    "accept": lambda request, transfer: accept_handover(actor=request.actor, transfer=transfer),
    "accept_with_issues": lambda request, transfer: accept_with_issues(
        actor=request.actor, transfer=transfer, reason=_reason(request)
    ),
    "return": lambda request, transfer: return_handover(
        actor=request.actor, transfer=transfer, reason=_reason(request)
    ),
    "report_missing": lambda request, transfer: report_missing(
        actor=request.actor, transfer=transfer, reason=_reason(request)
    ),
    "ask_cancel": lambda request, transfer: ask_cancel(actor=request.actor, transfer=transfer, reason=_reason(request)),
    "sign_as_receiver": lambda request, transfer: sign_as_receiver(actor=request.actor, transfer=transfer),
    "supervise": lambda request, transfer: supervise_handover(actor=request.actor, transfer=transfer),
    "close": lambda request, transfer: close_handover(actor=request.actor, transfer=transfer),
    "seen": put_aside,
}


@require_POST
@staff_page(Right.TAKE_IN)
def act(request: ReadingRequest, ulid: str, act: str) -> HttpResponse:
    """One of the desk's acts, asked for by a button; counting, checking and storing are left to a worker."""
    transfer = found(request, ulid, Side.ARCHIVE)
    if act not in ACTS:
        raise Http404
    said = f"{transfer.number}: {done_label(act)}"
    if act in WORK:
        said = _("A worker has been asked; the bar below shows how far it is.")
    elif act == "seen":
        said = _("The reminder was put aside.")
    perform(request, transfer, ACTS[act], said)
    return redirect("transfers:transfer", ulid)


@require_safe
@staff_page(Right.TAKE_IN)
def paper(request: ReadingRequest, ulid: str, name: str, form: str) -> HttpResponse | FileResponse:
    return paper_answer(found(request, ulid, Side.ARCHIVE), name, form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.TAKE_IN)
def agreements(request: ReadingRequest) -> HttpResponse:
    """Agreements of the archive, and a form to propose one; a refusal comes back on it."""
    form = TermsForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        unit, fonds = form.cleaned_data["unit"], form.cleaned_data["fonds"]
        try:
            propose_agreement(actor=request.actor, unit=unit, fonds=fonds, terms=form.terms())
            return redirect("transfers:agreements")
        except ArchiveError as refusal:
            form.add_error("number", f"{refusal} {refusal.remedy()}")
    context = {"form": form, "agreements": agreements_of(request.actor, Side.ARCHIVE)[:200]}
    return render(request, "transfers/agreements.html", context, status=400 if form.errors else 200)


@require_POST
@staff_page(Right.TAKE_IN)
def end(request: ReadingRequest, ulid: str) -> HttpResponse:
    agreement = agreement_at(ulid, request.actor, Side.ARCHIVE)
    if agreement is None:
        raise Http404
    try:
        end_agreement(actor=request.actor, agreement=agreement)
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect("transfers:agreements")
