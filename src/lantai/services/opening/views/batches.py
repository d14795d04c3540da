"""Batches: all of them, and one with its people, steps, items and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.services.opening.actions import (
    advance_batch,
    answer_consent,
    approve_batch,
    ask_consent,
    decide_many,
    leave_out,
    name_people,
    put_delays_in_force,
    sum_up,
)
from lantai.services.opening.forms import AskForm, DecideForm, PeopleForm, ReplyForm, WordsForm
from lantai.services.opening.item_sheets import MOST_SHEETS, MOST_WRITTEN
from lantai.services.opening.models import Consent, ReviewBatch, Value
from lantai.services.opening.paper_subjects import papers_shown
from lantai.services.opening.papers import paper_names, sheet_form
from lantai.services.opening.queries.batches import Wanted, batch_page, batches_sheet
from lantai.services.opening.queries.letters import authorities, people_for
from lantai.services.opening.reviewing.queries.doors import is_seated
from lantai.services.opening.states import State
from lantai.services.opening.views.common import found_batch, performed, ticked


@require_safe
@staff_page(Right.READ_UNOPENED)
def batches(request: ReadingRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    sheet = batches_sheet(request.scope, place=request.GET.get("place", ""), state=state)
    context = {"sheet": sheet, "state": state, "states": State.choices}
    return render(request, "opening/batches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def batch(request: ReadingRequest, ulid: str) -> HttpResponse:
    """One batch; whose turn it is acts here."""
    found = found_batch(request, ulid)
    if request.method != "POST":
        return _shown(request, found)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    return act(request, found)


def _again(request: ReadingRequest, _found: ReviewBatch) -> HttpResponse:
    return redirect(request.get_full_path())


def _unfit(request: ReadingRequest, found: ReviewBatch, form: forms.Form, name: str) -> HttpResponse:
    """The page with the form as it was filled in, and what is wrong with it."""
    return _shown(request, found, status=400, **{name: form})


def _step(request: ReadingRequest, found: ReviewBatch) -> HttpResponse:
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _unfit(request, found, form, "words")
    code, words = request.POST.get("step", "")[:20], form.cleaned_data["words"]
    if code == "approve":
        performed(
            request, lambda: approve_batch(actor=request.actor, batch=found, text=words), _("Approved and in force.")
        )
    else:
        performed(request, lambda: advance_batch(actor=request.actor, batch=found, step=code, words=words), _("Saved."))
    return _again(request, found)


def _people(request: ReadingRequest, found: ReviewBatch) -> HttpResponse:
    form = PeopleForm(request.POST, people=people_for(found.institution))
    if not form.is_valid():
        return _unfit(request, found, form, "people_form")
    performed(request, lambda: name_people(actor=request.actor, batch=found, people=form.named()), _("Saved."))
    return _again(request, found)


def _decide(request: ReadingRequest, found: ReviewBatch) -> HttpResponse:
    form, positions = DecideForm(request.POST), ticked(request)
    if not form.is_valid():
        return _unfit(request, found, form, "decide")
    if not positions:
        messages.error(request, _("Nothing was ticked."))
        return _again(request, found)
    said = form.cleaned_data
    performed(
        request,
        lambda: decide_many(actor=request.actor, batch=found, positions=positions, **said),
        _("%(count)s items were decided.") % {"count": len(positions)},
    )
    return _again(request, found)


def _leave_out(request: ReadingRequest, found: ReviewBatch) -> HttpResponse:
    reason, positions = request.POST.get("note", "")[:400], ticked(request)
    performed(
        request,
        lambda: leave_out(actor=request.actor, batch=found, positions=positions, reason=reason),
        _("Taken out of the batch."),
    )
    return _again(request, found)


def _sum_up(request: ReadingRequest, found: ReviewBatch) -> HttpResponse:
    performed(request, lambda: sum_up(actor=request.actor, batch=found), _("Summed up where all agree."))
    return _again(request, found)


def _ask(request: ReadingRequest, found: ReviewBatch) -> HttpResponse:
    form = AskForm(request.POST, authorities=authorities())
    if not form.is_valid():
        return _unfit(request, found, form, "ask")
    said = form.cleaned_data
    performed(
        request,
        lambda: ask_consent(
            actor=request.actor, batch=found, number=said["number"], authority=form.chosen, name=said["name"]
        ),
        _("Asked for consent."),
    )
    return _again(request, found)


def _reply(request: ReadingRequest, found: ReviewBatch) -> HttpResponse:
    form = ReplyForm(request.POST)
    consent = found.consents.filter(state=Consent.State.ASKED).select_related("batch__institution", "authority").first()
    if consent is None:
        raise Http404
    if not form.is_valid():
        return _unfit(request, found, form, "reply")
    said = form.cleaned_data
    performed(
        request,
        lambda: answer_consent(
            actor=request.actor, consent=consent, granted=said["granted"] == "yes", number=said["number"],
            replied_on=said["replied_on"], text=said["words"],
        ),
        _("The reply was entered."),
    )  # fmt: skip
    return _again(request, found)


def _delay(request: ReadingRequest, found: ReviewBatch) -> HttpResponse:
    performed(request, lambda: put_delays_in_force(actor=request.actor, batch=found), _("The delays are in force."))
    return _again(request, found)


ACTS: Mapping[str, Callable[[ReadingRequest, ReviewBatch], HttpResponse]] = {
    "step": _step,
    "people": _people,
    "decide": _decide,
    "leave_out": _leave_out,
    "sum_up": _sum_up,
    "ask": _ask,
    "reply": _reply,
    "delay": _delay,
}


def _wanted(request: ReadingRequest) -> Wanted:
    asked = {name: request.GET.get(name, "")[:20] for name in ("stage", "value", "state")}
    return Wanted(**asked, disputed="disputed" in request.GET, sampled="sampled" in request.GET)


def _shown(request: ReadingRequest, found: ReviewBatch, *, status: int = 200, **given: object) -> HttpResponse:
    page = batch_page(found, request.actor, _wanted(request), place=request.GET.get("place", ""))
    plans = request.actor.may(Right.PLAN_OPENING, found.institution.code)
    granted = any(each.state == Consent.State.GRANTED for each in page.consents)
    waiting = found.state == State.AWAITING_CONSENT
    asked = any(each.state != Consent.State.REFUSED for each in page.consents)
    before_approval = found.state not in (State.PUBLISHED, State.AWAITING_CONSENT, State.CLOSED, State.CANCELLED)
    named = {office: getattr(found, f"{office}_id") for office in people_names()}
    context = {
        "page": page, "batch": found, "sheet": page.items, "values": Value, "plans": plans,
        "may_name": plans and (before_approval or waiting),
        "may_leave_out": plans and before_approval and found.state != State.APPROVAL,
        "may_ask": plans and waiting and not asked, "may_reply": plans and waiting and asked and not granted,
        "may_delay": waiting and granted and request.actor.user_id == found.approver_id,
        "is_seated": is_seated(found, request.actor), "may_sum_up": page.stage == "summary",
        "today": timezone.localdate(),
        "people_form": PeopleForm(people=people_for(found.institution), initial=named) if plans else None,
        "papers": papers_shown(
            paper_names(), letters=page.letters, consents=page.consents, notices=page.notices
        ),
        "sheet_form": sheet_form(), "written_from": range(1, max(found.items_count, 1) + 1, MOST_WRITTEN),
        "sheets_from": range(1, max(found.items_count, 1) + 1, MOST_SHEETS),
        "words": WordsForm(), "decide": DecideForm(), "ask": AskForm(authorities=authorities()), "reply": ReplyForm(),
    }  # fmt: skip
    return render(request, "opening/batch.html", {**context, **given}, status=status)


def people_names() -> tuple[str, ...]:
    return ("planner", "first_reviewer", "second_reviewer", "approver")
