"""Staff are reminded of terms: once of each, or once a day; by number and link, with nothing of who asks for what."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Role, actor_of
from lantai.base.accounts.actions import keep_contact
from lantai.base.accounts.contacts import Addresses
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.services.certificates.models import Certificate
from lantai.services.enquiries.actions import (
    Searched,
    answer_for_unit,
    answer_not_found,
    close_enquiry,
    extend_term,
    hand_out_print,
    hand_over_enquiry,
    remind_staff,
    step_outside,
    take_on_enquiry,
)
from lantai.services.enquiries.actions.reminding_staff import DIGEST
from lantai.services.enquiries.models import Enquiry, StaffReminder
from lantai.services.enquiries.queries.counter import taken_sheet
from lantai.services.enquiries.queries.mine import mine_of
from lantai.services.enquiries.queries.pressing import KINDS, pressing_for
from lantai.services.enquiries.tests.factories import asked, complained, filed_matter, taken_for, town
from lantai.services.notices.actions import send_notice
from lantai.services.notices.models import Notice
from lantai.services.notices.texts import texts

pytestmark = pytest.mark.django_db
EMAIL = "clerk@example.test"
MONDAY = timezone.make_aware(dt.datetime(2026, 11, 30, 9, 0))  # noqa: DTZ001 - made aware here


@pytest.fixture(autouse=True)
def by_mail(settings):
    settings.NOTICE_MAIL, settings.NOTICE_SMS, settings.PUBLIC_ADDRESS = True, "", "https://da.example.cn"


def clerk(archive, *, pace="at_once", role=Role.DESK_OFFICER):
    user = person(role, archive)
    keep_contact(actor=actor_of(user), user=user, addresses=Addresses(EMAIL), pace=pace)
    return user


def case_of(user, days, archive, **columns):
    """A case this person handles, due so many days from Monday."""
    enquiry = take_on_enquiry(actor=actor_of(user), enquiry=filed_matter(archive).enquiry)
    on = MONDAY.date() + dt.timedelta(days=days)
    Enquiry.objects.filter(pk=enquiry.pk).update(**({"next_on": on, "due_on": on} | columns))
    return enquiry


def told():
    return sorted(Notice.objects.exclude(event="taken_on").values_list("case", "event"))


def test_it_tells_once_of_each_term_by_number_and_link_alone():
    archive = InstitutionFactory()
    user = clerk(archive)
    soon, late, extended = (case_of(user, days, archive) for days in (1, -1, 2))
    case_of(user, 9, archive)
    case_of(user, -3, archive, paused_on=MONDAY.date())
    Enquiry.objects.filter(pk=extended.pk).update(extended_on=MONDAY.date())

    assert [remind_staff(now=MONDAY) for _ in range(2)] == [3, 0]

    assert told() == sorted(
        [(soon.number, "staff_soon"), (late.number, "staff_late"), (extended.number, "staff_extended")]
    )
    for notice in Notice.objects.filter(event__startswith="staff_"):
        send_notice(actor=OPERATOR, notice=notice)
    said = "\n".join(f"{letter.subject}\n{letter.body}" for letter in mail.outbox)
    assert {letter.to[0] for letter in mail.outbox} == {EMAIL}
    assert f"https://da.example.cn/staff/enquiries/{late.ulid}" in said
    assert not any(secret in said for secret in ("柳文澜", "程志远", "结婚"))
    events = Event.objects.filter(verb="enquiry:remind_staff")
    assert events.count() == 3
    assert EMAIL not in str(list(events.values_list("data", flat=True)))
    assert remind_staff(now=MONDAY + dt.timedelta(days=3)) == 2  # what was due soon is overdue now


def test_it_tells_that_a_unit_has_not_answered_and_who_approves_and_nobody_elsewhere():
    record = RecordFactory()
    archive = record.fonds.institution
    waits, prepared, unit = clerk(archive), clerk(archive, role=Role.USE_APPROVER), asked(archive, record)
    stranger = outsider()
    keep_contact(actor=actor_of(stranger), user=stranger, addresses=Addresses(EMAIL), pace="at_once")
    past = MONDAY.date() - dt.timedelta(days=1)
    Enquiry.objects.filter(pk=unit.enquiry_id).update(next_on=past, handler_id=waits.pk)
    draft = case_of(waits, 0, archive, state="prepared")

    remind_staff(now=MONDAY)

    number = Enquiry.objects.get(pk=unit.enquiry_id).number
    by = {(each.user_id, each.case, each.kind) for each in StaffReminder.objects.all()}
    assert by == {
        (waits.pk, number, "staff_unit"), (waits.pk, draft.number, "staff_soon"),
        (prepared.pk, draft.number, "staff_soon"),
    }  # fmt: skip


def test_it_tells_who_is_handed_a_case_and_whose_unit_has_answered_until_they_see_to_it():
    record = RecordFactory()
    archive = record.fonds.institution
    gives, takes = person(Role.DESK_OFFICER, archive), clerk(archive)
    handed, question = case_of(gives, 9, archive), asked(archive, record)
    far = MONDAY.date() + dt.timedelta(days=9)
    Enquiry.objects.filter(pk=question.enquiry_id).update(handler_id=takes.pk, next_on=far, due_on=far)
    hand_over_enquiry(actor=actor_of(gives), enquiry=handed, to=takes, why="休假")
    answer_for_unit(actor=OPERATOR, consent=question, answer="consents", words="")
    Enquiry.objects.filter(pk=question.enquiry_id).update(next_on=far)

    assert [remind_staff(now=MONDAY) for _ in range(2)] == [2, 0]

    number = question.enquiry.number
    assert told() == sorted([(handed.number, "staff_handed"), (number, "staff_answered")])
    mine = mine_of(actor_of(takes), MONDAY.date())
    assert [[each.number for each in shown] for shown in (mine.handed, mine.answered)] == [[handed.number], [number]]
    extend_term(actor=actor_of(takes), enquiry=Enquiry.objects.get(pk=handed.pk), why="材料较多")
    assert [each.kind for each in pressing_for(actor_of(takes), MONDAY.date())] == ["staff_answered"]


def test_a_case_of_the_day_is_named_once_though_it_is_late_and_new():
    archive = InstitutionFactory()
    gives, takes = person(Role.DESK_OFFICER, archive), clerk(archive, pace="daily")
    late = case_of(gives, -1, archive)
    hand_over_enquiry(actor=actor_of(gives), enquiry=late, to=takes, why="休假")

    assert remind_staff(now=MONDAY) == 1
    send_notice(actor=OPERATOR, notice=Notice.objects.get(event=DIGEST))
    assert mail.outbox[0].subject.startswith("1 件事项")
    assert mail.outbox[0].body.count(late.number) == 1


def test_it_tells_the_counter_that_took_a_case_of_its_terms_and_of_what_it_may_hand_out():
    record = RecordFactory()
    archive = record.fonds.institution
    at_town = clerk(town())
    stranger = outsider()
    keep_contact(actor=actor_of(stranger), user=stranger, addresses=Addresses(EMAIL), pace="at_once")
    days = (-1, 1, 9, 9, -1)
    late, soon, far, ready, left = (taken_for(archive) for _ in days)
    for enquiry, day in zip((late, soon, far, ready, left), days, strict=True):
        on = MONDAY.date() + dt.timedelta(days=day)
        Enquiry.objects.filter(pk=enquiry.pk).update(next_on=on, due_on=on)
    Enquiry.objects.filter(pk=ready.pk).update(state="found")
    Enquiry.objects.filter(pk=left.pk).update(state="delivered", delivery="partner")
    prints = [ready_certificate(archive, each.number) for each in (ready, left)]

    assert [remind_staff(now=MONDAY) for _ in range(3)] == [4, 0, 0]

    kinds = {"late": late, "soon": soon, "ready": ready}
    assert told() == sorted(
        [*((each.number, f"staff_taken_{kind}") for kind, each in kinds.items()), (left.number, "staff_taken_ready")]
    )
    told_of = Notice.objects.filter(event="staff_taken_late").get()
    assert told_of.institution_id == "LT31"
    send_notice(actor=OPERATOR, notice=told_of)
    assert f"https://da.example.cn{reverse('enquiries:taken_case', args=[late.ulid])}" in mail.outbox[0].body

    hand_out_print(actor=actor_of(at_town), enquiry=Enquiry.objects.get(pk=ready.pk), certificate=prints[0])
    left_ones = {each.number for each in pressing_for(actor_of(at_town), MONDAY.date())}
    assert left_ones == {late.number, soon.number, left.number}
    assert far.number not in left_ones


def test_it_tells_the_counter_and_who_handles_a_case_that_nothing_was_found_until_it_is_closed():
    archive = InstitutionFactory()
    at_town, handles = clerk(town()), clerk(archive)
    taken, away = taken_for(archive, name="石春草"), case_of(handles, 9, archive)
    taken = take_on_enquiry(actor=actor_of(handles), enquiry=taken)
    answer_not_found(actor=actor_of(handles), enquiry=taken, searched=Searched("结婚登记，程志远"))
    Enquiry.objects.filter(pk=taken.pk).update(answered_on=MONDAY.date())
    step_outside("send_away", away, by=actor_of(handles))
    assert [remind_staff(now=MONDAY) for _ in range(2)] == [1, 0]
    step_outside("not_found_there", away, by=OPERATOR, closed_at=timezone.now())
    Enquiry.objects.filter(pk=away.pk).update(next_on=MONDAY.date(), due_on=MONDAY.date())

    later = MONDAY + dt.timedelta(days=7)
    assert [remind_staff(now=now) for now in (MONDAY, MONDAY, later, later)] == [1, 0, 0, 0], "told once of each"

    by = {(each.user_id, each.case, each.kind) for each in StaffReminder.objects.all()}
    assert by == {(at_town.pk, taken.number, "staff_taken_nothing"), (handles.pk, away.number, "staff_nothing")}
    notice = Notice.objects.get(event="staff_taken_nothing")
    assert notice.institution_id == "LT31"
    send_notice(actor=OPERATOR, notice=notice)
    assert reverse("enquiries:taken_case", args=[taken.ulid]) in mail.outbox[0].body
    assert "石春草" not in mail.outbox[0].body
    assert taken in taken_sheet(actor_of(at_town), waiting=True, place="").items
    assert away in mine_of(actor_of(handles), MONDAY.date()).answered
    assert pressing_for(actor_of(at_town), MONDAY.date() + dt.timedelta(days=31)) == []

    for user, each in ((at_town, taken), (handles, away)):
        each.refresh_from_db()
        close_enquiry(actor=actor_of(user), enquiry=each, satisfaction="good", note="已告知")
        assert pressing_for(actor_of(user), MONDAY.date()) == []


def ready_certificate(archive, case):
    """Issued, as far as a list is concerned."""
    return Certificate.objects.create(
        institution=archive, number=f"{case}-1", kind="copy", state="issued", case=case, code_hash="0",
        issued_at=MONDAY, sha256="0" * 64, begun_by="经办人",
    )  # fmt: skip


def test_it_tells_once_a_working_day_of_all_together(django_assert_max_num_queries):
    archive = InstitutionFactory()
    user = clerk(archive, pace="daily")
    cases = [case_of(user, -1, archive) for _ in range(32)]
    saturday, early = MONDAY - dt.timedelta(days=2), MONDAY - dt.timedelta(hours=3)
    assert [remind_staff(now=now) for now in (saturday, early)] == [0, 0]
    with django_assert_max_num_queries(30):
        assert remind_staff(now=MONDAY) == 1
    assert remind_staff(now=MONDAY + dt.timedelta(hours=1)) == 0
    assert remind_staff(now=MONDAY + dt.timedelta(days=1)) == 1

    send_notice(actor=OPERATOR, notice=Notice.objects.filter(event="staff_digest").first())
    (letter,) = mail.outbox
    assert letter.subject.startswith("32 件事项")
    assert sum(each.number in letter.body for each in cases) == 30
    assert "柳文澜" not in letter.body
    assert set(StaffReminder.objects.values_list("until", flat=True)) == {MONDAY.date() + dt.timedelta(days=1)}


def test_it_tells_the_unit_that_is_asked_and_the_authority_of_a_complaint():
    record = RecordFactory()
    consent, complaint = asked(record.fonds.institution, record), complained(RecordFactory())
    officer = clerk(consent.unit, role=Role.UNIT_OFFICER)
    answers = clerk(complaint.authority, role=Role.AUTHORITY_OFFICER)

    assert [remind_staff(now=MONDAY) for _ in range(2)] == [2, 0]

    assert {(each.user_id, each.case, each.kind) for each in StaffReminder.objects.all()} == {
        (officer.pk, consent.enquiry.number, "staff_asked"), (answers.pk, complaint.number, "staff_complaint"),
    }  # fmt: skip
    for notice in Notice.objects.filter(event__startswith="staff_"):
        send_notice(actor=OPERATOR, notice=notice)
    said = "".join(letter.body for letter in mail.outbox)
    assert f"/handover/consents/{consent.ulid}" in said
    assert f"/staff/complaints/{complaint.ulid}" in said
    assert not any(secret in said for secret in ("柳文澜", record.title, consent.question, complaint.words))


def test_every_kind_has_its_words():
    assert {*KINDS, DIGEST} <= set(texts())


def test_it_tells_nobody_who_does_not_want_it_or_cannot_be_reached(settings):
    archive = InstitutionFactory()
    case_of(clerk(archive, pace="never"), -1, archive)
    gone = clerk(archive)
    case_of(gone, -1, archive)
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    mute = person(Role.DESK_OFFICER, archive)
    keep_contact(actor=actor_of(mute), user=mute, addresses=Addresses(phone="000-5550123"), pace="at_once")
    case_of(mute, -1, archive)
    assert remind_staff(now=MONDAY) == 0

    settings.NOTICE_MAIL = False
    clerk(archive)
    assert remind_staff(now=MONDAY) == 0
    assert told() == []
