"""Terms by how a case came; a case found again by number or name; a lost code replaced; who takes applications."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Role, actor_of
from lantai.base.accounts.models import RoleAssignment
from lantai.base.accounts.tests.factories import InstitutionFactory, person
from lantai.base.audit.models import Event
from lantai.base.limits.tries import Tries
from lantai.holdings.catalogue.actions import Person, enter_persons
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.services.enquiries.actions import (
    CodeNotRenewed,
    NotAnArchive,
    Searched,
    answer_not_found,
    ask_more,
    deliver_enquiry,
    find_matter,
    mean_records,
    open_own_page,
    pass_on_enquiry,
    renew_code,
    step_outside,
    takes_applications,
)
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.cases import perhaps_the_same
from lantai.services.enquiries.queries.dashboard import archives_of
from lantai.services.enquiries.queries.finding import desk_search
from lantai.services.enquiries.queries.lists import Asked, archives, cases_named, enquiry_sheet
from lantai.services.enquiries.sealed import Reachable
from lantai.services.enquiries.tests.factories import CLERK, filed, filed_matter, matter_case, taken_for, taken_on, town
from lantai.services.enquiries.working_days import working_days
from lantai.services.notices.actions import send_notice
from lantai.services.notices.models import Notice

pytestmark = pytest.mark.django_db


def in_days(number):
    return working_days().after(timezone.localdate(), number)


def test_the_counter_answers_the_same_day_and_what_goes_between_archives_has_its_own_term():
    archive, other = InstitutionFactory(), InstitutionFactory(code="LT02", name="青山县档案馆")
    at_counter, by_letter = matter_case(archive), matter_case(archive, channel="letter")
    assert (at_counter.due_on, by_letter.due_on) == (in_days(0), in_days(3))
    assert taken_for(archive).due_on == in_days(5)
    assert pass_on_enquiry(actor=CLERK, enquiry=at_counter, to=other, why="馆藏在彼").due_on == in_days(5)
    answer_not_found(actor=CLERK, enquiry=by_letter, searched=Searched("程志远"))
    Enquiry.objects.filter(pk=by_letter.pk).update(due_on=timezone.localdate() - dt.timedelta(days=9))
    by_letter.refresh_from_db()
    away = step_outside("send_away", by_letter, by=CLERK)

    assert (away.due_on, away.next_on) == (in_days(5), in_days(5))


def test_what_rests_is_overdue_nowhere(client):
    archive = InstitutionFactory()
    enquiry = ask_more(actor=CLERK, enquiry=matter_case(archive), note="请补充户口簿")
    Enquiry.objects.update(next_on=timezone.localdate() - dt.timedelta(days=3))
    client.force_login(person(Role.ARCHIVIST, archive))
    listed = reverse("enquiries:enquiries")

    assert not Enquiry.objects.late_on(timezone.localdate()).exists()
    assert enquiry.number not in client.get(listed, {"late": "1"}).content.decode()
    assert "state-failed" not in client.get(listed).content.decode()


def test_who_is_given_nothing_online_reads_of_no_day_and_the_counter_keeps_to_the_settings(client, settings):
    settings.NOTICE_MAIL, settings.NOTICE_SMS, settings.DELIVERY_DAYS = True, "", 7
    record = RecordFactory(opening_state="open")
    archive = record.fonds.institution
    enquiry = matter_case(archive, contact=Reachable(email="liu@example.test"))
    mean_records(actor=CLERK, enquiry=enquiry, records=[record])
    deliver_enquiry(actor=CLERK, enquiry=find_matter(actor=CLERK, enquiry=enquiry), way="counter", note="")
    send_notice(actor=OPERATOR, notice=Notice.objects.get(event="delivered"))
    assert "下载" not in mail.outbox[0].body

    case = taken_for(archive)
    Enquiry.objects.filter(pk=case.pk).update(state="found")
    client.force_login(person(Role.DESK_OFFICER, case.counter))
    address = reverse("enquiries:taken_act", args=[case.ulid, "deliver"])
    assert client.post(address, {"way": "online"}).status_code == 409
    assert client.post(address, {"way": "partner"}).status_code == 302


def test_a_case_is_found_again_by_number_or_name_by_an_index(client):
    archive, other = InstitutionFactory(), InstitutionFactory(code="LT02", name="青山县档案馆")
    mine, theirs, taken = matter_case(archive), matter_case(other), taken_for(archive, name="程志远")
    client.force_login(person(Role.ARCHIVIST, archive))

    def found(words):
        page = client.get(reverse("enquiries:enquiries"), {"q": words}).content.decode()
        return [each for each in (mine, theirs, taken) if f">{each.number}</a>" in page]

    assert found(mine.number.lower()) == [mine]
    assert found(mine.number[:9]) == [mine]
    assert found("程志远") == [taken]
    assert found(" 柳文澜 ") == [mine]
    assert found("柳文") == found(theirs.number) == found("%") == []
    client.force_login(person(Role.DESK_OFFICER, town()))
    assert found(taken.number) == [taken]
    if connection.vendor == "sqlite":
        with CaptureQueriesContext(
            connection,
        ) as asked:
            list(cases_named("LT01-LY"))
        assert len(asked) == 1
        for query in asked.captured_queries:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}".replace("%", "%%"), [])
                plan = " ".join(row[3] for row in cursor.fetchall())
            assert plan.count("SEARCH") == plan.count("COVERING INDEX") == 2
            assert "SCAN" not in plan


def test_a_case_is_found_however_many_newer_ones_there_are_of_that_name(django_assert_num_queries):
    archive, other = InstitutionFactory(), InstitutionFactory(code="LT02", name="青山县档案馆")
    oldest, theirs = matter_case(archive), matter_case(other)
    known = {name: getattr(theirs, name) for name in ("matter", "state", "consented_at", "next_on", "due_on", "name")}
    crowd = [
        Enquiry(institution=other, number=f"LT01-LY2031-{number:04d}", made_at=timezone.now(), **known)
        for number in range(260)
    ]
    Enquiry.objects.bulk_create(crowd)
    officer, today = actor_of(person(Role.ARCHIVIST, archive)), timezone.localdate()

    for words in (oldest.name, "LT01-LY"):  # the newer ones, of another archive, begin alike too
        with django_assert_num_queries(2):
            sheet = enquiry_sheet(officer, Asked(words=words), today=today, place="")
        assert (list(sheet.items), sheet.total.number) == ([oldest], 1)
    sheet = enquiry_sheet(OPERATOR, Asked(words=oldest.name), today=today, place="")
    assert sheet.total.number == 262
    last = sheet
    while last.next:
        last = enquiry_sheet(OPERATOR, Asked(words=oldest.name), today=today, place=last.next)
    assert last.items[-1] == oldest


def test_a_lost_code_is_replaced_for_who_shows_the_document_and_the_old_one_is_dead(client):
    made, tries = filed(InstitutionFactory()), Tries(100, 15)
    client.force_login(person(Role.ARCHIVIST, made.enquiry.institution))
    address = reverse("enquiries:act", args=[made.enquiry.ulid, "new_code"])
    for kind, last4, status in (("id_card", "0000", 409), ("passport", "5429", 409), ("id_card", "", 400)):
        assert client.post(address, {"document_kind": kind, "last4": last4}).status_code == status
    page = client.post(address, {"document_kind": "id_card", "last4": "5429"})
    code = page.context["filed"].code

    def opens(said):
        number = made.enquiry.number
        return open_own_page(actor=OPERATOR, number=number, code=said, sender="x", tries=tries) is not None

    assert (opens(made.code), opens(code)) == (False, True)
    assert code not in str(list(Event.objects.values_list("data", flat=True)))
    assert Event.objects.get(verb="enquiry:new_code").data["last4"] == "5429"
    without = filed(InstitutionFactory(), document="").enquiry
    with pytest.raises(CodeNotRenewed):
        renew_code(actor=CLERK, enquiry=without, document_kind="id_card", last4="5429")


def test_who_holds_a_case_that_a_counter_took_is_led_back_to_its_own_page_of_it(client):
    case = taken_for(InstitutionFactory())
    client.force_login(person(Role.ARCHIVIST, case.institution))

    page = client.post(
        reverse("enquiries:act", args=[case.ulid, "new_code"]), {"document_kind": "id_card", "last4": "5429"}
    )

    said = page.content.decode()
    assert (page.status_code, "查询码已补发" in said) == (200, True)
    back = reverse("enquiries:enquiry", args=[case.ulid])
    assert f'"{back}"' in said
    assert client.get(back).status_code == 200
    assert reverse("enquiries:taken_case", args=[case.ulid]) not in said


def test_who_holds_records_and_has_somebody_takes_applications():
    archive, place = InstitutionFactory(), town()
    special = InstitutionFactory(code="LT41", name="云溪区城建档案馆", kind="special")
    with pytest.raises(NotAnArchive):
        takes_applications(place)
    FondsFactory(institution=place, code="901")
    assert place not in archives()
    person(Role.DESK_OFFICER, place)

    takes_applications(place)
    assert {archive, place, special} <= set(archives())
    assert {archive, place, special} <= set(archives_of(OPERATOR))
    assert pass_on_enquiry(actor=CLERK, enquiry=matter_case(archive), to=place, why="村级档案").institution == place


def test_the_desk_searches_all_archives_of_the_officer_and_marks_what_is_not_of_the_case(world):
    other = InstitutionFactory(code="LT02", name="青山县档案馆")
    enter_persons([(world.unopened, [Person("程志远", role="husband")])])
    case, officer = matter_case(other), person(Role.ARCHIVIST, other)

    def found():
        search = desk_search(case, actor_of(officer), "程志远", every_type=True)
        return [(each.record.pk, each.is_ours) for each in search.hits if each.person]

    assert found() == []
    RoleAssignment.objects.create(user=officer, institution=world.institution, role=Role.ARCHIVIST)
    assert found() == [(world.unopened.pk, False)]


def test_perhaps_the_same_by_name_or_by_the_end_of_the_document(client):
    archive = InstitutionFactory()
    one, other, stranger = (
        filed(archive).enquiry,
        taken_on(archive, name="柳文岚"),
        filed_matter(archive, name="程志远", document="110101199003071234").enquiry,
    )
    assert perhaps_the_same(one) == [other]
    assert perhaps_the_same(stranger) == []
    client.force_login(person(Role.ARCHIVIST, archive))
    page = client.get(reverse("enquiries:enquiry", args=[one.ulid])).content.decode()

    assert one.matter == "unopened"
    assert other.number in page
    assert "证件相同" in page
