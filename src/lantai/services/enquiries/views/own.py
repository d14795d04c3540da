"""The applicant's own page, behind number and code: progress, answers, letters, complaint, withdrawal.

Without the code every number is answered alike, whether there is such a case or not.
"""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.base.common.middleware import refused, told_already
from lantai.base.limits.senders import sender_of
from lantai.base.limits.tries import Tries
from lantai.services.enquiries.actions import fetch_copy, open_own_page
from lantai.services.enquiries.forms import DoorForm
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.cases import searched_outside, searched_types
from lantai.services.enquiries.queries.copies import own_copies
from lantai.services.enquiries.queries.lists import authorities
from lantai.services.enquiries.queries.pages import own_enquiry, own_page
from lantai.services.enquiries.views.common import letter_answer, not_valid, note_closed, note_opened, opened_cases
from lantai.services.enquiries.views.login import login_set_up
from lantai.services.enquiries.views.own_acts import ACTS, IDENTITY, LOGIN, form_of
from lantai.services.notices.channels.current import current_channels


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: ReadingRequest) -> HttpResponse:
    """Number and code. Right, the session has a new key and holds this case for a while."""
    form = DoorForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _door(request, form)
    if not form.is_valid():
        return _door(request, form, 400)
    try:
        enquiry = open_own_page(
            actor=request.actor, number=form.cleaned_data["number"], code=form.cleaned_data["code"],
            sender=sender_of(request), tries=Tries(settings.ENQUIRY_TRIES, settings.ENQUIRY_MINUTES),
        )  # fmt: skip
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return refused(request, _door(request, form, refusal.http_status), refusal)
    if enquiry is None:
        told_already(request)
        form.add_error(None, _("Number and code do not belong together. Compare both with your receipt."))
        return _door(request, form, 403)
    request.session.cycle_key()
    note_opened(request.session, enquiry)
    return redirect("enquiries:own", enquiry.number)


def _door(request: ReadingRequest, form: DoorForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "sends": bool(current_channels())}
    return render(request, "enquiries/door.html", context, status=status)


def _own(request: ReadingRequest, number: str) -> Enquiry | None:
    enquiry = own_enquiry(number, opened_cases(request.session))
    if enquiry is not None:
        note_opened(request.session, enquiry)
    return enquiry


@never_cache
@require_safe
def enquiry(request: ReadingRequest, number: str) -> HttpResponse:
    """The page, or the door with the number as it was typed: nothing says whether there is such a case."""
    found = _own(request, number)
    if found is None:
        return _door(request, DoorForm(initial={"number": number[:40]}))
    return _shown(request, found)


@never_cache
@require_POST
def act(request: ReadingRequest, number: str, act: str) -> HttpResponse:
    """One act of the applicant; without the code the door, whatever the number."""
    found = _own(request, number)
    if found is None:
        return _door(request, DoorForm(initial={"number": number[:40]}), 403)
    if act not in ACTS or (act == LOGIN and login_set_up(request) is None):
        raise Http404
    form = form_of(act, found, request.POST, request.FILES)
    if not form.is_valid():
        return not_valid(request, _shown(request, found, tried={act: form}, status=400), form)
    try:
        if (onward := ACTS[act](request, found, form)) is not None:
            return onward
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return refused(request, _shown(request, found, tried={act: form}, status=refusal.http_status), refusal)
    messages.success(request, _("Saved."))
    return redirect("enquiries:own", number)


def _shown(
    request: ReadingRequest, found: Enquiry, *, tried: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    tried, without = tried or {}, set[str]() if login_set_up(request) else {LOGIN}
    page = own_page(found, timezone.localdate())
    copies, copies_outside = own_copies(found, timezone.localdate())
    offered = {name: tried.get(name) or form_of(name, found) for name in ACTS if name in page.may - without}
    context = {
        "page": page,
        "enquiry": found,
        "offered": offered,
        "proving": [(name, label, offered[name]) for name, label in IDENTITY if name in offered],
        "late": [form for name, form in tried.items() if name not in page.may],
        "tried": set(tried),
        "copies": copies,
        "copies_outside": copies_outside,
        "authorities": authorities(),
        "searched_types": searched_types(found),
        "searched_outside": searched_outside(found),
    }
    return render(request, "enquiries/own.html", context, status=status)


@never_cache
@require_safe
def letter(request: ReadingRequest, number: str, name: str) -> HttpResponse:
    """A letter of the case, to who has given its code; for everybody else there is none."""
    found = _own(request, number)
    if found is None:
        raise Http404
    return letter_answer(found, name)


@never_cache
@require_POST
def leave(request: ReadingRequest, number: str) -> HttpResponse:
    """Close the page on this device."""
    found = own_enquiry(number, opened_cases(request.session))
    if found is not None:
        note_closed(request.session, found)
    return redirect("enquiries:door")


@never_cache
@require_safe
def copy(request: ReadingRequest, number: str, ulid: str) -> HttpResponse:
    """A certified copy that was delivered online, to who has given the code; for everybody else there is none."""
    found = _own(request, number)
    if found is None:
        raise Http404
    content = fetch_copy(actor=request.actor, enquiry=found, certificate=ulid, most=settings.DELIVERY_FETCHES)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{ulid}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
