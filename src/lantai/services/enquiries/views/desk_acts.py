"""What the desk can do with a case: each act with its form and the words on its button."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings

from lantai.base.accounts.access import Actor
from lantai.base.accounts.middleware import ReadingRequest
from lantai.services.enquiries import actions
from lantai.services.enquiries.basket import needs_approval
from lantai.services.enquiries.data import transitions
from lantai.services.enquiries.forms import AskMoreForm, ConsultForm, DraftForm, Dressed, SendBackForm, contents
from lantai.services.enquiries.forms_behalf import AssignForm, SupplyForForm, WithdrawForForm, seen_form, told_form
from lantai.services.enquiries.forms_identity import RenewForm, ReviewForm, SeenForm
from lantai.services.enquiries.forms_matters import (
    CloseForm,
    DeliverForm,
    HandOverForm,
    MergeForm,
    NotFoundForm,
    PassOnForm,
    ReasonForm,
)
from lantai.services.enquiries.forms_rules import DecideForm, ProofsForm
from lantai.services.enquiries.granting import grants_copies
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.cases import (
    CaseSearch,
    colleagues,
    enquiry_numbered,
    search_beside,
    what_was_searched,
)
from lantai.services.enquiries.queries.lists import archives, counters_for, forming_units
from lantai.services.enquiries.queries.pages import EnquiryPage, records_at, records_found
from lantai.services.enquiries.rules import capacities
from lantai.services.enquiries.views.case import asked_again


@dataclass(frozen=True, slots=True)
class Act:
    """What an address performs. `made` gives the form for a page, empty or bound."""

    icon: str
    perform: Callable[[ReadingRequest, EnquiryPage, Any], object]
    made: Callable[..., forms.Form] = lambda page, *given: Dressed(*given)


@dataclass(frozen=True, slots=True)
class Offered:
    """As the page shows it. `is_next`: what usually comes now stands open."""

    name: str
    label: str
    icon: str
    form: forms.Form
    is_next: bool


def _take_on(request: ReadingRequest, page: EnquiryPage, form: Dressed) -> None:
    actions.take_on_enquiry(actor=request.actor, enquiry=page.enquiry)


def _ask_more(request: ReadingRequest, page: EnquiryPage, form: AskMoreForm) -> None:
    actions.ask_more(actor=request.actor, enquiry=page.enquiry, note=form.cleaned_data["note"])


def _consult(request: ReadingRequest, page: EnquiryPage, form: ConsultForm) -> None:
    said = form.cleaned_data
    actions.consult_unit(
        actor=request.actor, enquiry=page.enquiry, unit=form.chosen, question=said["question"],
        records=said["records"],
    )  # fmt: skip


def _stop_waiting(request: ReadingRequest, page: EnquiryPage, form: Dressed) -> None:
    actions.stop_waiting(actor=request.actor, enquiry=page.enquiry)


def _prepare(request: ReadingRequest, page: EnquiryPage, form: DraftForm) -> None:
    actions.prepare_decision(actor=request.actor, enquiry=page.enquiry, draft=form.draft())


def _send_back(request: ReadingRequest, page: EnquiryPage, form: SendBackForm) -> None:
    actions.send_back(actor=request.actor, enquiry=page.enquiry, why=form.cleaned_data["why"])


def _decide(request: ReadingRequest, page: EnquiryPage, form: DecideForm) -> None:
    actions.decide_enquiry(actor=request.actor, enquiry=page.enquiry, **form.cleaned_data)


def _look_at(request: ReadingRequest, page: EnquiryPage, form: ProofsForm) -> None:
    actions.look_at_proofs(actor=request.actor, enquiry=page.enquiry, seen=form.seen())


def _link(request: ReadingRequest, page: EnquiryPage, form: Dressed) -> None:
    """The records ticked, among those this officer's own search finds again, or that are of the case's archive."""
    ticked = set(request.POST.getlist("record")[:100])
    if "search" in request.POST:
        records = records_at(ticked, page.enquiry, request.actor)
        actions.mean_records(actor=request.actor, enquiry=page.enquiry, records=records)
        return
    found = records_found(request.POST.get("find", ""), page.enquiry, request.actor)
    records = [each for each in found if each.ulid in ticked]
    actions.mean_records(actor=request.actor, enquiry=page.enquiry, records=records)


def _unlink(request: ReadingRequest, page: EnquiryPage, form: Dressed) -> None:
    wanted = request.POST.get("record", "")
    for each in page.meant:
        if each.record.ulid == wanted:
            actions.unmean_record(actor=request.actor, enquiry=page.enquiry, record=each.record)


def _found(request: ReadingRequest, page: EnquiryPage, form: Dressed) -> None:
    actions.find_matter(actor=request.actor, enquiry=page.enquiry)


def _not_found(request: ReadingRequest, page: EnquiryPage, form: NotFoundForm) -> None:
    """What stands on the page as searched is searched once more: its number is not taken from the form."""
    search = search_beside(page.enquiry, request.actor, asked_again(request))
    said = form.cleaned_data
    searched = what_was_searched(search, more=said["more"], elsewhere=said["elsewhere"])
    actions.answer_not_found(actor=request.actor, enquiry=page.enquiry, searched=searched)


def _search_on(request: ReadingRequest, page: EnquiryPage, form: ReasonForm) -> None:
    actions.search_on(actor=request.actor, enquiry=page.enquiry, why=form.cleaned_data["why"])


def _deliver(request: ReadingRequest, page: EnquiryPage, form: DeliverForm) -> None:
    actions.deliver_enquiry(
        actor=request.actor, enquiry=page.enquiry, online_days=settings.DELIVERY_DAYS, **form.said()
    )


def _close(request: ReadingRequest, page: EnquiryPage, form: CloseForm) -> None:
    actions.close_enquiry(actor=request.actor, enquiry=page.enquiry, **form.cleaned_data)


def _extend(request: ReadingRequest, page: EnquiryPage, form: ReasonForm) -> None:
    actions.extend_term(actor=request.actor, enquiry=page.enquiry, why=form.cleaned_data["why"])


def _hand_over(request: ReadingRequest, page: EnquiryPage, form: HandOverForm) -> None:
    why = form.cleaned_data["why"]
    actions.hand_over_enquiry(actor=request.actor, enquiry=page.enquiry, to=form.chosen, why=why)


def _merge(request: ReadingRequest, page: EnquiryPage, form: MergeForm) -> None:
    said = form.cleaned_data
    into = enquiry_numbered(said["number"], request.actor)
    if into is None:
        raise actions.NotTheSameCase(number=said["number"])
    actions.merge_enquiry(actor=request.actor, enquiry=page.enquiry, into=into, why=said["why"])


def _pass_on(request: ReadingRequest, page: EnquiryPage, form: PassOnForm) -> None:
    actions.pass_on_enquiry(actor=request.actor, enquiry=page.enquiry, to=form.chosen, why=form.cleaned_data["why"])


def _passing_on(page: EnquiryPage, *given: Any) -> forms.Form:
    others = [each for each in archives() if each.code != page.enquiry.institution_id]
    return PassOnForm(*given, archives=others)


def _see(request: ReadingRequest, page: EnquiryPage, form: SeenForm) -> None:
    actions.check_document(actor=request.actor, enquiry=page.enquiry, **form.cleaned_data)


def _review(request: ReadingRequest, page: EnquiryPage, form: ReviewForm) -> None:
    actions.review_identity_document(actor=request.actor, enquiry=page.enquiry, **form.cleaned_data)


def _renew(request: ReadingRequest, page: EnquiryPage, form: RenewForm) -> actions.Filed:
    return actions.renew_code(actor=request.actor, enquiry=page.enquiry, **form.cleaned_data)


def _seen_form(page: EnquiryPage, *given: Any) -> forms.Form:
    return seen_form(page.enquiry, *given)


def supply_for(actor: Actor, enquiry: Enquiry, form: SupplyForForm) -> None:
    """For the desk, and the counter that took the case."""
    said = {**form.cleaned_data, "proofs": contents(form.cleaned_data["proofs"])}
    actions.supply_for_applicant(actor=actor, enquiry=enquiry, **said)


def _supply_for(request: ReadingRequest, page: EnquiryPage, form: SupplyForForm) -> None:
    supply_for(request.actor, page.enquiry, form)


def _assign(request: ReadingRequest, page: EnquiryPage, form: AssignForm) -> None:
    actions.assign_matter(actor=request.actor, enquiry=page.enquiry, matter=form.cleaned_data["matter"])


def _withdraw_for(request: ReadingRequest, page: EnquiryPage, form: WithdrawForForm) -> None:
    actions.withdraw_for_applicant(actor=request.actor, enquiry=page.enquiry, **form.cleaned_data)


def _handing_over(page: EnquiryPage, *given: Any) -> forms.Form:
    return HandOverForm(*given, people=colleagues(page.enquiry))


ACTS: Mapping[str, Act] = {
    "take_on": Act("check", _take_on),
    "found": Act("circle-check", _found),
    "deliver": Act("send", _deliver, lambda page, *given: DeliverForm(*given, counters=counters_for(page.enquiry))),
    "close": Act("check", _close, lambda page, *given: CloseForm(*given)),
    "decide": Act("check", _decide, lambda page, *given: DecideForm(*given, capacities=capacities(page.enquiry))),
    "prepare": Act("pencil", _prepare, lambda page, *given: DraftForm(*given, page=page)),
    "send_back": Act("arrow-back-up", _send_back, lambda page, *given: SendBackForm(*given)),
    "not_found": Act("search-off", _not_found, lambda page, *given: NotFoundForm(*given)),
    "ask_more": Act("message-report", _ask_more, lambda page, *given: AskMoreForm(*given)),
    "consult": Act("users", _consult, lambda page, *given: ConsultForm(*given, units=forming_units(), page=page)),
    "stop_waiting": Act("clock", _stop_waiting),
    "search_on": Act("search", _search_on, lambda page, *given: ReasonForm(*given)),
    "identity_review": Act("eye", _review, lambda page, *given: ReviewForm(*given)),
    "look_at": Act("list-check", _look_at, lambda page, *given: ProofsForm(*given, needed=page.proofs_needed)),
    "identity_counter": Act("id", _see, _seen_form),
    "supply_for": Act("pencil", _supply_for, lambda page, *given: told_form(SupplyForForm, page.enquiry, *given)),
    "assign": Act("list-check", _assign, lambda page, *given: AssignForm(*given)),
    "new_code": Act("refresh", _renew, lambda page, *given: RenewForm(*given)),
    "extend": Act("clock", _extend, lambda page, *given: ReasonForm(*given)),
    "hand_over": Act("users", _hand_over, _handing_over),
    "pass_on": Act("arrows-exchange", _pass_on, _passing_on),
    "withdraw_for": Act("x", _withdraw_for, lambda page, *given: told_form(WithdrawForForm, page.enquiry, *given)),
    "merge": Act("arrows-join", _merge, lambda page, *given: MergeForm(*given)),
    "link": Act("plus", _link),
    "unlink": Act("x", _unlink),
}
BESIDE = ("link", "unlink")
"""These stand beside the records, not among the others."""
COMES_NEXT = ("take_on", "found", "deliver", "close", "decide", "prepare", "send_back", "ask_more", "stop_waiting")
"""What usually comes now stands open; the others, which end or move a case, are folded."""


def offered(
    page: EnquiryPage,
    tried: Mapping[str, forms.Form],
    search: CaseSearch | None = None,
    *,
    only: Collection[str] = ACTS,
) -> list[Offered]:
    """Every act that is possible on this page; `tried`: the form that came back with errors.

    `only`: those which the page shows. A form costs what it offers: archives, forming units, colleagues.
    """
    known = transitions()
    names = [name for name in ACTS if name in page.may and name not in BESIDE and _is_ripe(name, page)]
    is_usual = bool(page.meant) or not page.enquiry.is_matter  # without a record a matter's case can only be refused
    first = next((name for name in names if name in COMES_NEXT and (is_usual or name != "prepare")), "")
    made = ((name, tried.get(name) or _fresh(name, page, search)) for name in names if name in only)
    return [
        Offered(name, known[name].label, ACTS[name].icon, form, name == first or name in tried) for name, form in made
    ]


def _is_ripe(name: str, page: EnquiryPage) -> bool:
    """Found without a record, or delivered without the approval it needs, would only be refused."""
    if name == "look_at":
        return bool(page.proofs_needed)
    if not page.enquiry.is_matter:
        return name != "deliver" or grants_copies(page.enquiry)
    waits = page.enquiry.state == "found" and needs_approval(page.enquiry)
    return {"found": bool(page.meant), "deliver": not waits}.get(name, True)


def _fresh(name: str, page: EnquiryPage, search: CaseSearch | None) -> forms.Form:
    form = ACTS[name].made(page)
    if name == "not_found" and search is not None:
        form.initial = {"search": search.address, "elsewhere": search.matter.also_label}
    return form
