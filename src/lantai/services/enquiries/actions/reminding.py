"""Applicants are reminded of a term that is theirs: something to be supplied, copies that can be fetched no longer."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.actions import record as record_event
from lantai.base.audit.models import Event
from lantai.services.enquiries.actions.stepping import subject_of
from lantai.services.enquiries.actions.telling import tell
from lantai.services.enquiries.data import remind_days
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.copies import GIVEN, NOTHING
from lantai.services.enquiries.working_days import working_days

AT_ONCE = 200
"""So many cases are looked at in one go; the rest an hour later."""


def remind_of_terms(*, now: dt.datetime) -> int:
    """Hourly: once for each case and term. Gives how many were looked at.

    Who was asked for something is reminded some working days before the answer is due; who has not yet fetched what
    was given online, or the certificate that nothing was found, some days before it can be fetched no longer.
    """
    today = timezone.localdate(now)
    waits = Enquiry.objects.filter(state="more_asked", paused_on__isnull=False, next_on__gte=today)
    soon = waits.filter(next_on__lte=working_days().after(today, remind_days("supply")))
    given = Q(state__in=GIVEN, delivery="online") | Q(state=NOTHING)
    fetched = Enquiry.objects.filter(given, erased_at__isnull=True, online_until__gte=today)
    ends = fetched.filter(online_until__lte=today + dt.timedelta(days=remind_days("fetch")))
    done = 0
    for event, column, rows in (("remind_supply", "next_on", soon), ("remind_fetch", "online_until", ends)):
        new = rows.exclude(reminded_for=F(column)).select_related("institution")
        for enquiry in new.order_by(column, "pk")[:AT_ONCE]:
            _remind(event, column, enquiry)
            done += 1
    return done


@transaction.atomic
def _remind(event: str, column: str, enquiry: Enquiry) -> None:
    """Claimed by a conditional update: of two workers, one says it; where no way is set up, it counts as said."""
    until: dt.date = getattr(enquiry, column)
    mine = Enquiry.objects.filter(pk=enquiry.pk, state=enquiry.state, **{column: until}).exclude(reminded_for=until)
    if not mine.update(reminded_for=until) or (event == "remind_fetch" and _was_fetched(enquiry)):
        return
    if way := tell(event, enquiry, OPERATOR, day=until):
        data = {"number": enquiry.number, "of": event, "until": until.isoformat(), "way": way}
        record_event("enquiry:remind", actor=OPERATOR, subject=subject_of(enquiry), data=data)


def _was_fetched(enquiry: Enquiry) -> bool:
    """The row of a copy fetched is kept for a day only; the audit chain knows of it for good."""
    kind, ulid = subject_of(enquiry)
    return Event.objects.filter(verb="enquiry:fetch", subject_kind=kind, subject_id=ulid).exists()
