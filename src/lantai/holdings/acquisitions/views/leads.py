"""Leads: the list, a new one, one with its notes; owners and their contact; and public calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.acquisitions import actions
from lantai.holdings.acquisitions.forms import (
    CallForm,
    Dressed,
    FollowForm,
    LeadForm,
    NoteForm,
    PartyForm,
    ReasonForm,
    TakeUpForm,
)
from lantai.holdings.acquisitions.queries.lists import calls_of, institutions_of, lead_sheet
from lantai.holdings.acquisitions.queries.things import LeadPage, call_at, lead_page, party_at
from lantai.holdings.acquisitions.states import OF_LEADS, LeadState
from lantai.holdings.acquisitions.views.common import Act, offered


def _take_up(request: ReadingRequest, page: LeadPage, form: TakeUpForm) -> str:
    lead = page.lead
    made = actions.propose_acquisition(
        actor=request.actor, institution=lead.institution, proposal=form.proposal(), lead=lead
    )
    return made.ulid


def _follow(request: ReadingRequest, page: LeadPage, form: FollowForm) -> None:
    actions.follow_lead(actor=request.actor, lead=page.lead, **form.cleaned_data)


def _note(request: ReadingRequest, page: LeadPage, form: NoteForm) -> None:
    actions.note_on_lead(actor=request.actor, lead=page.lead, **form.cleaned_data)


def _decline(request: ReadingRequest, page: LeadPage, form: ReasonForm) -> None:
    actions.decline_lead(actor=request.actor, lead=page.lead, reason=form.cleaned_data["reason"])


def _reopen(request: ReadingRequest, page: LeadPage, form: Dressed) -> None:
    actions.reopen_lead(actor=request.actor, lead=page.lead)


ACTS: Mapping[str, Act] = {
    "follow": Act(FollowForm, OF_LEADS["follow"].label, "user", lambda page: "follow" in page.may, _follow),
    "note": Act(NoteForm, gettext_lazy("Write a visit or call down"), "pencil", lambda page: True, _note),
    "take_up": Act(TakeUpForm, OF_LEADS["take_up"].label, "check", lambda page: "take_up" in page.may, _take_up),
    "decline": Act(ReasonForm, OF_LEADS["decline"].label, "x", lambda page: "decline" in page.may, _decline),
    "reopen": Act(Dressed, OF_LEADS["reopen"].label, "arrow-back-up", lambda page: "reopen" in page.may, _reopen),
}


@require_safe
@staff_page(Right.ACQUIRE)
def leads(request: ReadingRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in LeadState.values else ""
    sheet = lead_sheet(request.actor, state=state, place=request.GET.get("place", ""))
    context = {"sheet": sheet, "state": state, "states": LeadState.choices, "today": timezone.localdate()}
    return render(request, "acquisitions/leads.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.ACQUIRE)
def new_lead(request: ReadingRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    form = LeadForm(given, institutions=institutions_of(request.actor))
    status = 400 if given is not None else 200
    if given is not None and form.is_valid():
        said = form.cleaned_data
        try:
            lead = actions.enter_lead(
                actor=request.actor, institution=form.chosen, offer=form.offer(), source=said["source"],
                follower=said["follower"],
            )  # fmt: skip
            return redirect("acquisitions:lead", lead.ulid)
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
            status = refusal.http_status
    return render(request, "acquisitions/new_lead.html", {"form": form}, status=status)


@require_safe
@staff_page(Right.ACQUIRE)
def lead(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _shown(request, _page(request, ulid))


@require_POST
@staff_page(Right.ACQUIRE)
def lead_act(request: ReadingRequest, ulid: str, act: str) -> HttpResponse:
    """One act of a lead; taken up, the new acquisition is shown."""
    page = _page(request, ulid)
    if act not in ACTS:
        raise Http404
    form = ACTS[act].made(page, request.POST)
    if not form.is_valid():
        return _shown(request, page, tried={act: form}, status=400)
    try:
        made = ACTS[act].perform(request, page, form)
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return _shown(request, _page(request, ulid), tried={act: form}, status=refusal.http_status)
    messages.success(request, _("Saved."))
    return redirect("acquisitions:acquisition", made) if made else redirect("acquisitions:lead", ulid)


def _page(request: ReadingRequest, ulid: str) -> LeadPage:
    page = lead_page(ulid, request.actor)
    if page is None:
        raise Http404
    return page


def _shown(
    request: ReadingRequest, page: LeadPage, *, tried: Mapping[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    tried = tried or {}
    following = "follow" if page.lead.state == LeadState.NEW else "note"
    late = [form for name, form in tried.items() if not ACTS[name].offered(page)]
    offers = offered(ACTS, page, tried, following)
    context = {"page": page, "lead": page.lead, "offers": offers, "late": late, "today": timezone.localdate()}
    return render(request, "acquisitions/lead.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.ACQUIRE)
def party(request: ReadingRequest, ulid: str) -> HttpResponse:
    """What is known of an owner, without the contact; corrected here. A contact that is not given stays."""
    found = party_at(ulid, request.actor)
    if found is None:
        raise Http404
    given = request.POST if request.method == "POST" else None
    form = PartyForm(given, initial={"name": found.name, "kind": found.kind, "note": found.note})
    status = 400 if given is not None else 200
    if given is not None and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("name", "kind", "note")}
        try:
            actions.change_party(actor=request.actor, party=found, contact=form.contact() or None, **said)
            messages.success(request, _("Saved."))
            return redirect("acquisitions:party", ulid)
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
            status = refusal.http_status
    return render(request, "acquisitions/party.html", {"party": found, "form": form}, status=status)


@require_POST
@never_cache
@staff_page(Right.ACQUIRE)
def contact(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The contact, to who says why."""
    found = party_at(ulid, request.actor)
    if found is None:
        raise Http404
    page: dict[str, Any] = {"party": found, "contact": None, "refusal": None}
    try:
        page["contact"] = actions.reveal_contact(
            actor=request.actor, party=found, reason=request.POST.get("reason", "")[:400]
        )
    except ArchiveError as refusal:
        page["refusal"] = refusal
    refused = page["refusal"]
    return render(request, "acquisitions/contact.html", page, status=refused.http_status if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.ACQUIRE)
def calls(request: ReadingRequest) -> HttpResponse:
    """Public calls, and a form to publish one."""
    given = request.POST if request.method == "POST" else None
    form = CallForm(given, institutions=institutions_of(request.actor), initial={"opens": timezone.localdate()})
    if given is not None and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("title", "text", "opens", "closes")}
        try:
            actions.publish_call(actor=request.actor, institution=form.chosen, **said)
            messages.success(request, _("Saved."))
            return redirect("acquisitions:calls")
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
    context = {"form": form, "calls": calls_of(request.actor), "today": timezone.localdate()}
    return render(request, "acquisitions/calls.html", context, status=400 if form.errors else 200)


@require_POST
@staff_page(Right.ACQUIRE)
def end_call(request: ReadingRequest, ulid: str) -> HttpResponse:
    found = call_at(ulid, request.actor)
    if found is None:
        raise Http404
    try:
        actions.end_call(actor=request.actor, call=found)
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect("acquisitions:calls")
