"""What applicants are told and reminded of by message, once for each term; what staff are reminded of on pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Role, actor_of
from lantai.base.accounts.tests.factories import InstitutionFactory, person
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.services.enquiries.actions import (
    Sent,
    answer_complaint,
    ask_more,
    consult_unit,
    hand_over_enquiry,
    mean_records,
    merge_enquiry,
    pass_on_enquiry,
    remind_of_terms,
    review_identity_document,
    send_identity_document,
    step_outside,
    withdraw_for_applicant,
)
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.mine import mine_of
from lantai.services.enquiries.sealed import Reachable
from lantai.services.enquiries.tests.factories import CLERK, PNG, complained, matter_case, taken_on
from lantai.services.notices.actions import send_notice
from lantai.services.notices.models import Notice

pytestmark = pytest.mark.django_db
EMAIL = "liu@example.test"


@pytest.fixture(autouse=True)
def by_mail(settings):
    settings.NOTICE_MAIL, settings.NOTICE_SMS = True, ""


def told():
    return list(Notice.objects.order_by("pk").values_list("event", flat=True))


def reachable(institution, **more):
    return matter_case(institution, contact=Reachable(email=EMAIL), **more)


def test_it_tells_of_a_picture_refused_and_of_a_case_that_goes_elsewhere():
    here, there = InstitutionFactory(), InstitutionFactory(code="LT02", name="青山县档案馆")
    enquiry = reachable(here)
    sent = Sent(PNG)
    send_identity_document(actor=OPERATOR, enquiry=enquiry, document_kind="id_card", sent=sent, agreed=True)
    review_identity_document(actor=CLERK, enquiry=enquiry, verdict="refused", reason="影像不清")
    enquiry = pass_on_enquiry(actor=CLERK, enquiry=enquiry, to=there, why="馆藏在彼")

    assert told() == ["taken_on", "document_refused", "passed_on"]
    send_notice(actor=OPERATOR, notice=Notice.objects.get(event="passed_on"))
    assert f"已转交青山县档案馆，由该馆于 {enquiry.due_on} 前答复" in mail.outbox[0].body
    assert "影像不清" not in mail.outbox[0].body


@pytest.mark.parametrize("end", ["found_there", "not_found_there"])
def test_it_tells_what_came_of_asking_outside(end):
    enquiry = step_outside("send_away", reachable(InstitutionFactory()), by=CLERK)
    step_outside(end, enquiry, by=CLERK)

    assert told()[1:] == ["sent_away", end.removesuffix("_there")]


def test_it_tells_that_the_archive_asked_certified_that_it_found_nothing():
    enquiry = step_outside("send_away", reachable(InstitutionFactory()), by=CLERK)
    until = timezone.localdate() + dt.timedelta(days=4)
    enquiry = step_outside("not_found_there", enquiry, by=CLERK, online_until=until, closed_at=timezone.now())

    assert told()[1:] == ["sent_away", "nothing_certified"]
    send_notice(actor=OPERATOR, notice=Notice.objects.latest("pk"))
    assert f"{until} 前下载" in mail.outbox[-1].body
    assert [remind_of_terms(now=timezone.now()) for _ in range(2)] == [1, 0]
    assert told()[-1] == "remind_fetch"


def test_it_tells_that_the_unit_is_asked_and_that_a_complaint_was_answered():
    record = RecordFactory()
    unit = record.fonds.institution
    enquiry = taken_on(unit, contact=Reachable(email=EMAIL))
    mean_records(actor=CLERK, enquiry=enquiry, records=[record])
    consult_unit(actor=CLERK, enquiry=enquiry, unit=unit, question="可否提供？", records=[record.ulid])
    complaint = complained(record)
    Enquiry.objects.filter(pk=complaint.enquiry_id).update(contact=enquiry.contact)
    complaint.enquiry.refresh_from_db()
    answer_complaint(actor=OPERATOR, complaint=complaint, outcome="rejected", answer="程序合规")

    assert told() == ["taken_on", "unit_asked", "complaint_answered"]


def test_it_tells_that_a_case_ends_in_another_and_that_somebody_withdrew_it():
    archive = InstitutionFactory()
    one, two = reachable(archive), reachable(archive)
    Notice.objects.all().delete()

    merge_enquiry(actor=CLERK, enquiry=two, into=one, why="同一申请重复提交")
    withdraw_for_applicant(actor=CLERK, enquiry=one, channel="phone", who="柳小澜")

    assert list(Notice.objects.order_by("pk").values_list("case", "event")) == [
        (two.number, "merged"), (one.number, "withdrawn_for"),
    ]  # fmt: skip
    send_notice(actor=OPERATOR, notice=Notice.objects.get(event="withdrawn_for"))
    assert "如果不是您" in mail.outbox[-1].body
    assert "柳小澜" not in mail.outbox[-1].body


def test_it_reminds_once_of_each_term_and_not_of_what_was_fetched():
    archive, today = InstitutionFactory(), timezone.localdate()
    ask_more(actor=CLERK, enquiry=reachable(archive), note="请补充户口簿")
    ends, fetched = reachable(archive), reachable(archive)
    later = today + dt.timedelta(days=4)
    Enquiry.objects.filter(pk__in=[ends.pk, fetched.pk]).update(state="closed", delivery="online", online_until=later)
    Event.objects.filter(subject_id=fetched.ulid).update(verb="enquiry:fetch")
    Notice.objects.all().delete()
    assert remind_of_terms(now=timezone.now()) == 2
    assert told() == ["remind_fetch"]

    Enquiry.objects.filter(state="more_asked").update(next_on=today)
    assert [remind_of_terms(now=timezone.now()) for _ in range(2)] == [1, 0]
    Enquiry.objects.filter(state="more_asked").update(next_on=today + dt.timedelta(days=1))
    assert remind_of_terms(now=timezone.now()) == 1

    assert told() == ["remind_fetch", "remind_supply", "remind_supply"]
    assert Event.objects.filter(verb="enquiry:remind").count() == 3
    assert {each.case for each in Notice.objects.all()} == {ends.number, Enquiry.objects.get(state="more_asked").number}


def test_staff_are_reminded_of_their_own_terms_and_of_what_was_handed_over(client, django_assert_num_queries):
    archive, today = InstitutionFactory(), timezone.localdate()
    officer = person(Role.ARCHIVIST, archive)
    late, handed, rests = (matter_case(archive) for _ in range(3))
    for each, why in ((late, "休假"), (handed, "熟悉该全宗"), (rests, "休假")):
        hand_over_enquiry(actor=CLERK, enquiry=each, to=officer, why=why)
    past = today - dt.timedelta(days=1)
    Enquiry.objects.filter(pk=late.pk).update(next_on=past)
    Enquiry.objects.filter(pk=rests.pk).update(next_on=past, paused_on=past)
    rests.refresh_from_db()
    ask_more(actor=actor_of(officer), enquiry=rests, note="请补充户口簿")

    actor = actor_of(officer)
    with django_assert_num_queries(2):
        mine = mine_of(actor, today)

    assert (mine.late, [each.number for each in mine.handed]) == (1, [late.number, handed.number])
    assert not mine_of(OPERATOR, today)
    client.force_login(officer)
    for name in ("enquiries", "board"):
        page = client.get(reverse(f"enquiries:{name}")).content.decode()
        assert "同事移交给您" in page
        assert "?late=1&amp;mine=1" in page
    soon = client.get(reverse("enquiries:enquiries"), {"soon": "1", "mine": "1"}).content.decode()
    assert f">{late.number}</a><br>" not in soon
