"""Links on the record's page, on the page to work through them and beside hits: works · may · may not · unknown."""

import pytest
from django.db import connection
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role, Scope
from lantai.base.accounts.models import RoleAssignment
from lantai.base.accounts.tests.factories import outsider, person
from lantai.base.common.dates import parse_date
from lantai.holdings.catalogue.actions import Person, enter_persons
from lantai.holdings.catalogue.tests.factories import FondsFactory, InstitutionFactory, RecordFactory
from lantai.holdings.people import links as shown_links
from lantai.holdings.people.actions import decide_link, propose_links
from lantai.holdings.people.models import PersonLink

pytestmark = pytest.mark.django_db
LINKS = "/staff/persons/links"
NUMBER = "999999195611205429"


def enter(name="单秀珍", **record):
    made = RecordFactory(**record)
    known = Person(name, "bride", birth=parse_date("19561120"), unit="县氮肥厂", id_number=NUMBER)
    enter_persons([(made, [known])])
    return made


def elsewhere():
    archive = InstitutionFactory(code="LT99", name="别处档案馆")
    return FondsFactory(institution=archive, code="J009")


def linked(record):
    (link,) = propose_links(actor=OPERATOR, entries=list(record.persons.all()))
    return link


def page_of(record):
    return reverse("accessions:record", args=[record.ulid])


def address(link):
    return reverse("people:decide", args=[link.ulid])


@pytest.fixture
def archivist(client):
    client.force_login(person(Role.ARCHIVIST))
    return client


@pytest.fixture
def pair():
    """Two unopened records of one archive that name one person."""
    one, other = enter(), enter()
    return one, other, linked(one)


def test_the_record_page_shows_whom_a_person_may_be_and_why(archivist, pair):
    one, other, link = pair

    text = archivist.get(page_of(one)).content.decode()

    for said in ("可能是同一人", other.code, page_of(other), "身份证号相同", address(link), "不是同一人"):
        assert said in text
    assert NUMBER not in text


def test_a_decision_leads_back_to_the_record(archivist, pair):
    one, other, link = pair

    answer = archivist.post(address(link), {"same": "yes", "note": "户籍底册一致", "record": other.ulid})
    text = archivist.get(page_of(one)).content.decode()

    assert answer.headers["Location"] == page_of(other)
    assert "户籍底册一致" in text
    assert "可能是同一人" not in text
    assert address(link) not in text


def test_a_decision_leads_nowhere_but_to_its_records_or_the_list(archivist, pair):
    answer = archivist.post(address(pair[2]), {"same": "no", "record": RecordFactory().ulid})

    assert answer.headers["Location"] == LINKS


def test_a_rejected_link_is_not_shown_again(archivist, pair):
    archivist.post(address(pair[2]), {"same": "no"})

    assert pair[1].code not in archivist.get(page_of(pair[0])).content.decode()
    assert "暂无待认定" in archivist.get(LINKS).content.decode()


def test_a_stale_decision_says_who_decided(archivist, pair):
    decide_link(actor=OPERATOR, link=pair[2], same=False)

    answer = archivist.post(address(pair[2]), {"same": "yes"})

    assert answer.status_code == 409
    assert "操作员" in answer.content.decode()
    assert PersonLink.objects.get().state == "rejected"


@pytest.mark.parametrize("given", [{}, {"same": "maybe"}, {"same": "yes", "note": "长" * 201}])
def test_what_is_no_decision_is_refused(archivist, pair, given):
    answer = archivist.post(address(pair[2]), given)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert PersonLink.objects.get().state == "proposed"


def test_a_link_that_is_not_there_is_not_found_and_is_never_decided_by_looking(archivist, pair):
    assert archivist.post(reverse("people:decide", args=["0" * 26]), {"same": "yes"}).status_code == 404
    assert archivist.get(address(pair[2])).status_code == 405


def test_a_record_is_looked_through_on_demand(archivist):
    one, other = enter(), enter()
    where = reverse("people:propose", args=[one.ulid])

    first, again = (archivist.post(where, follow=True).content.decode() for _ in range(2))

    assert "新增 1 条候选" in first
    assert other.code in first
    assert "没有新的候选" in again
    assert archivist.get(where).status_code == 405
    assert archivist.post(reverse("people:propose", args=["0" * 26])).status_code == 404


def test_a_proofreader_sees_candidates_and_decides_nothing(client, pair):
    client.force_login(person(Role.PROOFREADER))

    text = client.get(page_of(pair[0])).content.decode()

    assert "可能是同一人" in text
    assert address(pair[2]) not in text
    assert client.get(LINKS).status_code == 403
    assert client.post(address(pair[2]), {"same": "yes"}).status_code == 403


