"""Of what somebody of the staff is reminded, and why: by clocks alone, with nothing of who asks for what.

Four kinds of people: who handles enquiries, whose counter took a case for another archive, who answers for a unit that
was asked, and who answers complaints.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.services.certificates.models import Certificate
from lantai.services.enquiries.data import open_states
from lantai.services.enquiries.models import Complaint, Enquiry, Step, UnitConsent
from lantai.services.enquiries.queries.board import SOON
from lantai.services.enquiries.queries.mine import NOTHING_THERE, new_for
from lantai.services.enquiries.working_days import working_days

MOST = 200
"""So many of each kind for one person at most, those that press most."""
KINDS = (
    "staff_late", "staff_unit", "staff_extended", "staff_soon", "staff_handed", "staff_answered", "staff_taken_late",
    "staff_taken_soon", "staff_taken_ready", "staff_asked", "staff_complaint", "staff_nothing", "staff_taken_nothing",
)  # fmt: skip
"""Overdue · a unit has not answered in time · an extension ends soon · due soon · handed over by a colleague · a unit
or an archive outside has answered · of those the own counter took: overdue, due soon, with a certificate to be handed
out · the own unit is asked · a complaint waits · an archive outside has found nothing · nothing was found of what the
own counter took. As the texts of notices call them."""
NEWS = {"hand_over": "staff_handed", NOTHING_THERE: "staff_nothing"}
TOLD_FOR = dt.timedelta(days=30)
"""So long a counter is reminded that nothing was found, unless it closes the case."""


@dataclass(frozen=True, slots=True)
class Pressing:
    """One case with the term it is about; `archive`: in whose name it is told, `path`: where it is seen to."""

    enquiry: Enquiry
    kind: str
    until: dt.date
    archive: Institution
    number: str
    path: str


def pressing_for(actor: Actor, today: dt.date) -> list[Pressing]:
    """Everything one person is reminded of. Five queries at most; a case may be named by its term and as new."""
    if actor.user_id is None:
        return []
    return [
        *_cases(actor, today), *_new(actor), *_taken(actor, today), *_questions(actor), *_complaints(actor),
    ]  # fmt: skip


def _cases(actor: Actor, today: dt.date) -> list[Pressing]:
    """Those this person handles, those nobody handles yet, and those that wait for their approval.

    What rests waits for its applicant, and nobody is reminded of it.
    """
    if not any(map(actor.may, (Right.HANDLE_ENQUIRIES, Right.DECIDE_USE))):
        return []
    decides = actor.institutions_with(Right.DECIDE_USE)
    mine = Q(handler_id=actor.user_id) | Q(handler_id=None) | Q(state="prepared", institution__code__in=decides)
    soon = working_days().after(today, SOON)
    term = Q(next_on__lte=soon) | Q(due_on__lte=soon)
    rows = Enquiry.objects.of(actor).waiting().filter(mine, term, paused_on__isnull=True).select_related("institution")
    return [_told(each, today) for each in rows.order_by("next_on", "pk")[:MOST]]


def _told(enquiry: Enquiry, today: dt.date) -> Pressing:
    until = min(enquiry.next_on, enquiry.due_on)
    if enquiry.state == "consulting" and enquiry.next_on < today:
        kind, until = "staff_unit", enquiry.next_on
    elif until < today:
        kind = "staff_late"
    elif enquiry.extended_on is not None and until == enquiry.due_on:
        kind = "staff_extended"
    else:
        kind = "staff_soon"
    path = reverse("enquiries:enquiry", args=[enquiry.ulid])
    return Pressing(enquiry, kind, until, enquiry.institution, enquiry.number, path)


def _new(actor: Actor) -> list[Pressing]:
    """What a colleague handed over, and what a unit or an archive outside has answered: at once, whatever its term."""
    if not any(map(actor.may, (Right.HANDLE_ENQUIRIES, Right.DECIDE_USE))):
        return []
    return [
        Pressing(
            each, NEWS.get(each.news, "staff_answered"), min(each.next_on, each.due_on),
            each.institution, each.number, reverse("enquiries:enquiry", args=[each.ulid]),
        )
        for each in new_for(actor).select_related("institution")[:MOST]
    ]  # fmt: skip


def _taken(actor: Actor, today: dt.date) -> list[Pressing]:
    """What the own counter took and another archive has: who takes a case answers for it to who asked (首问负责).

    Those with a certificate that nobody has handed out here; those of which nothing was found, for a while, until they
    are closed; of the others, as of all cases, those whose term is near.
    """
    if not actor.may(Right.HANDLE_ENQUIRIES):
        return []
    soon = working_days().after(today, SOON)
    term = Q(next_on__lte=soon) | Q(due_on__lte=soon)
    near = Q(state__in=open_states(), paused_on__isnull=True) & term
    rows = Enquiry.objects.taken_for_others(actor).exclude(institution__code__in=_held(actor)).annotate(ready=_ready())
    nothing = Q(pk__in=Enquiry.objects.with_nothing().filter(answered_on__gte=today - TOLD_FOR).values("pk"))
    rows = rows.filter(near | nothing | Q(ready=True)).select_related("counter")
    return [_told_to_counter(each, today) for each in rows.order_by("next_on", "pk")[:MOST]]


def _held(actor: Actor) -> frozenset[str]:
    """Where this person is reminded of every case already."""
    return actor.institutions_with(Right.HANDLE_ENQUIRIES) | actor.institutions_with(Right.DECIDE_USE)


def _ready() -> Case:
    """Whether a certificate of the case, ours or of an archive outside, waits at the counter that took it."""
    ours = Certificate.objects.filter(
        case=OuterRef("number"), institution=OuterRef("institution"), state=Certificate.State.ISSUED
    )
    theirs = Step.objects.filter(enquiry=OuterRef("pk"), act="found_there")
    given = Step.objects.filter(enquiry=OuterRef("pk"), act="hand_out")
    waits = Q(pk__in=Enquiry.objects.at_counters().values("pk")) & (Exists(ours) | Exists(theirs)) & ~Exists(given)
    return Case(When(waits, then=True), default=False)


def _told_to_counter(enquiry: Any, today: dt.date) -> Pressing:
    until = min(enquiry.next_on, enquiry.due_on)
    kind = "staff_taken_late" if until < today else "staff_taken_soon"
    kind = "staff_taken_ready" if enquiry.ready else kind
    if enquiry.state == "not_found":
        kind, until = "staff_taken_nothing", enquiry.answered_on
    path = reverse("enquiries:taken_case", args=[enquiry.ulid])
    return Pressing(enquiry, kind, until, enquiry.counter, enquiry.number, path)


def _questions(actor: Actor) -> list[Pressing]:
    """What units are asked for which this person answers, from the first hour: they look into nothing of their own."""
    if not actor.may(Right.HAND_OVER):
        return []
    rows = UnitConsent.objects.of(actor).waiting().select_related("enquiry__institution")
    return [
        Pressing(
            each.enquiry, "staff_asked", each.due_on, each.enquiry.institution, each.enquiry.number,
            reverse("enquiries:consent", args=[each.ulid]),
        )
        for each in rows.order_by("due_on", "pk")[:MOST]
    ]  # fmt: skip


def _complaints(actor: Actor) -> list[Pressing]:
    if not actor.may(Right.ANSWER_COMPLAINTS):
        return []
    rows = Complaint.objects.of(actor).waiting().select_related("enquiry", "authority")
    return [
        Pressing(
            each.enquiry, "staff_complaint", each.due_on, each.authority, each.number,
            reverse("enquiries:complaint", args=[each.ulid]),
        )
        for each in rows.order_by("due_on", "pk")[:MOST]
    ]  # fmt: skip
