"""An application that came without a matter, from a platform or in own words, is made a case of one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.services.enquiries.actions.answering import NotOfTheList
from lantai.services.enquiries.actions.stepping import NotNow, answer_due, step, subject_of, write_line
from lantai.services.enquiries.data import states, transitions
from lantai.services.enquiries.matters import GENERAL, matters
from lantai.services.enquiries.models import Enquiry, ServiceTally


@transaction.atomic
def assign_matter(*, actor: Actor, enquiry: Enquiry, matter: str) -> Enquiry:
    """From now on it is searched, answered and counted as a case of this matter; its term gets no longer by it.

    Raises `NotOfTheList`, `NotNow`.
    """
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    chosen = matters().get(matter)
    if chosen is None:
        raise NotOfTheList(value=matter)
    if not Enquiry.objects.filter(pk=enquiry.pk, matter=GENERAL).update(matter=chosen.code):
        enquiry.refresh_from_db()
        raise NotNow(act=transitions()["assign"].label, state=states()[enquiry.state].label)
    due_on = min(enquiry.due_on, answer_due(chosen.code, timezone.localdate()))
    done = step("assign", enquiry, due_on=due_on, next_on=min(enquiry.next_on, due_on))
    _count_as(done)
    write_line("assign", done, actor, note=chosen.labels["zh"])
    record_event("enquiry:assign", actor=actor, subject=subject_of(done), data={"matter": chosen.code})
    return done


def _count_as(enquiry: Enquiry) -> None:
    """It came as a case of this matter: what was answered of a matter must never be more than what came of it."""
    month = timezone.localdate(enquiry.made_at).replace(day=1)
    of_month: dict[str, Any] = {"institution_id": enquiry.institution_id, "month": month, "name": "filed"}
    ServiceTally.objects.filter(**of_month, matter=GENERAL, number__gt=0).update(number=F("number") - 1)
    row, _ = ServiceTally.objects.get_or_create(**of_month, matter=enquiry.matter)
    ServiceTally.objects.filter(pk=row.pk).update(number=F("number") + 1)
