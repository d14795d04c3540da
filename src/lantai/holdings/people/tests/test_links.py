"""Who may be one person on two records is proposed for reasons, never on a name alone, and never decided twice."""

from types import SimpleNamespace

import pytest
from django.utils.translation import override

from lantai.base.accounts.access import OPERATOR, Actor, NotAllowed, Right, Role, actor_of
from lantai.base.accounts.tests.factories import outsider, person
from lantai.base.audit.models import Event
from lantai.base.common.dates import parse_date
from lantai.holdings.catalogue.actions import Person, enter_persons, replace_persons
from lantai.holdings.catalogue.models import PersonEntry
from lantai.holdings.catalogue.tests.factories import FondsFactory, InstitutionFactory, RecordFactory
from lantai.holdings.people import candidates, tasks
from lantai.holdings.people.actions import LinkDecided, LinkGone, decide_link, propose_links
from lantai.holdings.people.likeness import agree
from lantai.holdings.people.models import PersonLink
from lantai.holdings.people.tasks import propose

pytestmark = pytest.mark.django_db

NUMBER, SHORT, OTHER_NUMBER = "999999195611205429", "999999561120542", "999999195611205437"


def some(name="单秀珍", birth="", **known):
    return Person(name, birth=parse_date(birth) if birth else None, **known)


def enter(*persons, **record):
    made = RecordFactory(**record)
    enter_persons([(made, persons)])
    return made


def elsewhere():
    archive = InstitutionFactory(code="LT99", name="别处档案馆")
    return FondsFactory(institution=archive, code="J009")


def proposed(record, actor=OPERATOR):
    """What is proposed for a record: kind and reasons of each link."""
    links = propose_links(actor=actor, entries=list(record.persons.select_related("record")))
    return sorted((link.kind, *link.reasons) for link in links)


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (some(id_number=NUMBER), some(id_number=NUMBER), ["same", "id_number", "birth_date"]),
        (some(id_number=NUMBER), some(id_number=SHORT), ["same", "id_number", "birth_date"]),
        (some(id_number=NUMBER), some("善秀珍", id_number=NUMBER), ["sound", "id_number", "birth_date"]),
        (some(id_number=NUMBER), some("李四妹", id_number=NUMBER), ["id_number", "birth_date"]),
        (some(birth="19561120"), some("單秀珍", birth="1956-11-20"), ["variant", "birth_date"]),
        (some(birth="19561120"), some(id_number=NUMBER), ["same", "birth_date"]),
        (
            some(birth="1956", unit="云溪县氮肥厂"),
            some(birth="195611", unit="县氮肥厂"),
            ["same", "birth_year", "unit"],
        ),
        (some(birth="1956", place="东升街"), some(birth="1957", place="东升街"), ["same", "birth_near", "place"]),
        (
            some(birth="19561120", unit="红旗厂"),
            some("单秀贞", "19561120", unit="红旗厂"),
            ["sound", "birth_date", "unit"],
        ),
        (
            some("王建国", "19500101", former_names="曾用名:王二娃"),
            some("王二娃", "19500101"),
            ["former", "birth_date"],
        ),
    ],
)
def test_it_proposes_whom_more_than_the_name_tells(one, other, reasons):
    enter(one)

    assert proposed(enter(other)) == [("same", *reasons)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (some(), some()),
        (some(unit="红旗厂", place="东升街"), some(unit="红旗厂", place="东升街")),
        (some(birth="1956"), some(birth="1956")),
        (some(birth="1956"), some(birth="1956", unit="红旗厂")),
        (some(birth="1956", unit="红旗厂"), some(birth="1958", unit="红旗厂")),
        (some(birth="五十年代", unit="红旗厂"), some(birth="1950", unit="红旗厂")),
        (some(birth="19560101"), some(birth="1956")),
        (some(birth="19561120"), some("单秀贞", "19561120")),
        (some(birth="1956", unit="红旗厂"), some("单秀贞", "1956", unit="红旗厂")),
        (some(birth="19561120", sex="女"), some(birth="19561120", sex="男")),
        (some(birth="19561120", id_number=NUMBER), some(birth="19561120", id_number=OTHER_NUMBER)),
        (some(birth="19561120", unit="红旗厂"), some("李四妹", "19561120", unit="红旗厂")),
        (some(birth="1956", place="云溪区"), some(birth="1956", place="云溪区东升街")),
        (some(id_number="9.99E+17"), some(id_number="9.99E+17")),
    ],
)
def test_a_name_alone_is_never_enough(one, other):
    enter(one)

    assert proposed(enter(other)) == []
    assert not PersonLink.objects.exists()


