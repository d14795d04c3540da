"""What can be done with an acquisition on its page: each act with its form, in the order in which they usually come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy as _

from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.acquisitions import actions, forms
from lantai.holdings.acquisitions.queries.lists import records_of_codes
from lantai.holdings.acquisitions.queries.things import AcquisitionPage
from lantai.holdings.acquisitions.states import TRANSITIONS, State
from lantai.holdings.acquisitions.views.common import Act, file_of


def _simply(act: Callable[..., object], **named: str) -> Callable[[ReadingRequest, AcquisitionPage, Any], object]:
    """An act that takes what its form says: `named` maps its arguments to methods or fields of the form."""

    def perform(request: ReadingRequest, page: AcquisitionPage, form: Any) -> object:
        given = {
            argument: getattr(form, name)() if hasattr(form, name) else form.cleaned_data[name]
            for argument, name in named.items()
        }
        return act(actor=request.actor, acquisition=page.acquisition, **given)

    return perform


def _sign(request: ReadingRequest, page: AcquisitionPage, form: forms.AgreeForm) -> object:
    scan = file_of(form, "scan")
    return actions.sign_agreement(actor=request.actor, acquisition=page.acquisition, terms=form.terms(), scan=scan)


def _add_condition(request: ReadingRequest, page: AcquisitionPage, form: forms.ConditionForm) -> object:
    if page.agreement is None:
        raise actions.NotNow(act=gettext("Add a condition"), state=page.acquisition.get_state_display())
    return actions.add_condition(actor=request.actor, agreement=page.agreement, term=form.term())


def _end_condition(request: ReadingRequest, page: AcquisitionPage, form: forms.EndForm) -> object:
    condition, why = form.conditions[form.cleaned_data["condition"]], form.cleaned_data["why"]
    evidence = file_of(form, "evidence")
    return actions.end_condition(actor=request.actor, condition=condition, why=why, evidence=evidence)


def _add_document(request: ReadingRequest, page: AcquisitionPage, form: forms.DocumentForm) -> object:
    file, said = file_of(form, "file"), form.cleaned_data
    return actions.add_document(
        actor=request.actor, acquisition=page.acquisition, kind=said["kind"], file=file or ("", b""),
        caption=said["caption"],
    )  # fmt: skip


def _link(request: ReadingRequest, page: AcquisitionPage, form: forms.LinkForm) -> object:
    records, unknown = records_of_codes(form.named(), page.acquisition)
    if unknown:
        raise actions.CodesUnknown(codes="、".join(unknown[:20]))
    return actions.link_records(actor=request.actor, acquisition=page.acquisition, records=records)


def _unlink(request: ReadingRequest, page: AcquisitionPage, form: forms.UnlinkForm) -> object:
    record, reason = form.records[form.cleaned_data["record"]], form.cleaned_data["reason"]
    return actions.unlink_record(actor=request.actor, acquisition=page.acquisition, record=record, reason=reason)


def _may(act: str) -> Callable[[AcquisitionPage], bool]:
    return lambda page: act in page.may


def _has_agreement(page: AcquisitionPage) -> bool:
    return page.agreement is not None


ACTS: Mapping[str, Act] = {
    "approve": Act(
        forms.ApproveForm, TRANSITIONS["approve"].label, "check", _may("approve"),
        _simply(actions.approve_acquisition, decision="decision"),
    ),
    "agree": Act(forms.AgreeForm, TRANSITIONS["agree"].label, "rubber-stamp", _may("agree"), _sign),
    "receive": Act(
        forms.ReceiveForm, TRANSITIONS["receive"].label, "archive", _may("receive"),
        _simply(actions.receive_acquisition, reception="reception"),
    ),
    "link": Act(forms.LinkForm, TRANSITIONS["link"].label, "link", _may("link"), _link),
    "certify": Act(
        forms.CertifyForm, _("Issue the certificate"), "file-text", lambda page: page.is_open_to_certificate,
        _simply(actions.issue_certificate, on="on", words="words"),
    ),
    "pay": Act(
        forms.PayForm, TRANSITIONS["pay"].label, "check",
        lambda page: "pay" in page.may and page.acquisition.price is not None and page.acquisition.paid_on is None,
        _simply(actions.enter_payment, on="on", note="note"),
    ),
    "item": Act(forms.ItemForm, TRANSITIONS["item"].label, "plus", _may("item"),
                _simply(actions.list_item, listed="listed")),
    "strike": Act(
        forms.StrikeForm, _("Take a line off the list"), "minus",
        lambda page: "item" in page.may and bool(page.items), _simply(actions.strike_item, position="position"),
        asks_page=True,
    ),
    "opinion": Act(forms.OpinionForm, TRANSITIONS["opinion"].label, "user", _may("opinion"),
                   _simply(actions.enter_opinion, said="said")),
    "condition": Act(forms.ConditionForm, _("Add a condition"), "lock", _has_agreement, _add_condition),
    "end": Act(
        forms.EndForm, _("End a condition"), "lock-open", lambda page: any(row.binds for row in page.terms),
        _end_condition, asks_page=True,
    ),
    "document": Act(forms.DocumentForm, _("Lay a file beside"), "upload", lambda page: True, _add_document),
    "renew": Act(
        forms.RenewForm, TRANSITIONS["renew"].label, "calendar",
        lambda page: "renew" in page.may and page.agreement is not None and page.agreement.term_ends is not None,
        _simply(actions.renew_deposit, until="until", note="note"),
    ),
    "unlink": Act(
        forms.UnlinkForm, TRANSITIONS["unlink"].label, "ban",
        lambda page: "unlink" in page.may and bool(page.links), _unlink, asks_page=True,
    ),
    "return": Act(
        forms.ReturnForm, TRANSITIONS["return"].label, "arrow-back-up",
        lambda page: "return" in page.may and page.acquisition.way.stays_owners,
        _simply(actions.return_deposit, on="on", to="to", reason="reason"),
    ),
    "refuse": Act(forms.ReasonForm, TRANSITIONS["refuse"].label, "x", _may("refuse"),
                  _simply(actions.refuse_acquisition, reason="reason")),
}  # fmt: skip


def next_of(page: AcquisitionPage) -> str:
    """What usually comes now, by state."""
    acquisition = page.acquisition
    if acquisition.state == State.PROPOSED:
        return "approve" if page.items else "item"
    if acquisition.state == State.APPROVED:
        return "agree" if acquisition.way.asks_agreement else "receive"
    return {State.AGREED.value: "receive", State.RECEIVED.value: "link"}.get(acquisition.state, "")
