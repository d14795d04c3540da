"""Entering, naming and linking: what is refused, what is kept, and that nobody overwrites what they have not seen."""

import pytest

from lantai.base.accounts.access import OPERATOR, Actor, NotAllowed, Right
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.base.audit.models import Event
from lantai.holdings.authority.actions import (
    AuthorityHasChanged,
    AuthorityIsThere,
    LastName,
    Link,
    LinkedAlready,
    NameIsThere,
    NameMissing,
    NameSaid,
    NotItsOwn,
    YearsReversed,
    add_name,
    change_name,
    describe_authority,
    enter_authority,
    remove_name,
    remove_succession,
    succeed,
)
from lantai.holdings.authority.models import Authority, Succession
from lantai.holdings.authority.queries import names_of
from lantai.holdings.authority.tests.factories import follow, hongqi, place

pytestmark = pytest.mark.django_db
TOWNSHIP = NameSaid("红旗乡", 1983, 2001)


@pytest.fixture
def commune(db):
    return place(("红旗公社", 1958, 1983))


def test_it_is_listed_by_the_official_name_borne_last():
    street = hongqi()

    assert street.heading == "红旗街道"
    add_name(actor=OPERATOR, authority=street, name=NameSaid("红街", 2015, None, "short"), version=street.version)
    street.refresh_from_db()
    assert street.heading == "红旗街道"


def test_a_name_is_kept_in_one_line():
    assert place((" 红旗\n 公社\u200b", 1958)).heading == "红旗 公社"


@pytest.mark.parametrize(
    ("name", "refusal"),
    [(NameSaid(" \u200b"), NameMissing), (NameSaid("红旗乡", 2001, 1983), YearsReversed)],
)
def test_it_refuses_a_name_that_is_none(commune, name, refusal):
    with pytest.raises(refusal):
        add_name(actor=OPERATOR, authority=commune, name=name, version=1)


def test_it_refuses_to_enter_the_same_twice_but_not_another_of_the_name(commune):
    with pytest.raises(AuthorityIsThere):
        place(("紅旗公社", 1958))

    assert place(("红旗公社", 1961)).pk != commune.pk
    assert place(("红旗公社", 1958), institution=InstitutionFactory(code="LT02")).pk != commune.pk


def test_it_refuses_the_same_name_twice(commune):
    with pytest.raises(NameIsThere):
        add_name(actor=OPERATOR, authority=commune, name=NameSaid("紅旗公社", 1958), version=1)


def test_a_name_is_changed_and_the_event_says_from_what_to_what(commune):
    changed = change_name(actor=OPERATOR, dated=commune.names.get(), name=TOWNSHIP, version=1)
    event = Event.objects.get(verb="authority:name:change")
    commune.refresh_from_db()

    assert (changed.name, changed.folded, commune.heading, commune.version) == ("红旗乡", "红旗乡", "红旗乡", 2)
    assert (event.data["from"]["name"], event.data["to"]["since"]) == ("红旗公社", 1983)
    assert event.subject_id == commune.ulid


def test_a_change_that_would_make_two_the_same_is_refused(commune):
    added = add_name(actor=OPERATOR, authority=commune, name=TOWNSHIP, version=1)

    with pytest.raises(NameIsThere):
        change_name(actor=OPERATOR, dated=added, name=NameSaid("红旗公社", 1958), version=2)


def test_a_stale_form_is_refused_with_what_is_there_now(commune):
    add_name(actor=OPERATOR, authority=commune, name=TOWNSHIP, version=1)

    for act in (
        lambda: add_name(actor=OPERATOR, authority=commune, name=NameSaid("红旗镇"), version=1),
        lambda: change_name(actor=OPERATOR, dated=commune.names.first(), name=NameSaid("红旗镇"), version=1),
        lambda: remove_name(actor=OPERATOR, dated=commune.names.first(), version=1),
        lambda: describe_authority(actor=OPERATOR, authority=commune, kind="body", note="", version=1),
        lambda: succeed(actor=OPERATOR, authority=commune, link=Link(commune), version=1),
    ):
        with pytest.raises(AuthorityHasChanged) as refused:
            act()
        assert refused.value.params["now"] == "红旗公社 1958–1983, 红旗乡 1983–2001"
        assert refused.value.http_status == 409
    assert names_of("红旗镇") == ()


def test_a_name_removed_by_somebody_else_is_not_brought_back(commune):
    added = add_name(actor=OPERATOR, authority=commune, name=TOWNSHIP, version=1)
    type(added).objects.filter(pk=added.pk).delete()

    with pytest.raises(AuthorityHasChanged):
        change_name(actor=OPERATOR, dated=added, name=NameSaid("红旗镇"), version=2)


def test_names_are_removed_but_not_the_last(commune):
    added = add_name(actor=OPERATOR, authority=commune, name=TOWNSHIP, version=1)

    remove_name(actor=OPERATOR, dated=added, version=2)

    commune.refresh_from_db()
    assert (commune.heading, commune.version) == ("红旗公社", 3)
    with pytest.raises(LastName):
        remove_name(actor=OPERATOR, dated=commune.names.get(), version=3)


def test_kind_and_note_are_kept(commune):
    describe_authority(actor=OPERATOR, authority=commune, kind="body", note=" 见县志 ", version=1)

    commune.refresh_from_db()
    assert (commune.kind, commune.note, commune.version) == ("body", "见县志", 2)


def test_a_link_is_made_from_either_end_and_makes_forms_of_both_stale(commune):
    earlier, later = place("石桥乡"), place("红旗镇")
    succeed(actor=OPERATOR, authority=commune, link=Link(later, year=2001), version=1)
    succeed(actor=OPERATOR, authority=commune, link=Link(earlier, other_is_later=False), version=2)

    pairs = Succession.objects.order_by("pk").values_list("predecessor__heading", "successor__heading")
    assert list(pairs) == [("红旗公社", "红旗镇"), ("石桥乡", "红旗公社")]
    assert sorted(Authority.objects.values_list("version", flat=True)) == [2, 2, 3]


def test_a_link_is_refused_to_itself_and_twice(commune):
    later = place("红旗镇")
    with pytest.raises(NotItsOwn):
        succeed(actor=OPERATOR, authority=commune, link=Link(commune), version=1)
    follow(commune, later)

    with pytest.raises(LinkedAlready):
        succeed(actor=OPERATOR, authority=commune, link=Link(later), version=commune.version)


def test_a_wrong_link_is_taken_away(commune):
    later = place("红旗镇")
    made = follow(commune, later)

    remove_succession(actor=OPERATOR, succession=made, authority=later, version=later.version)

    assert not Succession.objects.exists()
    assert names_of("红旗镇") == ("红旗镇",)
    assert Event.objects.get(verb="authority:succession:remove").data["earlier_name"] == "红旗公社"


def test_a_link_needs_the_right_in_both_institutions(commune):
    other = place("别处乡", institution=InstitutionFactory(code="LT02"))
    clerk = Actor("clerk", "archivist", None, {"LT01": frozenset({Right.DESCRIBE})})

    with pytest.raises(NotAllowed):
        succeed(actor=clerk, authority=commune, link=Link(other), version=1)
    with pytest.raises(NotAllowed):
        enter_authority(actor=clerk, institution=other.institution, kind="place", name=TOWNSHIP)
