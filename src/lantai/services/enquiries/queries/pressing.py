"""Of which open cases somebody of the staff is reminded, and why: by clocks alone, nothing of who asks for what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from lantai.base.accounts.access import Actor, Right
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.board import SOON
from lantai.services.enquiries.working_days import working_days

MOST = 200
"""So many cases of one person at most, those that press most."""
KINDS = ("staff_late", "staff_unit", "staff_extended", "staff_soon")
"""Overdue · a unit has not answered in time · an extension ends soon · due soon. As the texts of notices call them."""


@dataclass(frozen=True, slots=True)
class Pressing:
    """One case with the term it is about."""

    enquiry: Enquiry
    kind: str
    until: dt.date


def pressing_for(actor: Actor, today: dt.date) -> list[Pressing]:
    """Those this person handles, those nobody handles yet, and those that wait for their approval. One query.

    What rests waits for its applicant, and nobody is reminded of it.
    """
    if actor.user_id is None:
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
        return Pressing(enquiry, "staff_unit", enquiry.next_on)
    if until < today:
        return Pressing(enquiry, "staff_late", until)
    if enquiry.extended_on is not None and until == enquiry.due_on:
        return Pressing(enquiry, "staff_extended", until)
    return Pressing(enquiry, "staff_soon", until)