def test_a_number_destroyed_alike_twice_needs_the_name():
    enter(some(id_number="999999195613405429"))

    assert proposed(enter(some("李四妹", id_number="999999195613405429"))) == []
    assert proposed(enter(some(id_number="999999195613405429"))) == [("same", "same", "id_number")]


def couple(one, other, roles=("groom", "bride")):
    return [Person(one, roles[0]), Person(other, roles[1])]


@pytest.mark.parametrize(
    "again",
    [
        couple("曾援朝", "单秀珍"),
        couple("单秀珍", "曾援朝", ("", "spouse")),
        couple("曾援朝", "單秀珍", ("father", "mother")),
        couple("曾援朝", "单秀贞"),
        couple("单秀珍", "曾援朝", ("party", "party")),
    ],
)
def test_a_couple_listed_in_mens_and_womens_list_is_found_twice(again):
    enter(*couple("曾援朝", "单秀珍", ("", "spouse")))

    found = proposed(enter(*again, record_type="marriage"))

    assert [kind for kind, *_ in found] == ["couple_twice", "couple_twice"]
    assert all("couple" in reasons for _, *reasons in found)


@pytest.mark.parametrize(
    "again",
    [
        couple("曾援朝", "李四妹"),
        couple("增援朝", "单秀贞"),
        [some("曾援朝", "1930", role="groom"), Person("单秀珍", "bride")],
        [*couple("曾援朝", "单秀珍"), Person("李四妹", "bride")],
        couple("曾援朝", "单秀珍", ("pupil", "pupil")),
    ],
)
def test_one_spouse_or_two_names_on_a_long_list_make_no_couple(again):
    enter(some("曾援朝", "1956", role="groom"), Person("单秀珍", "bride"))

    assert proposed(enter(*again)) == []


def test_nothing_is_merged_and_a_pair_is_proposed_once():
    first, second = enter(some(birth="19561120")), enter(some(birth="19561120"))
    before = list(PersonEntry.objects.order_by("pk").values())

    assert len(proposed(first)) == 1
    assert proposed(first) == proposed(second) == []
    assert list(PersonEntry.objects.order_by("pk").values()) == before


def test_persons_of_one_record_are_not_proposed_for_each_other():
    assert proposed(enter(some(birth="19561120"), some(birth="19561120"))) == []


def test_only_those_asked_for_are_proposed():
    enter(some(birth="19561120"), some("李四妹", "19500101"))
    record = enter(some(birth="19561120"), some("李四妹", "19500101"))

    assert len(propose_links(actor=OPERATOR, entries=list(record.persons.filter(name="李四妹")))) == 1


@pytest.mark.parametrize("same", [True, False])
def test_a_decided_pair_is_never_proposed_again(same):
    first, second = enter(some(birth="19561120")), enter(some(birth="19561120"))
    (link,) = propose_links(actor=OPERATOR, entries=list(first.persons.all()))
    decide_link(actor=OPERATOR, link=link, same=same)

    assert proposed(first) == proposed(second) == []
    assert PersonLink.objects.get().state == ("confirmed" if same else "rejected")


def test_persons_entered_anew_lose_their_links_and_are_proposed_anew():
    enter(some(birth="19561120"))
    record = enter(some(birth="19561120"))
    (link,) = propose_links(actor=OPERATOR, entries=list(record.persons.all()))
    decide_link(actor=OPERATOR, link=link, same=False)

    replace_persons(record, [some(birth="19561120")])

    assert not PersonLink.objects.exists()
    assert proposed(record) == [("same", "same", "birth_date")]


def test_a_name_of_many_is_bounded(monkeypatch):
    monkeypatch.setattr(candidates, "BOUND", 5)
    for _ in range(8):
        enter(some(birth="19561120"))
    record = enter(some(birth="19561120"))

    assert len(proposed(record)) == 4  # the person asked for is one of the five


def test_of_many_likely_ones_the_surest_are_proposed_and_rejected_ones_make_room(monkeypatch):
    monkeypatch.setattr("lantai.holdings.people.actions.MOST_LINKS", 2)
    for unit in ("", "", "红旗厂"):
        enter(some(birth="19561120", unit=unit))
    record = enter(some(birth="19561120", unit="红旗厂"))

    assert [len(reasons) for reasons in proposed(record)] == [3, 4]
    assert proposed(record) == []

    decide_link(actor=OPERATOR, link=PersonLink.objects.order_by("doubt")[0], same=False)

    assert len(proposed(record)) == 1


