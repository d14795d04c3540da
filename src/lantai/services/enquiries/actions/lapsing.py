"""A case whose applicant was asked for more and never answered ends by itself, some time after the term."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.services.enquiries.actions.stepping import NotNow, step, subject_of, write_line
from lantai.services.enquiries.actions.telling import tell
from lantai.services.enquiries.data import clock, states, transitions
from lantai.services.enquiries.models import Complaint, Enquiry
from lantai.services.enquiries.working_days import working_days

ASKED, AT_ONCE = "more_asked", 200
"""So many cases are looked at in one go; the rest an hour later."""


@transaction.atomic
def lapse_enquiry(*, actor: Actor, enquiry: Enquiry, today: dt.date) -> Enquiry:
    """Close a case that waited long enough; the applicant is told, and may apply again or complain.

    Raises `NotNow` where it does not wait any more, or not long enough yet.
    """
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    enquiry.refresh_from_db()
    if enquiry.state != ASKED or not _has_lapsed(enquiry, today):
        raise NotNow(act=transitions()["lapse"].label, state=states()[enquiry.state].label)
    done = step("lapse", enquiry, closed_at=timezone.now(), paused_on=None)
    write_line("lapse", done, actor)
    tell("lapsed", done, actor)
    data = {"number": done.number, "until": done.next_on.isoformat()}
    record_event("enquiry:lapse", actor=actor, subject=subject_of(done), data=data)
    return done


def _has_lapsed(enquiry: Enquiry, today: dt.date) -> bool:
    return working_days().after(enquiry.next_on, clock("lapse")) < today


def lapse_what_is_due(*, now: dt.datetime) -> int:
    """Hourly; gives how many cases ended. A case whose complaint waits is left as it is."""
    today, done = timezone.localdate(now), 0
    complained = Complaint.objects.waiting().values("enquiry")
    before = today - dt.timedelta(days=clock("lapse"))
    rows = Enquiry.objects.filter(state=ASKED, next_on__lt=before, erased_at__isnull=True).exclude(pk__in=complained)
    for enquiry in rows.select_related("institution").order_by("next_on", "pk")[:AT_ONCE]:
        if not _has_lapsed(enquiry, today):
            continue
        try:
            lapse_enquiry(actor=OPERATOR, enquiry=enquiry, today=today)
            done += 1
        except NotNow:  # answered at this very moment
            continue
    return done
