"""The guide to matters (办事指南, 条例 33): what people come for, found in their own words, with a form for each."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.base.common.middleware import refused
from lantai.base.limits.senders import sender_of
from lantai.base.limits.waiting import Sending
from lantai.holdings.catalogue.record_types import label_of
from lantai.services.enquiries.actions import Filed, file_enquiry
from lantai.services.enquiries.data import clock, kept_days
from lantai.services.enquiries.forms_matters import MatterApplyForm
from lantai.services.enquiries.matters import Asking, Matter, guide, matters
from lantai.services.enquiries.meaning import guess_matters
from lantai.services.enquiries.queries.figures import figures_of
from lantai.services.enquiries.queries.lists import archives, authorities
from lantai.services.enquiries.views.common import new_stamp, not_valid, ulid_of
from lantai.services.enquiries.wishes import LONGEST, find_matters
from lantai.services.notices.channels.current import current_channels


@require_safe
def services(request: ReadingRequest) -> HttpResponse:
    """Every matter by group, and those that fit what somebody wants."""
    wish, known = request.GET.get("q", "").strip()[:LONGEST], guide()
    groups = [
        (label_of(labels), [each for each in known.matters.values() if each.group == code])
        for code, labels in known.groups.items()
    ]
    found = [match.matter for match in find_matters(wish, known.matters.values())]
    context = {
        "wish": wish,
        "found": found,
        "guessed": [] if found else guess_matters(wish, known.matters.values()),
        "groups": [(label, rows) for label, rows in groups if rows],
    }
    return render(request, "enquiries/services.html", context)


@require_safe
def service(request: ReadingRequest, code: str) -> HttpResponse:
    """One matter: who may ask, with what, how long it takes, what it costs, what comes back."""
    context = {"matter": _matter(code), "take_on_days": clock("take_on"), "archives": archives()}
    return render(request, "enquiries/service.html", context)


@require_safe
def rules(request: ReadingRequest) -> HttpResponse:
    """Conditions, scope and procedure of use in one page that can be hung up where people are received (条例 33)."""
    context = {
        "matters": guide().matters.values(), "archives": archives(), "authorities": authorities(),
        "take_on_days": clock("take_on"), "decide_days": clock("decide"), "extend_days": clock("extend"),
        "supply_days": clock("supply"), "lapse_days": clock("lapse"), "complaint_days": clock("complaint"),
        "keep_days": kept_days("personal_days"), "proof_days": kept_days("proofs_days"),
    }  # fmt: skip
    return render(request, "enquiries/rules.html", context)


@require_safe
def figures(request: ReadingRequest) -> HttpResponse:
    """How many came, how fast they were answered, and how: of a year."""
    known = archives()
    archive = next((each for each in known if each.code == request.GET.get("archive", "")), None)
    context = {"figures": figures_of(archive, timezone.localdate()), "archives": known, "archive": archive}
    return render(request, "enquiries/figures.html", context)


def _matter(code: str) -> Matter:
    found = matters().get(code)
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: ReadingRequest, code: str) -> HttpResponse:
    """The questions of a matter for one kind of applicant, which the address names. Nothing is looked up."""
    matter = _matter(code)
    asking = matter.asks(request.GET.get("as", ""))
    if asking is None:
        return redirect("enquiries:service", code) if request.method != "POST" else _no_kind(request, matter)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = MatterApplyForm(*given, matter=matter, asking=asking, archives=archives())
    if not given:
        return _page(request, form, matter, asking)
    ulid = ulid_of(request.POST.get("stamp", ""))
    if not ulid:
        form.refuse_stale()
    if form.is_valid() and ulid:
        try:
            filed = None if form.is_trapped else _filed(request, form, ulid)  # machines are told that all is well
            context = {"filed": filed, "lacking": form.lacking(), "sends": bool(current_channels())}
            return render(request, "enquiries/filed.html", context)
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
            return refused(request, _page(request, form, matter, asking, refusal.http_status), refusal)
    return not_valid(request, _page(request, form, matter, asking, 400), form)


def _no_kind(request: ReadingRequest, matter: Matter) -> HttpResponse:
    context = {"matter": matter, "take_on_days": clock("take_on"), "archives": archives()}
    return render(request, "enquiries/service.html", context, status=400)


def _page(
    request: ReadingRequest, form: MatterApplyForm, matter: Matter, asking: Asking, status: int = 200
) -> HttpResponse:
    context = {
        "form": form, "matter": matter, "asking": asking, "stamp": new_stamp(), "archives": archives(),
        "keep_days": kept_days("personal_days"), "proof_days": kept_days("proofs_days"),
    }  # fmt: skip
    return render(request, "enquiries/matter_form.html", context, status=status)


def _filed(request: ReadingRequest, form: MatterApplyForm, ulid: str) -> Filed:
    return file_enquiry(
        actor=request.actor, institution=form.chosen, application=form.application(), proofs=form.sent(),
        sending=Sending(sender_of(request), ulid, settings.ENQUIRIES_OF_ONE, settings.ENQUIRIES_OF_ALL),
    )  # fmt: skip