@pytest.mark.parametrize("count", [1, 30])
def test_its_queries_stay_the_same_for_any_number(count, django_assert_num_queries):
    for n in range(count):
        enter(some(f"李{n}梅", "19561120", unit="红旗厂", role="groom"), Person("曾援朝", "bride"))
    record = enter(
        *(some(f"李{n}梅", "19561120", unit="红旗厂") for n in range(1, count)),
        some("李0梅", "19561120", unit="红旗厂", role="groom", id_number=NUMBER),
        Person("曾援朝", "bride"),
    )
    entries = list(record.persons.select_related("record"))

    with django_assert_num_queries(11):  # two of them begin and end the act
        assert propose_links(actor=OPERATOR, entries=entries)


def test_the_task_proposes_for_records_and_passes_over_those_gone():
    first, second = enter(some(birth="19561120")), enter(some(birth="19561120"))

    assert propose.func([first.pk, second.pk, 10**9]) == 1
    assert propose.func([first.pk, second.pk]) == 0


def test_entering_persons_orders_the_task(monkeypatch):
    ordered = []
    monkeypatch.setattr(tasks, "propose", SimpleNamespace(enqueue=ordered.append))

    record = enter(some(), some())
    enter_persons([(RecordFactory(), [])])

    assert ordered == [[record.pk]]


def test_who_sees_one_record_only_is_proposed_nothing_of_the_other():
    enter(some(birth="19561120"), fonds=elsewhere())
    mine = enter(some(birth="19561120"))

    assert proposed(mine, actor_of(person(Role.ARCHIVIST))) == []
    assert len(proposed(mine)) == 1


def test_it_is_proposed_only_by_who_describes_these_records():
    record = enter(some(birth="19561120"))
    entries = list(record.persons.all())

    for user in (person(Role.PROOFREADER), outsider()):
        with pytest.raises(NotAllowed):
            propose_links(actor=actor_of(user), entries=entries)


@pytest.fixture
def link():
    enter(some(birth="19561120"), opened=True, fonds=elsewhere())
    record = enter(some(birth="19561120"), opened=True)
    (made,) = propose_links(actor=OPERATOR, entries=list(record.persons.all()))
    return made


def test_a_decision_is_one_event_that_tells_neither_record_of_the_other(link):
    link = decide_link(actor=OPERATOR, link=link, same=True, note=" 户籍底册一致 ")

    event = Event.objects.get(verb="person:link:decide")
    assert (event.subject_kind, event.subject_id, event.data["same"]) == ("person_link", link.ulid, True)
    assert "户籍" not in str(event.data)
    assert (link.state, link.decided_by, link.note) == ("confirmed", "operator", "户籍底册一致")


def test_of_two_who_decide_at_once_the_second_is_told_who_did(link):
    seen_by_both = PersonLink.objects.get(pk=link.pk)
    both = Actor("柳文澜", "archivist", None, {"LT01": frozenset(Right), "LT99": frozenset(Right)})
    decide_link(actor=both, link=link, same=False)

    with pytest.raises(LinkDecided) as refused:
        decide_link(actor=OPERATOR, link=seen_by_both, same=True)

    assert refused.value.http_status == 409
    assert "柳文澜" in str(refused.value)
    assert PersonLink.objects.get().state == "rejected"
    assert Event.objects.filter(verb="person:link:decide").count() == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "decided on already, by the operator on"), ("zh-hans", "操作员已于")],
)
def test_a_decision_made_at_the_machine_itself_is_told_in_words(link, language, said):
    decide_link(actor=OPERATOR, link=link, same=True)

    with pytest.raises(LinkDecided) as refused:
        decide_link(actor=OPERATOR, link=link, same=False)

    with override(language):
        assert said in str(refused.value)
    assert refused.value.params["who"] == "operator"


def test_a_link_whose_person_was_entered_anew_is_gone(link):
    PersonEntry.objects.filter(pk=link.first_id).delete()

    with pytest.raises(LinkGone):
        decide_link(actor=OPERATOR, link=link, same=True)


def test_it_is_decided_only_by_who_describes_both_records(link):
    for user in (person(Role.ARCHIVIST), outsider()):
        with pytest.raises(NotAllowed):
            decide_link(actor=actor_of(user), link=link, same=True)


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("县氮肥厂", "云溪县氮肥厂", True),
        ("红旗 厂", "红旗厂", True),
        ("云溪县", "云溪县氮肥厂", False),
        ("厂", "红旗厂", False),
        ("", "", False),
        ("一", "一", False),
    ],
)
def test_units_agree_by_their_end(one, other, answer):
    assert agree(one, other) is answer
