"""A case nobody answers ends by itself, is told, and is forgotten like every closed case."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.base.audit.models import Event
from lantai.services.enquiries.actions import (
    NotNow,
    answer_enquiry,
    ask_more,
    erase_what_is_due,
    file_complaint,
    lapse_enquiry,
    lapse_what_is_due,
)
from lantai.services.enquiries.data import clock
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.tests.factories import CLERK, PHONE, authority, taken_on
from lantai.services.enquiries.working_days import working_days
from lantai.services.notices.models import Notice

pytestmark = pytest.mark.django_db


def waiting(institution=None):
    return ask_more(actor=CLERK, enquiry=taken_on(institution), note="请补充户口簿")


def noon(day):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def test_it_ends_some_time_after_its_term_once_and_is_then_forgotten(settings):
    settings.NOTICE_SMS = "console"
    enquiry = waiting()
    last = working_days().after(enquiry.next_on, clock("lapse"))
    assert lapse_what_is_due(now=noon(last)) == 0

    assert [lapse_what_is_due(now=noon(last + dt.timedelta(days=1))) for _ in range(2)] == [1, 0]

    enquiry.refresh_from_db()
    assert (enquiry.state, bool(enquiry.closed_at), enquiry.answer) == ("lapsed", True, "")
    assert list(enquiry.steps.values_list("act", flat=True))[-2:] == ["lapse", "told_sms"]
    assert Notice.objects.filter(case=enquiry.number, event="lapsed").count() == 1
    assert PHONE not in str(list(Event.objects.values_list("data", flat=True)))
    with pytest.raises(NotNow):
        answer_enquiry(actor=OPERATOR, enquiry=enquiry, said="迟到的补充")
    erase_what_is_due(now=timezone.now() + dt.timedelta(days=370))
    enquiry.refresh_from_db()
    assert (enquiry.name, bool(enquiry.erased_at)) == ("", True)


def test_who_answered_or_complained_is_not_ended():
    archive = InstitutionFactory()
    enquiry, later = waiting(archive), noon(timezone.localdate() + dt.timedelta(days=200))
    stale = Enquiry.objects.get(pk=enquiry.pk)
    answer_enquiry(actor=OPERATOR, enquiry=enquiry, said="已补充")
    with pytest.raises(NotNow):
        lapse_enquiry(actor=OPERATOR, enquiry=stale, today=timezone.localdate(later))
    other = waiting(archive)
    assert lapse_what_is_due(now=later) == 1
    other.refresh_from_db()
    complaint = file_complaint(actor=OPERATOR, enquiry=other, authority=authority(), words="未收到通知")
    assert complaint.enquiry.state == "lapsed"
    assert lapse_what_is_due(now=later) == 0
