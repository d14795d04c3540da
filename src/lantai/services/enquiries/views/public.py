"""The public page on unopened archives: who may use them and how, and the form. No account, nothing confirmed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.base.common.middleware import refused
from lantai.base.limits.senders import sender_of
from lantai.base.limits.waiting import Sending
from lantai.holdings.catalogue.applicants import applicants
from lantai.services.enquiries.actions import Filed, file_enquiry
from lantai.services.enquiries.data import clock, kept_days
from lantai.services.enquiries.forms import ApplyForm
from lantai.services.enquiries.queries.lists import archives
from lantai.services.enquiries.views.common import new_stamp, not_valid, ulid_of
from lantai.services.notices.channels.current import current_channels


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unopened(request: ReadingRequest) -> HttpResponse:
    """The guide and its form. Sent twice, it is one case: the form carries its own identifier, signed with its time."""
    kept = archives()
    form = ApplyForm(*((request.POST, request.FILES) if request.method == "POST" else ()), archives=kept)
    if request.method != "POST":
        return _page(request, form)
    ulid = ulid_of(request.POST.get("stamp", ""))
    if not ulid:
        form.refuse_stale()
    if form.is_valid() and ulid:
        if form.is_trapped:  # a machine filled in what people do not see: it is told that all is well
            return render(request, "enquiries/filed.html", {"filed": None})
        try:
            context = {"filed": _filed(request, form, ulid), "sends": bool(current_channels())}
            return render(request, "enquiries/filed.html", context)
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
            return refused(request, _page(request, form, refusal.http_status), refusal)
    return not_valid(request, _page(request, form, 400), form)


def _page(request: ReadingRequest, form: ApplyForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form, "stamp": new_stamp(), "archives": archives(), "applicants": applicants().values(),
        "take_on_days": clock("take_on"), "decide_days": clock("decide"), "keep_days": kept_days("personal_days"),
        "proof_days": kept_days("proofs_days"),
    }  # fmt: skip
    return render(request, "enquiries/unopened.html", context, status=status)


def _filed(request: ReadingRequest, form: ApplyForm, ulid: str) -> Filed:
    return file_enquiry(
        actor=request.actor, institution=form.chosen, application=form.application(), proofs=form.sent(),
        sending=Sending(sender_of(request), ulid, settings.ENQUIRIES_OF_ONE, settings.ENQUIRIES_OF_ALL),
    )  # fmt: skip
