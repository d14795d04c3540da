"""Accept anywhere: a counter takes a case for any archive and sees of it what it needs to hand out, nothing else."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Actor, NotAllowed, Right, Role, actor_of
from lantai.base.accounts.models import Institution
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.base.audit.models import Event
from lantai.services.certificates.tests.factories import issued
from lantai.services.enquiries.actions import (
    NoSuchPrint,
    NotAnArchive,
    NotNow,
    SameHolder,
    Searched,
    answer_not_found,
    enter_enquiry,
    find_matter,
    hand_out_print,
    mean_records,
    pass_on_enquiry,
    take_on_enquiry,
)
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.board import board_of
from lantai.services.enquiries.queries.counter import counter_page, taken_sheet
from lantai.services.enquiries.tests.factories import CLERK, application, matter_case, taken_for, taken_on, town
from tests.support.world import standing

HANDLES = frozenset({Right.HANDLE_ENQUIRIES})
AT_TOWN = Actor("石桥镇窗口", "desk_officer", None, {"LT31": HANDLES})


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), standing(tmp_path_factory.mktemp("counters"), backend="memory") as world:
        yield world


def at(name, *arguments):
    return reverse(f"enquiries:{name}", args=[getattr(each, "ulid", each) for each in arguments])


@pytest.fixture
def world(kept, db):
    return kept


def test_a_case_goes_from_the_town_to_the_archive_and_its_certificate_comes_back(world, client):
    town()
    clerk = person(Role.DESK_OFFICER, town())
    client.force_login(clerk)
    said = {
        "counter": "LT31", "institution": "LT01", "channel": "counter", "name": "柳文澜", "document_kind": "passport",
        "document": "E12345678", "phone": "000-5550123", "seen": "on", "q-husband": "程志远", "sought": "",
    }  # fmt: skip
    assert client.post(at("new") + "?matter=marriage&as=self", said).status_code == 200
    enquiry = Enquiry.objects.get(counter__code="LT31")
    assert (enquiry.institution_id, enquiry.number[:7]) == ("LT01", "LT31-LY")
    assert client.get(at("enquiry", enquiry)).status_code == 404
    assert client.post(at("act", enquiry, "take_on")).status_code == 404

    take_on_enquiry(actor=CLERK, enquiry=enquiry)
    mean_records(actor=CLERK, enquiry=enquiry, records=[world.unopened])
    find_matter(actor=CLERK, enquiry=enquiry)
    other = issued(world.opened, case="LT01-LY2026-9999")
    certificate = issued(world.opened, case=enquiry.number)

    page = client.get(at("taken_case", enquiry)).content.decode()
    assert certificate.number in page
    assert other.number not in page
    assert not any(word in page for word in (world.unopened.title, world.unopened.code, world.unopened.ulid))
    assert client.post(at("hand_out", enquiry, other)).status_code == 404
    answer = client.post(at("hand_out", enquiry, certificate))
    assert answer.content.startswith(b"%PDF-")
    certificate.refresh_from_db()
    assert certificate.printed == 1
    assert client.get(reverse("certificates:certificate", args=[certificate.ulid])).status_code == 404
    done = client.post(at("taken_act", enquiry, "deliver"), {"way": "partner", "note": "证明一份"})
    assert done.status_code == 302
    assert client.post(at("taken_act", enquiry, "close"), {}).status_code == 400
    assert client.post(at("taken_act", enquiry, "close"), {"satisfaction": "good"}).status_code == 302
    acts = Event.objects.exclude(verb="sender:refuse").order_by("number")
    verbs = list(acts.values_list("verb", flat=True))
    assert verbs[-3:] == ["enquiry:hand_out", "enquiry:deliver", "enquiry:close"]


def test_other_counters_see_nothing_of_it(world, client):
    enquiry = taken_for(world.institution)
    client.force_login(outsider())

    assert client.get(at("taken_case", enquiry)).status_code == 404
    assert client.post(at("taken_act", enquiry, "deliver"), {"way": "counter"}).status_code == 404
    assert client.post(at("hand_out", enquiry, enquiry)).status_code == 404
    assert enquiry.number not in client.get(at("taken")).content.decode()
    assert counter_page(enquiry.ulid, actor_of(person(Role.ARCHIVIST, world.institution)), timezone.localdate()) is None
    client.force_login(person(Role.PROOFREADER, town()))
    assert client.get(at("taken")).status_code == 403


def test_only_where_applications_are_taken_may_a_case_go(world):
    unit = Institution.objects.create(code="U8", name="某单位", kind=Institution.Kind.UNIT)
    with pytest.raises(NotAnArchive):
        enter_enquiry(
            actor=CLERK, institution=unit, application=application(), channel="counter", counter=world.institution
        )
    with pytest.raises(NotAnArchive):
        pass_on_enquiry(actor=CLERK, enquiry=taken_on(world.institution), to=unit, why="应在该单位")
    with pytest.raises(NotAllowed):
        enter_enquiry(
            actor=AT_TOWN, institution=unit, application=application(), channel="counter", counter=world.institution
        )


def test_a_case_passed_on_starts_anew_there_and_who_took_it_stays_its_counter(world):
    other = Institution.objects.get(code="LT02")
    enquiry = matter_case(world.institution)
    mean_records(actor=CLERK, enquiry=enquiry, records=[world.unopened])
    answer_not_found(actor=CLERK, enquiry=enquiry, searched=Searched("程志远"))
    stale = Enquiry.objects.get(pk=enquiry.pk)
    with pytest.raises(SameHolder):
        pass_on_enquiry(actor=CLERK, enquiry=enquiry, to=world.institution, why="x")

    done = pass_on_enquiry(actor=CLERK, enquiry=enquiry, to=other, why="该社后划归别处")

    assert (done.state, done.institution_id, done.counter_id) == ("filed", "LT02", "LT01")
    assert (done.handler, done.searched, done.meant.count(), done.closed_at) == ("", {}, 0, None)
    with pytest.raises(NotNow):
        pass_on_enquiry(actor=OPERATOR, enquiry=stale, to=other, why="再转一次")
    back = pass_on_enquiry(actor=CLERK, enquiry=done, to=world.institution, why="不在本馆")
    assert (back.institution_id, back.counter_id) == ("LT01", None)


def test_who_holds_nothing_here_hands_nothing_out(world):
    enquiry = taken_for(world.institution)
    certificate = issued(world.opened, case="LT01-LY2026-9999")
    with pytest.raises(NoSuchPrint):
        hand_out_print(actor=AT_TOWN, enquiry=enquiry, certificate=certificate)
    with pytest.raises(NotAllowed):
        hand_out_print(actor=Actor("x", "x", None, {"LT02": HANDLES}), enquiry=enquiry, certificate=certificate)


def test_a_counter_counts_its_cases_by_the_archive_that_has_them(world, django_assert_max_num_queries):
    for _ in range(3):
        taken_for(world.institution)
    with django_assert_max_num_queries(7):
        board = board_of(AT_TOWN, timezone.localdate())
    with django_assert_max_num_queries(2):
        sheet = taken_sheet(AT_TOWN, waiting=True, place="")

    assert [(row.name, row.open) for row in board.elsewhere] == [(world.institution.name, 3)]
    assert len(sheet.items) == 3
    assert board_of(CLERK, timezone.localdate()).elsewhere


def test_not_found_proposes_where_it_may_be_and_one_click_passes_it_on(world, client):
    holder = InstitutionFactory(code="LT33", name="红旗镇档案馆")
    client.force_login(person(Role.ARCHIVIST, world.institution))
    enquiry = matter_case(world.institution, answers={"husband": "程志远", "registrar": "红旗镇"})
    assert "?where=1" in client.get(at("enquiry", enquiry)).content.decode()
    answer_not_found(actor=CLERK, enquiry=enquiry, searched=Searched("程志远"))

    page = client.get(at("enquiry", enquiry)).content.decode()
    said = {"counter": "LT01", "institution": "LT01", "q-registrar": "红旗镇", "where": "1"}
    asked = client.post(at("new") + "?matter=marriage&as=self", said)

    assert holder.name in page
    assert (asked.status_code, holder.name in asked.content.decode()) == (200, True)
    passed = client.post(at("act", enquiry, "pass_on"), {"to": "LT33", "why": "可能在该馆"}, follow=True)
    assert (passed.redirect_chain, passed.status_code) == ([(at("taken_case", enquiry), 302)], 200)
    assert client.get(at("enquiry", enquiry)).status_code == 404
