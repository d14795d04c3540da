"""Agreements: two sides, two people, days and terms; what they lend is listed as an archive lists its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, NotAllowed, Role, actor_of, scope_under
from lantai.base.accounts.tests.factories import InstitutionFactory, person
from lantai.holdings.catalogue.lending import counts_lent, records_lent
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.queries import RecordsWanted
from lantai.services.enquiries.models import Enquiry
from lantai.services.sharing.actions import (
    DaysWrong,
    FondsNotTheirs,
    NothingNamed,
    NotProposed,
    OneSideOnly,
    OwnProposal,
    accept_agreement,
    end_agreement,
    propose_agreement,
)
from lantai.services.sharing.lending import is_in_force, lending_of
from lantai.services.sharing.models import SharingAgreement
from lantai.services.sharing.panel import lent_beside
from lantai.services.sharing.queries.agreements import agreement_page
from lantai.services.sharing.tests.factories import agreed, proposed, terms
from tests.architecture.test_bounded_pages import walks

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def sides():
    return InstitutionFactory(), InstitutionFactory(code="LT02", name="青山县档案馆")


def holder(institution, role=Role.USE_APPROVER):
    return actor_of(person(role, institution))


def test_one_side_proposes_another_person_of_the_other_side_accepts(sides):
    giver, receiver = sides
    ours, theirs, officer = holder(giver), holder(receiver), holder(receiver, Role.ARCHIVIST)
    with pytest.raises(NotAllowed):
        propose_agreement(actor=officer, giver=giver, receiver=receiver, terms=terms())
    agreement = propose_agreement(actor=theirs, giver=giver, receiver=receiver, terms=terms())
    assert (agreement.proposed_from, agreement.state_on(timezone.localdate())) == ("LT02", "proposed")
    assert lending_of(agreement.ulid, officer) is None

    with pytest.raises(NotAllowed):
        accept_agreement(actor=theirs, agreement=agreement)
    accept_agreement(actor=ours, agreement=agreement)
    with pytest.raises(NotProposed):
        accept_agreement(actor=ours, agreement=agreement)

    assert lending_of(agreement.ulid, officer).agreement == agreement
    assert lent_beside(Enquiry(), officer) == [agreement]
    assert lent_beside(Enquiry(), ours) is None
    assert lending_of(agreement.ulid, ours) is None
    assert lending_of(agreement.ulid, holder(receiver, Role.PROOFREADER)) is None
    with pytest.raises(NotAllowed):
        scope_under(ours, agreement.share, receiver="LT02")


def test_who_is_of_both_sides_does_not_agree_with_themselves(sides):
    both = person(Role.USE_APPROVER, sides[0])
    both.roles.create(institution=sides[1], role=Role.USE_APPROVER)
    agreement = propose_agreement(actor=actor_of(both), giver=sides[0], receiver=sides[1], terms=terms())

    with pytest.raises(OwnProposal):
        accept_agreement(actor=actor_of(both), agreement=agreement)


def test_terms_that_say_nothing_or_what_is_not_theirs_are_refused(sides):
    today = timezone.localdate()
    for refusal, said in (
        (NothingNamed, {"types": []}),
        (FondsNotTheirs, {"fonds": ["0777"]}),
        (DaysWrong, {"begins_on": today, "ends_on": today - DAY}),
        (DaysWrong, {"begins_on": today - 9 * DAY, "ends_on": today - DAY}),
    ):
        with pytest.raises(refusal):
            proposed(*sides, **said)
    with pytest.raises(OneSideOnly):
        proposed(sides[0], sides[0])
    assert not SharingAgreement.objects.exists()


def test_it_lends_from_its_first_day_to_its_last_and_until_it_is_ended_by_either(sides):
    today, officer = timezone.localdate(), holder(sides[1], Role.DESK_OFFICER)
    ahead = agreed(*sides, begins_on=today + DAY)
    over = agreed(*sides)
    SharingAgreement.objects.filter(pk=over.pk).update(begins_on=today - 9 * DAY, ends_on=today - DAY)
    now, last_day = agreed(*sides), agreed(*sides, ends_on=today)

    lent = [lending_of(each.ulid, officer) is not None for each in (ahead, over, now, last_day)]
    assert lent == [False, False, True, True]
    states = [SharingAgreement.objects.get(pk=each.pk).state_on(today) for each in (ahead, over, now)]
    assert states == ["ahead", "over", "in_force"]
    for agreement, side in ((now, sides[0]), (last_day, sides[1])):
        end_agreement(actor=holder(side), agreement=agreement, why="任务完成")
        assert lending_of(agreement.ulid, officer) is None
        assert not is_in_force(agreement)
    with pytest.raises(NotAllowed):
        end_agreement(actor=officer, agreement=ahead, why="")


def records(fonds, numbers, **said):
    every = [Record(fonds=fonds, code=f"J-{n:05d}", code_key=f"j-{n:05d}", title=f"第{n}件", **said) for n in numbers]
    return Record.objects.bulk_create(every)


def test_it_lists_and_counts_what_it_lends_in_as_many_questions_for_many_as_for_few(sides):
    giver, _receiver = sides
    one, two = (Fonds.objects.create(institution=giver, code=code, title=code) for code in ("0001", "0002"))
    other = Fonds.objects.create(institution=sides[1], code="0001", title="他馆")
    records(one, range(30), record_type="marriage")
    records(one, range(30, 33), record_type="marriage", secrecy="机密")
    records(one, range(33, 40), record_type="marriage", opening_state="open")
    records(two, range(5), record_type="marriage", opening_state="deferred")
    records(two, range(5, 9), record_type="document")
    records(other, range(6), record_type="marriage")
    marriages, second = agreed(*sides).share, agreed(*sides, types=[], fonds=["0002"]).share

    def listed(share, **wanted):
        with CaptureQueriesContext(connection) as asked:
            sheet = records_lent(RecordsWanted(**wanted), share=share, place="", size=100)
        seen = {row.pk for row in sheet.items}
        assert seen <= set(Record.objects.lent_by(share).values_list("pk", flat=True))
        assert sheet.total.number == len(seen)
        return len(seen), len(asked)

    assert (
        listed(marriages)[0] == 35 == sum(counts_lent(marriages).values()) == Record.objects.lent_by(marriages).count()
    )
    assert counts_lent(second) == {"marriage": 5, "document": 4}
    assert [listed(second)[0], listed(second, type=("marriage",))[0], listed(marriages, fonds=("0002",))[0]] == [
        9,
        5,
        5,
    ]
    nothing = ({"type": ("document",)}, {"state": ("open",)}, {"fonds": ("0009",)})
    assert [listed(marriages, **wanted)[0] for wanted in nothing] == [0, 0, 0]
    assert listed(replace(marriages, giver="LT02"))[0] == 6
    before = listed(marriages)[1]
    records(one, range(100, 140), record_type="marriage")
    assert listed(marriages) == (75, before)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what is in the tables")
def test_no_list_or_count_of_what_is_lent_walks_through_the_records(sides):
    fonds = Fonds.objects.create(institution=sides[0], code="0001", title="一")
    records(fonds, range(3), record_type="marriage")
    for said in ({}, {"types": [], "fonds": ["0001"]}, {"types": ["marriage", "document"]}):
        share = agreed(*sides, **said).share
        with CaptureQueriesContext(connection) as asked:
            assert len(records_lent(RecordsWanted(year_from=None), share=share, place="", size=25).items) == 3
            counts_lent(share)
        assert [step for each in asked for step in walks(each["sql"])] == []


def test_its_pages_propose_accept_and_end_and_refuse_in_words(client, sides, django_assert_max_num_queries):
    giver, receiver = sides
    ours, theirs = person(Role.USE_APPROVER, giver), person(Role.USE_APPROVER, receiver)
    said = {**vars_of(terms()), "way": "lend", "own": "LT01", "other": "LT02", "fonds": ""}
    client.force_login(ours)
    assert client.post(reverse("sharing:new"), {**said, "types": []}).status_code == 422
    assert client.post(reverse("sharing:new"), {**said, "ends_on": "昨天"}).status_code == 400
    made = client.post(reverse("sharing:new"), said)
    agreement = SharingAgreement.objects.get()
    assert made.url == reverse("sharing:agreement", args=[agreement.ulid])
    act = [reverse("sharing:act", args=[agreement.ulid, name]) for name in ("accept", "end", "burn")]
    assert client.post(act[0]).status_code == 403

    client.force_login(theirs)
    assert client.post(act[0]).status_code == 302
    assert client.post(act[2]).status_code == 404
    look = reverse("sharing:records", args=[agreement.ulid])
    assert look in client.get(made.url).content.decode()
    asked = ("", "first=1950&last=1960", "first=x", "type=document")
    assert [client.get(f"{look}?{query}").status_code for query in asked] == [200, 200, 400, 400]
    for _ in range(5):
        agreed(*sides)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("sharing:agreements")).status_code == 200
    with django_assert_max_num_queries(14):
        assert client.get(made.url).status_code == 200
    assert client.post(act[1], {"why": ""}).status_code == 400
    assert client.post(act[1], {"why": "任务完成"}).status_code == 302
    assert client.get(look).status_code == 404


def vars_of(said):
    names = ("level", "types", "begins_on", "ends_on", "paper", "purpose")
    return {name: getattr(said, name) for name in names}


def test_other_institutions_do_not_know_of_it(client, sides):
    agreement = agreed(*sides)
    client.force_login(person(Role.USE_APPROVER, InstitutionFactory(code="LT03", name="第三馆")))

    assert agreement.ulid not in client.get(reverse("sharing:agreements")).content.decode()
    for name in ("agreement", "records"):
        assert client.get(reverse(f"sharing:{name}", args=[agreement.ulid])).status_code == 404
    assert client.post(reverse("sharing:act", args=[agreement.ulid, "end"]), {"why": "x"}).status_code == 404
    assert SharingAgreement.objects.of(OPERATOR).count() == 1


def test_a_proposal_tells_the_side_that_would_receive_no_number(sides):
    fonds = Fonds.objects.create(institution=sides[0], code="0001", title="县委办公室")
    records(fonds, range(3), record_type="marriage")
    agreement, ours, theirs = proposed(*sides, fonds=["0001"]), holder(sides[0]), holder(sides[1])

    def told(actor):
        page = agreement_page(agreement.ulid, actor)
        return page.is_counted, page.total, len(page.fonds)

    assert (told(ours), told(theirs)) == ((True, 3, 1), (False, 0, 0))
    accept_agreement(actor=OPERATOR, agreement=agreement)
    assert told(theirs) == (True, 3, 1)
    end_agreement(actor=ours, agreement=agreement, why="任务完成")
    assert told(theirs) == (False, 0, 0)