def test_the_list_shows_both_side_by_side_the_surest_first(archivist, pair):
    vague = RecordFactory()
    enter_persons([(vague, [Person("單秀珍", birth=parse_date("1956"), unit="县氮肥厂")])])
    propose_links(actor=OPERATOR, entries=list(vague.persons.all()))

    page = archivist.get(LINKS)
    text = page.content.decode()

    assert page.context["views"][0].link == pair[2]
    assert [link.score for link in page.context["sheet"].items] == sorted(_scores(), reverse=True)
    for said in (pair[0].code, pair[1].code, "19561120", "县氮肥厂", "…5429", "同名", "女"):
        assert said in text
    assert NUMBER not in text


def _scores():
    return PersonLink.objects.values_list("score", flat=True)


def test_the_list_goes_on_sheet_by_sheet_at_a_constant_cost(archivist, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(shown_links, "SHEET", 4)
    propose = [enter() for _ in range(5)]
    for record in propose:
        propose_links(actor=OPERATOR, entries=list(record.persons.all()))

    seen, place = [], ""
    while True:
        with django_assert_num_queries(6):
            page = archivist.get(LINKS, {"place": place})
        seen += [view.link.pk for view in page.context["views"]]
        if not (place := page.context["sheet"].next):
            break

    assert page.context["sheet"].total.number == 10
    assert sorted(seen) == sorted(PersonLink.objects.values_list("pk", flat=True))
    assert archivist.get(LINKS, {"place": "??"}).status_code == 400


def test_a_link_to_an_unopened_record_of_another_archive_is_seen_nowhere(archivist):
    theirs = enter(fonds=elsewhere())
    mine = enter(opened=True)
    link = linked(mine)

    record, sheet = archivist.get(page_of(mine)), archivist.get(LINKS)
    looked = archivist.post(reverse("people:propose", args=[mine.ulid]), follow=True)
    decided = archivist.post(address(link), {"same": "yes"})
    decide_link(actor=OPERATOR, link=link, same=True)
    hits = archivist.get(reverse("people:persons"), {"name": "单秀珍"})
    confirmed = archivist.get(page_of(mine))

    assert sheet.context["sheet"].total.number == 0
    assert "没有新的候选" in looked.content.decode()
    assert decided.status_code == 404
    assert [hit.also_on for hit in hits.context["found"].hits] == [()]
    for answer in (record, sheet, looked, decided, hits, confirmed):
        assert theirs.code not in answer.content.decode()
        assert "同一人：" not in answer.content.decode()


def test_a_link_to_an_opened_record_elsewhere_is_shown_and_decided_by_who_describes_in_both(client):
    theirs, mine = enter(fonds=elsewhere(), opened=True), enter()
    link, user = linked(mine), person(Role.ARCHIVIST)
    client.force_login(user)

    text = client.get(page_of(mine)).content.decode()
    assert reverse("fulltext:record", args=[theirs.ulid]) in text
    assert "在两馆均有著录权限" in text
    assert client.get(LINKS).context["sheet"].total.number == 1
    assert client.post(address(link), {"same": "yes"}).status_code == 403

    RoleAssignment.objects.create(user=user, institution=theirs.institution, role=Role.ARCHIVIST)
    assert client.post(address(link), {"same": "yes"}).status_code == 302


def test_links_between_records_of_others_are_not_on_the_list_though_opened(client):
    one = enter(opened=True)
    enter(opened=True)
    linked(one)
    client.force_login(outsider())

    assert client.get(LINKS).context["sheet"].total.number == 0


def test_a_hit_says_on_which_other_records_the_person_is(archivist, pair):
    one, other, link = pair
    before = archivist.get(reverse("people:persons"), {"name": "单秀珍"})
    decide_link(actor=OPERATOR, link=link, same=True)

    hits = archivist.get(reverse("people:persons"), {"name": "单秀珍"}).context["found"].hits

    assert [hit.also_on for hit in before.context["found"].hits] == [(), ()]
    assert {hit.entry.record.code: [r.code for r in hit.also_on] for hit in hits} == {
        one.code: [other.code],
        other.code: [one.code],
    }


def test_the_list_begins_at_its_own_links_however_many_others_there_are(archivist):
    """By construction: where no link crosses archives, it is the beginning of an index, without a join."""
    scope = Scope(False, frozenset({"LT01"}))
    rows = shown_links._to_decide(scope).order_by("doubt", "id")
    plan = rows.explain()

    assert "people_link_first" in plan or connection.vendor == "postgresql"
    assert "catalogue" not in plan


def test_the_record_page_costs_the_same_for_many_links(archivist, django_assert_max_num_queries):
    record = enter()
    for _ in range(9):
        enter()
    propose_links(actor=OPERATOR, entries=list(record.persons.all()))

    with django_assert_max_num_queries(25):
        text = archivist.get(page_of(record)).content.decode()

    assert text.count("可能是同一人") == 9
