"""Every name a place or body had or has, with how each stands to the one asked for, at one query."""

from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from lantai.base.common.text import fold
from lantai.holdings.authority.models import DatedName, Succession
from lantai.holdings.authority.queries import DEPTH, authority_list, authority_page, names_of, other_names
from lantai.holdings.authority.tests.factories import body, follow, hongqi, place

pytestmark = pytest.mark.django_db


def others(text, **year):
    return {each.name: each.relation.value for each in other_names(text, **year)}


@pytest.mark.parametrize("asked", ["红旗公社", "红旗街道", "紅旗鄉", " 红旗镇 "])
def test_any_name_gives_all_of_them_the_one_asked_for_first(asked):
    hongqi()

    names = names_of(asked)

    assert sorted(names) == sorted(["红旗公社", "红旗乡", "红旗镇", "红旗街道"])
    assert fold(names[0]) == fold(asked.strip())


def test_it_says_which_were_before_and_which_after():
    hongqi()

    assert others("红旗镇") == {"红旗公社": "formerly", "红旗乡": "formerly", "红旗街道": "later"}


def test_it_says_so_from_first_years_alone():
    place(("红旗公社", 1958), ("红旗乡", 1983))

    assert others("红旗公社") == {"红旗乡": "later"}
    assert others("红旗乡") == {"红旗公社": "formerly"}


def test_names_of_the_same_years_and_of_unknown_years_are_also_its_names():
    place(("红旗公社", 1958, 1983), ("红旗人民公社", 1958, 1983, "alias"), ("红公社", None, None, "short"))

    assert others("红旗公社") == {"红旗人民公社": "also", "红公社": "also"}


def test_a_name_taken_up_again_is_asked_for_as_it_is_now():
    place(("石桥乡", 1950, 1958), ("红旗公社", 1958, 1984), ("石桥乡", 1984))

    assert others("石桥乡") == {"红旗公社": "formerly"}
    assert others("石桥乡", year=1955) == {"红旗公社": "later"}


def test_it_follows_successions_both_ways():
    committee, government = body(("县革命委员会", 1968, 1981)), body(("县人民政府", 1981, 1995))
    district = body(("区人民政府", 1995))
    follow(committee, government, 1981)
    follow(government, district, 1995)

    assert others("县人民政府") == {"县革命委员会": "formerly", "区人民政府": "later"}
    assert others("县革命委员会") == {"县人民政府": "later", "区人民政府": "later"}


def test_a_sister_split_off_is_no_name_of_its_sister():
    whole, east, west = place("红旗公社"), place("东红乡"), place("西红乡")
    follow(whole, east, kind="split")
    follow(whole, west, kind="split")

    assert names_of("东红乡") == ("东红乡", "红旗公社")
    assert set(names_of("红旗公社")) == {"红旗公社", "东红乡", "西红乡"}


def test_merged_ones_are_found_from_the_whole_and_not_from_one_another():
    east, west, whole = place("东红乡"), place("西红乡"), place("红旗镇")
    follow(east, whole, kind="merged")
    follow(west, whole, kind="merged")

    assert set(names_of("红旗镇")) == {"红旗镇", "东红乡", "西红乡"}
    assert set(names_of("东红乡")) == {"东红乡", "红旗镇"}


def test_a_split_that_was_undone_ends():
    whole, part = place("红旗公社"), place("东红公社")
    follow(whole, part, 1961, "split")
    follow(part, whole, 1965, "merged")

    assert set(names_of("东红公社")) == {"东红公社", "红旗公社"}


def test_it_goes_only_so_far():
    chain = [body(f"第{n:02d}厂") for n in range(DEPTH + 3)]
    for earlier, later in pairwise(chain):
        follow(earlier, later)

    assert len(names_of("第00厂")) == DEPTH + 1


def test_a_year_parts_two_of_one_name():
    place(("城关镇", 1950, 1958), ("城关公社", 1958))
    place(("城关镇", 1984, None), ("城关街道", 2010))

    assert set(names_of("城关镇", year=1955)) == {"城关镇", "城关公社"}
    assert set(names_of("城关镇", year=1990)) == {"城关镇", "城关街道"}
    assert len(names_of("城关镇")) == 3


@pytest.mark.parametrize("asked", ["", "  ", "没有的地方"])
def test_an_unknown_name_has_no_others(asked):
    hongqi()

    assert (names_of(asked), other_names(asked)) == ((), ())


def test_it_costs_one_query_however_long_the_chain(django_assert_num_queries):
    chain = [place((f"第{n}公社", 1958 + n), (f"{n}社", None, None, "short")) for n in range(DEPTH)]
    for earlier, later in pairwise(chain):
        follow(earlier, later)

    with django_assert_num_queries(1):
        assert len(names_of("第0公社")) == 2 * DEPTH


def test_a_page_has_names_in_order_of_years_and_both_directions(django_assert_num_queries):
    commune = hongqi()
    before, after = place("石桥乡"), place("新区")
    follow(before, commune, 1958)
    follow(commune, after, 2020, "merged")

    with django_assert_num_queries(3):
        page = authority_page(commune.ulid)

    assert [name.name for name in page.names] == ["红旗公社", "红旗乡", "红旗镇", "红旗街道"]
    assert page.history.startswith("红旗公社 1958–1983, 红旗乡 1983–2001")
    assert [link.predecessor.heading for link in page.earlier] == ["石桥乡"]
    assert [link.successor.heading for link in page.later] == ["新区"]
    assert authority_page("0" * 26) is None


def test_the_list_is_narrowed_by_any_name_and_by_kind(django_assert_num_queries):
    hongqi()
    body("红旗机械厂")
    for n in range(20):
        place(f"第{n}村")

    with django_assert_num_queries(3):
        rows = list(authority_list(words="紅旗").rows)

    assert [row.authority.heading for row in rows] == ["红旗机械厂", "红旗街道"]
    assert [row.authority.heading for row in authority_list(words="红旗公", kind="place").rows] == ["红旗街道"]
    assert authority_list(kind="body").sheet.total.number == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"since_year": 1983, "until_year": 1958},
        {"folded": ""},
        {"kind": "nickname"},
        {"folded": "红旗公社", "since_year": 1958},
    ],
)
def test_the_database_itself_refuses_a_wrong_name(wrong):
    authority = place(("红旗公社", 1958))

    with pytest.raises(IntegrityError), transaction.atomic():
        DatedName.objects.create(**({"authority": authority, "name": "某乡", "folded": "某乡"} | wrong))


def test_the_database_itself_refuses_an_undated_name_twice():
    authority = place("红旗公社")

    with pytest.raises(IntegrityError), transaction.atomic():
        DatedName.objects.create(authority=authority, name="红旗公社", folded="红旗公社")


def test_the_database_itself_refuses_who_follows_itself_and_a_link_twice():
    one, other = place("甲乡"), place("乙乡")
    follow(one, other)

    for pair in ({"predecessor": one, "successor": one}, {"predecessor": one, "successor": other}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Succession.objects.create(**pair)
