"""Of what somebody of the staff is reminded, and why: by clocks alone, with nothing of who asks for what.

Three kinds of people: who handles enquiries, who answers for a unit that was asked, and who answers complaints.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.services.enquiries.models import Complaint, Enquiry, UnitConsent
from lantai.services.enquiries.queries.board import SOON
from lantai.services.enquiries.working_days import working_days

MOST = 200
"""So many of each kind for one person at most, those that press most."""
KINDS = ("staff_late", "staff_unit", "staff_extended", "staff_soon", "staff_asked", "staff_complaint")
"""Overdue · a unit has not answered in time · an extension ends soon · due soon · the own unit is asked · a complaint
waits. As the texts of notices call them."""


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
    """Everything one person is reminded of. Three queries at most."""
    if actor.user_id is None:
        return []
    return [*_cases(actor, today), *_questions(actor), *_complaints(actor)]


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
