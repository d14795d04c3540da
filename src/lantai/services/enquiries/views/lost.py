"""A lost code of a case replaced online. What fits no case is answered exactly as what does."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.base.common.middleware import refused, told_already
from lantai.base.limits.senders import sender_of
from lantai.base.limits.tries import Tries
from lantai.services.enquiries.actions import Lost, LostAsked, ask_lost_code, give_lost_code
from lantai.services.enquiries.forms_identity import CodeForm, LostForm
from lantai.services.enquiries.identity.providers import CODE_MINUTES
from lantai.services.enquiries.views.own_acts import code_limits
from lantai.services.notices.channels.current import current_channels

LOST = "enquiries_lost"
"""In the session: for which number a new code was asked for, and the token without which no code is good."""


def _tries() -> Tries:
    return Tries(settings.ENQUIRY_TRIES, settings.ENQUIRY_MINUTES)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: ReadingRequest) -> HttpResponse:
    """Number, contact, end of the document. Whatever was typed, the page that takes a code comes next."""
    form = LostForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, 400)
    said = Lost(**form.cleaned_data)
    try:
        asked = ask_lost_code(
            actor=request.actor, lost=said, sender=sender_of(request), limits=code_limits(), tries=_tries()
        )
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return refused(request, _page(request, form, refusal.http_status), refusal)
    request.session[LOST] = {"number": asked.number, "token": asked.token}
    return redirect("enquiries:lost_answer")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: ReadingRequest) -> HttpResponse:
    """The code that was sent; right, a new code of the case is shown, this once."""
    asked = request.session.get(LOST)
    if asked is None:
        return redirect("enquiries:lost")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, form, asked=asked["number"])
    if not form.is_valid():
        return _page(request, form, 400, asked=asked["number"])
    try:
        renewed = give_lost_code(
            actor=request.actor, asked=LostAsked(**asked), code=form.cleaned_data["code"], sender=sender_of(request),
            limits=code_limits(), tries=_tries(),
        )  # fmt: skip
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return refused(request, _page(request, form, refusal.http_status, asked=asked["number"]), refusal)
    if renewed is None:
        told_already(request)
        form.add_error(None, _("This is not the code that was sent, or its time is over, or none was sent."))
        return _page(request, form, 403, asked=asked["number"])
    request.session.cycle_key()
    del request.session[LOST]
    return render(request, "enquiries/lost.html", {"filed": renewed})


def _page(request: ReadingRequest, form: forms.Form, status: int = 200, *, asked: str = "") -> HttpResponse:
    context = {
        "form": form, "asked": asked, "sends": bool(current_channels()), "minutes": CODE_MINUTES,
        "most": settings.IDENTITY_CODES,
    }  # fmt: skip
    return render(request, "enquiries/lost.html", context, status=status)
