"""The public page on which anybody offers archives: no account, no third party, strict about what it takes."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.base.common.ids import PATTERN, new_ulid
from lantai.base.common.middleware import refused
from lantai.base.limits.senders import sender_of
from lantai.base.limits.waiting import Sending
from lantai.holdings.acquisitions.actions import offer_lead
from lantai.holdings.acquisitions.forms_public import DonateForm
from lantai.holdings.acquisitions.models import Lead
from lantai.holdings.acquisitions.queries.lists import archives, open_calls

SALT = "lantai.acquisitions.donate"
FASTEST, OLDEST = 3.0, 86400.0
"""Seconds between the page and its form coming back: machines are faster, and yesterday's page is opened anew."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def donate(request: ReadingRequest) -> HttpResponse:
    """The page and its form. Sent twice, it is one lead: the form carries its own identifier, signed with its time."""
    calls, kept = open_calls(timezone.localdate()), archives()
    context = {"calls": calls, "archives": kept, "stamp": _new_stamp()}
    form = DonateForm(request.POST if request.method == "POST" else None, archives=kept, calls=calls)
    if request.method != "POST":
        return render(request, "acquisitions/donate.html", {**context, "form": form})
    ulid = _ulid_of(request.POST.get("stamp", ""))
    if not ulid:
        form.refuse_stale()
    if form.is_valid() and ulid:
        if form.is_trapped:  # a machine filled in what people do not see: it is told that all is well
            return render(request, "acquisitions/donated.html", {"lead": None})
        try:
            return render(request, "acquisitions/donated.html", {"lead": _offered(request, form, ulid)})
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
            answer = render(request, "acquisitions/donate.html", {**context, "form": form}, status=refusal.http_status)
            return refused(request, answer, refusal)
    return render(request, "acquisitions/donate.html", {**context, "form": form}, status=400)


def _offered(request: ReadingRequest, form: DonateForm, ulid: str) -> Lead:
    return offer_lead(
        actor=request.actor, institution=form.chosen, offer=form.offer(call=form.answered),
        sending=Sending(sender_of(request), ulid, settings.OFFERS_OF_ONE, settings.OFFERS_OF_ALL),
    )  # fmt: skip


def _new_stamp() -> str:
    return signing.dumps({"id": new_ulid(), "at": timezone.now().timestamp()}, salt=SALT)


def _ulid_of(stamp: str) -> str:
    """The identifier of the form; empty when nobody here gave it out, or it is back too soon or too late."""
    try:
        said = signing.loads(stamp[:400], salt=SALT)
        age = timezone.now().timestamp() - float(said["at"])
        ulid = str(said["id"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return ""
    return ulid if FASTEST <= age <= OLDEST and PATTERN.fullmatch(ulid) else ""
