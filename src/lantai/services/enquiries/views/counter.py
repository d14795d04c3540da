"""The counter that took cases for other archives: what it may see of them, what it hands out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.services.certificates.keeping import kept_file
from lantai.services.enquiries import actions
from lantai.services.enquiries.data import transitions
from lantai.services.enquiries.forms_behalf import SupplyForForm, WithdrawForForm, seen_form, told_form
from lantai.services.enquiries.forms_identity import RenewForm, SeenForm
from lantai.services.enquiries.forms_matters import CloseForm, DeliverForm
from lantai.services.enquiries.forms_rules import ProofsForm
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.counter import CounterPage, counter_page, taken_sheet
from lantai.services.enquiries.views.desk_acts import Offered, supply_for


@dataclass(frozen=True, slots=True)
class CounterAct:
    """What the counter performs. `made` gives the form for a page, empty or bound; `is_next`: it stands open."""

    icon: str
    perform: Callable[[Actor, Enquiry, Any], object]
    made: Callable[..., forms.Form]
    is_next: bool = False


def _look_at(actor: Actor, enquiry: Enquiry, form: ProofsForm) -> None:
    actions.look_at_proofs(actor=actor, enquiry=enquiry, seen=form.seen())


def _deliver(actor: Actor, enquiry: Enquiry, form: DeliverForm) -> None:
    actions.deliver_enquiry(actor=actor, enquiry=enquiry, online_days=settings.DELIVERY_DAYS, **form.said())


def _close(actor: Actor, enquiry: Enquiry, form: CloseForm) -> None:
    actions.close_enquiry(actor=actor, enquiry=enquiry, **form.cleaned_data)


def _see(actor: Actor, enquiry: Enquiry, form: SeenForm) -> None:
    actions.check_document(actor=actor, enquiry=enquiry, **form.cleaned_data)


def _withdraw(actor: Actor, enquiry: Enquiry, form: WithdrawForForm) -> None:
    actions.withdraw_for_applicant(actor=actor, enquiry=enquiry, **form.cleaned_data)


def _renew(actor: Actor, enquiry: Enquiry, form: RenewForm) -> actions.Filed:
    return actions.renew_code(actor=actor, enquiry=enquiry, **form.cleaned_data)


def _of_case(made: Callable[..., forms.Form]) -> Callable[..., forms.Form]:
    """A form that is made for a case, made for its page."""
    return lambda page, *given: made(page.enquiry, *given)


ACTS: Mapping[str, CounterAct] = {
    "look_at": CounterAct(
        "list-check", _look_at, lambda page, *given: ProofsForm(*given[:1], needed=page.proofs_needed)
    ),
    "deliver": CounterAct("send", _deliver, lambda _page, *given: DeliverForm(*given), is_next=True),
    "close": CounterAct("check", _close, lambda _page, *given: CloseForm(*given), is_next=True),
    "supply_for": CounterAct("pencil", supply_for, _of_case(partial(told_form, SupplyForForm)), is_next=True),
    "identity_counter": CounterAct("id", _see, _of_case(seen_form)),
    "withdraw_for": CounterAct("x", _withdraw, _of_case(partial(told_form, WithdrawForForm))),
    "new_code": CounterAct("refresh", _renew, lambda _page, *given: RenewForm(*given)),
}


@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def taken(request: ReadingRequest) -> HttpResponse:
    """The newest first, all or only the open ones."""
    waiting = request.GET.get("all") != "1"
    sheet = taken_sheet(request.actor, waiting=waiting, place=request.GET.get("place", ""))
    context = {"sheet": sheet, "waiting": waiting, "today": timezone.localdate()}
    return render(request, "enquiries/taken.html", context)


@never_cache
@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def taken_case(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _shown(request, _page(request, ulid))


@never_cache
@require_POST
@staff_page(Right.HANDLE_ENQUIRIES)
def taken_act(request: ReadingRequest, ulid: str, act: str) -> HttpResponse:
    """One act of the counter; refused, the page comes back with the form and the reason."""
    page = _page(request, ulid)
    if act not in ACTS:
        raise Http404
    form = ACTS[act].made(page, request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, page, tried={act: form}, status=400)
    try:
        done = ACTS[act].perform(request.actor, page.enquiry, form)
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return _shown(request, _page(request, ulid), tried={act: form}, status=refusal.http_status)
    if isinstance(done, actions.Filed):  # a code, which is shown this once
        return render(request, "enquiries/entered.html", {"filed": done, "renewed": True, "at_counter": True})
    messages.success(request, _("Saved."))
    return redirect("enquiries:taken_case", ulid)


@never_cache
@require_POST
@staff_page(Right.HANDLE_ENQUIRIES)
def hand_out(request: ReadingRequest, ulid: str, document: str) -> HttpResponse:
    """A certificate with the seal of who issued it, to be printed here; each time is counted, with a line."""
    page = _page(request, ulid)
    content = _printed(request.actor, page, document)
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{document}.pdf"'
    return answer


def _printed(actor: Actor, page: CounterPage, document: str) -> bytes | None:
    """Of the holder, or of an archive outside the holder asked; None where the page lists no such one."""
    if theirs := next((each for each in page.from_outside if each.ulid == document), None):
        return theirs.hand_out(actor)
    chosen = next((each for each in page.prints if each.ulid == document), None)
    content = kept_file(chosen) if chosen else None
    if chosen is not None and content is not None:
        actions.hand_out_print(actor=actor, enquiry=page.enquiry, certificate=chosen)
    return content


def _page(request: ReadingRequest, ulid: str) -> CounterPage:
    page = counter_page(ulid, request.actor, timezone.localdate())
    if page is None:
        raise Http404
    return page


def _shown(
    request: ReadingRequest, page: CounterPage, *, tried: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    tried, known = tried or {}, transitions()
    offers = [
        Offered(name, known[name].label, act.icon, tried.get(name) or act.made(page), act.is_next or name in tried)
        for name, act in ACTS.items()
        if name in page.may and (name != "look_at" or page.proofs_needed)
    ]
    late = [form for name, form in tried.items() if name not in page.may]
    context = {"page": page, "enquiry": page.enquiry, "offers": offers, "late": late}
    return render(request, "enquiries/taken_case.html", context, status=status)
