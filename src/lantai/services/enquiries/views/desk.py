"""The desk: the queue with its clocks, an application entered by staff, one case with everything that can be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.applicants import applicants
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.enquiries import actions
from lantai.services.enquiries.data import states
from lantai.services.enquiries.forms import EnterForm
from lantai.services.enquiries.forms_matters import ASKED, MatterEnterForm
from lantai.services.enquiries.matters import GENERAL, Matter, matters
from lantai.services.enquiries.panels import panels_of
from lantai.services.enquiries.queries.cases import perhaps_the_same
from lantai.services.enquiries.queries.counter import taken_at, taken_named
from lantai.services.enquiries.queries.holders import archives_for, archives_for_case, wanted_by
from lantai.services.enquiries.queries.lists import Asked, archives, enquiries_late, enquiry_sheet, handling
from lantai.services.enquiries.queries.mine import mine_of
from lantai.services.enquiries.queries.pages import EnquiryPage, enquiry_at, enquiry_page, proof_at, records_found
from lantai.services.enquiries.sealed import open_proof
from lantai.services.enquiries.views.case import beside_case, search_back
from lantai.services.enquiries.views.common import letter_answer
from lantai.services.enquiries.views.desk_acts import ACTS, offered
from lantai.services.enquiries.wishes import LONGEST, find_matters


@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def enquiries(request: ReadingRequest) -> HttpResponse:
    """The newest first, narrowed by state, matter, to one's own or to what is late."""
    state, today = request.GET.get("state", ""), timezone.localdate()
    state, late = state if state in states() else "", request.GET.get("late") == "1"
    place = request.GET.get("place", "")
    matter, mine = request.GET.get("matter", ""), request.GET.get("mine") == "1"
    matter = matter if matter in matters() or matter == GENERAL else ""
    soon = request.GET.get("soon") == "1"
    asked = Asked(state, matter, late=late, mine=mine, soon=soon, words=request.GET.get("q", "").strip()[:80])
    context = {
        "sheet": enquiry_sheet(request.actor, asked, today=today, place=place),
        "words": asked.words,
        "taken": taken_named(request.actor, asked.words) if asked.words else [],
        "number_late": enquiries_late(request.actor, today),
        "for_me": mine_of(request.actor, today),
        "state": state,
        "late": late,
        "matter": matter,
        "mine": mine,
        "matters": [
            *((code, each.label) for code, each in matters().items()),
            (GENERAL, _("Use of unopened archives")),
        ],
        "states": [(code, each.label) for code, each in states().items()],
        "today": today,
    }
    return render(request, "enquiries/enquiries.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.HANDLE_ENQUIRIES)
def new(request: ReadingRequest) -> HttpResponse:
    """What was told at the counter, by letter or telephone. The code is shown once, to be written on the receipt.

    `matter` and `as` in the address: with the questions of this matter for this kind of applicant. `q`: what somebody
    came for in their own words, by which the matter is found.
    """
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    matter, form = _entering(request, given)
    asks_where = "where" in request.POST
    status = 400 if given and not asks_where else 200
    if given and not asks_where and form.is_valid():
        try:
            filed = actions.enter_enquiry(
                actor=request.actor, institution=form.chosen, application=form.application(), proofs=form.sent(),
                channel=form.cleaned_data["channel"], seen=form.cleaned_data["seen"], counter=form.counter_chosen,
                outside_number=form.cleaned_data["outside_number"],
            )  # fmt: skip
            told = {"filed": filed, "at_counter": bool(filed.enquiry.counter_id)}
            return render(request, "enquiries/entered.html", told)
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
            status = refusal.http_status
    context: dict[str, Any] = {
        "form": form, "matter": matter, "applicants": applicants().values(),
        "matters": [(code, each.label) for code, each in matters().items()],
    } | _wished(request, matter)  # fmt: skip
    if asks_where:
        said = {
            each.code: request.POST.get(ASKED + each.code, "")[:80] for each in (matter.questions if matter else ())
        }
        words = f"{request.POST.get('sought', '')[:2000]} {request.POST.get('clues', '')[:200]}"
        wanted = wanted_by(matter.code if matter else GENERAL, said, words)
        context |= {"may_hold": archives_for(wanted, request.actor), "asks_where": True}
        form.errors.clear()
    return render(request, "enquiries/new.html", context, status=status)


def _wished(request: ReadingRequest, matter: Matter | None) -> dict[str, Any]:
    """The matters that fit what somebody came for, as long as none is chosen."""
    wish, kind = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("as", "")
    if not wish or matter is not None:
        return {}
    found = [match.matter for match in find_matters(wish, matters().values())]
    return {"wish": wish, "found": found, "as": kind if kind in applicants() else "self"}


def _entering(request: ReadingRequest, given: tuple[Any, ...]) -> tuple[Matter | None, EnterForm]:
    matter, counters = matters().get(request.GET.get("matter", "")), handling(request.actor)
    offered = list({each.code: each for each in (*counters, *archives())}.values())
    asking = matter.asks(request.GET.get("as", "self")) if matter else None
    if matter is None or asking is None:
        return None, EnterForm(*given, archives=offered, counters=counters)
    return matter, MatterEnterForm(*given, matter=matter, asking=asking, archives=offered, counters=counters)


@never_cache
@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def enquiry(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _shown(request, _page(request, ulid))


@never_cache
@require_POST
@staff_page(Right.HANDLE_ENQUIRIES)
def act(request: ReadingRequest, ulid: str, act: str) -> HttpResponse:
    """One act, asked for by its form; refused, the page comes back with the form and the reason."""
    page = _page(request, ulid)
    if act not in ACTS:
        raise Http404
    form = ACTS[act].made(page, request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, page, tried={act: form}, status=400)
    try:
        done = ACTS[act].perform(request, page, form)
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return _shown(request, _page(request, ulid), tried={act: form}, status=refusal.http_status)
    if isinstance(done, actions.Filed):  # a code, which is shown this once
        return render(request, "enquiries/entered.html", {"filed": done, "renewed": True})
    messages.success(request, _("Saved."))
    if act == "pass_on" and enquiry_at(ulid, request.actor) is None:
        return _passed_on(request, ulid)
    back = reverse("enquiries:enquiry", args=[ulid])
    return redirect(f"{back}?{search_back(request)}" if act == "link" else back)


def _passed_on(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Another archive has it now: its counter sees it among those taken for others, everybody else not any more."""
    if taken_at(ulid, request.actor):
        return redirect("enquiries:taken_case", ulid)
    return redirect("enquiries:enquiries")


def _page(request: ReadingRequest, ulid: str) -> EnquiryPage:
    page = enquiry_page(ulid, request.actor, timezone.localdate())
    if page is None:
        raise Http404
    return page


def _shown(
    request: ReadingRequest, page: EnquiryPage, *, tried: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    tried = tried or {}
    words = request.GET.get("find", "")[:200]
    found = records_found(words, page.enquiry, request.actor) if "link" in page.may else []
    known = {each.record_id for each in page.meant}
    context: dict[str, Any] = {
        "page": page,
        "enquiry": page.enquiry,
        "words": words,
        "found": [each for each in found if each.pk not in known],
        "today": timezone.localdate(),
        "panels": panels_of(page.enquiry, request.actor),
    }
    if "merge" in page.may:
        context["alike"] = perhaps_the_same(page.enquiry)
    if page.enquiry.is_matter:
        context |= beside_case(request, page)
    if ("pass_on" in page.may and request.GET.get("where") == "1") or page.enquiry.state == "not_found":
        context |= {"may_hold": archives_for_case(page.enquiry, request.actor), "asks_where": True}
    context["offers"] = offers = offered(page, tried, context.get("search"))
    shown = {offer.name for offer in offers}
    context["late"] = [form for name, form in tried.items() if name not in shown]
    template = "enquiries/case.html" if page.enquiry.is_matter else "enquiries/enquiry.html"
    return render(request, template, context, status=status)


@never_cache
@require_POST
@staff_page(Right.HANDLE_ENQUIRIES)
def applicant(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Contact and document of the applicant, to who says why."""
    page = _page(request, ulid)
    context: dict[str, Any] = {"enquiry": page.enquiry, "contact": None, "document": "", "refusal": None}
    status = 200
    try:
        reason = request.POST.get("reason", "")[:400]
        shown = actions.reveal_applicant(actor=request.actor, enquiry=page.enquiry, reason=reason)
        context["contact"], context["document"] = shown
    except ArchiveError as refusal:
        context["refusal"], status = refusal, refusal.http_status
    return render(request, "enquiries/applicant.html", context, status=status)


@never_cache
@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def letter(request: ReadingRequest, ulid: str, name: str) -> HttpResponse:
    found = enquiry_at(ulid, request.actor)
    if found is None:
        raise Http404
    return letter_answer(found, name)


@never_cache
@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def proof(request: ReadingRequest, ulid: str, document: str) -> HttpResponse:
    """A proof as a download whatever it is, never as a page of ours. Each time is noted."""
    found = proof_at(ulid, document, request.actor)
    if found is None:
        raise Http404
    actions.note_proof_read(actor=request.actor, enquiry=found.enquiry, proof=found.ulid)
    content = open_proof(bytes(found.kept.sealed), person_keys())
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{found.ulid}.{found.ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
