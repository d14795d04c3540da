"""What the desk can do with a case: each act with its form and the words on its button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lantai.base.accounts.middleware import ReadingRequest
from lantai.services.enquiries import actions
from lantai.services.enquiries.data import transitions
from lantai.services.enquiries.forms import AskMoreForm, ConsultForm, DraftForm, Dressed, SendBackForm
from lantai.services.enquiries.queries.lists import forming_units
from lantai.services.enquiries.queries.pages import EnquiryPage, records_found


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


def _decide(request: ReadingRequest, page: EnquiryPage, form: Dressed) -> None:
    actions.decide_enquiry(actor=request.actor, enquiry=page.enquiry)


def _link(request: ReadingRequest, page: EnquiryPage, form: Dressed) -> None:
    """The records ticked, among those this officer's own search finds again."""
    ticked = set(request.POST.getlist("record")[:100])
    found = records_found(request.POST.get("find", ""), page.enquiry, request.actor)
    records = [each for each in found if each.ulid in ticked]
    actions.mean_records(actor=request.actor, enquiry=page.enquiry, records=records)


def _unlink(request: ReadingRequest, page: EnquiryPage, form: Dressed) -> None:
    wanted = request.POST.get("record", "")
    for each in page.meant:
        if each.record.ulid == wanted:
            actions.unmean_record(actor=request.actor, enquiry=page.enquiry, record=each.record)


ACTS: Mapping[str, Act] = {
    "take_on": Act("check", _take_on),
    "prepare": Act("pencil", _prepare, lambda page, *given: DraftForm(*given, page=page)),
    "decide": Act("check", _decide),
    "send_back": Act("arrow-back-up", _send_back, lambda page, *given: SendBackForm(*given)),
    "ask_more": Act("message-report", _ask_more, lambda page, *given: AskMoreForm(*given)),
    "consult": Act("users", _consult, lambda page, *given: ConsultForm(*given, units=forming_units(), page=page)),
    "stop_waiting": Act("clock", _stop_waiting),
    "link": Act("plus", _link),
    "unlink": Act("x", _unlink),
}
BESIDE = ("link", "unlink")
"""These stand beside the records, not among the others."""


def offered(page: EnquiryPage, tried: Mapping[str, forms.Form]) -> list[Offered]:
    """Every act that is possible on this page; `tried`: the form that came back with errors."""
    known = transitions()
    names = [name for name in ACTS if name in page.may and name not in BESIDE]
    made = ((name, tried.get(name) or ACTS[name].made(page)) for name in names)
    return [
        Offered(name, known[name].label, ACTS[name].icon, form, name == names[0] or name in tried)
        for name, form in made
    ]
