"""What an applicant can do on the own page: each act with its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.base.limits.senders import sender_of
from lantai.services.enquiries import actions
from lantai.services.enquiries.actions import CodeLimits
from lantai.services.enquiries.forms import ComplainForm, Dressed, SupplyForm, contents
from lantai.services.enquiries.forms_identity import AskCodeForm, CodeForm, LoginForm, PictureForm, RateForm
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.identity import ways_of
from lantai.services.enquiries.queries.lists import authorities
from lantai.services.enquiries.views.login import login_set_up, sent_off

LOGIN = "identity_login"


class WrongCode(ArchiveError):
    code = "enquiries.wrong_code"
    message = gettext_noop("This is not the code that was sent, or its time is over.")
    hint = gettext_noop("Compare it once more, or have another one sent.")
    http_status = 403


def code_limits() -> CodeLimits:
    return CodeLimits(settings.IDENTITY_CODES, settings.IDENTITY_CODES_OF_ALL, settings.IDENTITY_TRIES)


def _supply(request: ReadingRequest, enquiry: Enquiry, form: SupplyForm) -> None:
    said = form.cleaned_data
    actions.answer_enquiry(actor=request.actor, enquiry=enquiry, said=said["said"], proofs=contents(said["proofs"]))


def _withdraw(request: ReadingRequest, enquiry: Enquiry, _form: Dressed) -> None:
    actions.withdraw_enquiry(actor=request.actor, enquiry=enquiry)


def _complain(request: ReadingRequest, enquiry: Enquiry, form: ComplainForm) -> None:
    words = form.cleaned_data["words"]
    actions.file_complaint(actor=request.actor, enquiry=enquiry, authority=form.chosen, words=words)


def _ask_code(request: ReadingRequest, enquiry: Enquiry, form: AskCodeForm) -> None:
    actions.ask_identity_code(
        actor=request.actor, enquiry=enquiry, sender=sender_of(request), limits=code_limits(), **form.cleaned_data
    )


def _log_in(request: ReadingRequest, enquiry: Enquiry, form: LoginForm) -> HttpResponse:
    provider = login_set_up(request)
    if provider is None:
        raise Http404
    onward = actions.begin_login(
        actor=request.actor, enquiry=enquiry, provider=provider, agreed=form.cleaned_data["agreed"],
        most=settings.IDENTITY_LOGINS, sender=sender_of(request),
    )  # fmt: skip
    return sent_off(request, enquiry, onward)


def _give_code(request: ReadingRequest, enquiry: Enquiry, form: CodeForm) -> None:
    code = form.cleaned_data["code"]
    if not actions.give_identity_code(actor=request.actor, enquiry=enquiry, code=code, limits=code_limits()):
        raise WrongCode


def _send_picture(request: ReadingRequest, enquiry: Enquiry, form: PictureForm) -> None:
    said = form.cleaned_data
    actions.send_identity_document(
        actor=request.actor, enquiry=enquiry, document_kind=said["document_kind"], sent=contents([said["picture"]])[0],
        agreed=said["agreed"],
    )  # fmt: skip


def _rate(request: ReadingRequest, enquiry: Enquiry, form: RateForm) -> None:
    said = form.cleaned_data
    actions.rate_service(actor=request.actor, enquiry=enquiry, stars=int(said["stars"]), words=said["words"])


ACTS: Mapping[str, Callable[[ReadingRequest, Enquiry, Any], HttpResponse | None]] = {
    "supply": _supply,
    "withdraw": _withdraw,
    "complain": _complain,
    LOGIN: _log_in,
    "identity_ask": _ask_code,
    "identity_code": _give_code,
    "identity_document": _send_picture,
    "rate": _rate,
}
IDENTITY = (
    (LOGIN, _("Use the government login")),
    ("identity_ask", _("Have a code sent")),
    ("identity_code", _("Enter the code")),
    ("identity_document", _("Send a picture of your document")),
)
"""In the order of the page, with the words on their buttons."""


def form_of(name: str, enquiry: Enquiry, *given: Any) -> forms.Form:
    """Empty, or with what was sent."""
    if name == "complain":
        return ComplainForm(*given, authorities=authorities())
    if name == "identity_ask":
        return AskCodeForm(*given, ways=ways_of(enquiry))
    made = {
        "supply": SupplyForm,
        LOGIN: LoginForm,
        "identity_code": CodeForm,
        "identity_document": PictureForm,
        "rate": RateForm,
    }
    return made.get(name, Dressed)(*given)
