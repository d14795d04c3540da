"""Which archive may hold it: by places and their other names, bodies, years, kinds; with reasons."""

from __future__ import annotations

from itertools import pairwise

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.models import Institution
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.base.common.text import fold
from lantai.holdings.authority.models import Authority, DatedName, Succession
from lantai.holdings.catalogue.actions import found_fonds
from lantai.services.enquiries.queries.holders import archives_for, archives_for_case, wanted_by
from lantai.services.enquiries.routing import Holding, Wanted, Why, places_in, rank
from lantai.services.enquiries.tests.factories import taken_for

COMMUNE = Holding("A", "云溪区档案馆", "红旗公社管理委员会", 1958, 1983, "红旗公社")
TOWN = Holding("B", "石桥镇档案室", "石桥镇人民政府 婚姻登记", 1984, 2005, "石桥镇")


def test_places_stand_before_their_endings():
    found = places_in("1975年下乡到红旗公社三大队")

    assert "红旗公社" in found
    assert places_in("柳文澜") == places_in("") == ()


@pytest.mark.parametrize(
    ("wanted", "archives", "first"),
    [
        (Wanted(places=("红旗公社",)), ["A"], Why.PLACE),
        (Wanted(places=("红旗街道",), others=(("红旗街道", ("红旗镇", "红旗公社")),)), ["A"], Why.FORMER),
        (Wanted(places=("石桥公社",)), ["B"], Why.STEM),
        (Wanted(bodies=("石桥镇人民政府",)), ["B"], Why.BODY),
        (Wanted(types=(("marriage", "婚姻登记"),)), ["B"], Why.TYPE),
        (Wanted(places=("红旗公社",), types=(("marriage", "婚姻登记"),)), ["A", "B"], Why.PLACE),
        (Wanted(places=("青山公社",)), [], None),
        (Wanted(), [], None),
    ],
)
def test_archives_are_ranked_by_what_their_guides_say(wanted, archives, first):
    found = rank(wanted, [TOWN, COMMUNE])

    assert [each.archive for each in found] == archives
    assert first is None or found[0].reasons[0].why == first


def test_years_that_do_not_fit_count_less():
    rival = Holding("C", "青山区档案馆", "红旗公社革命委员会", 1990, 1999, "红旗公社")
    found = rank(Wanted(places=("红旗公社",), years=(1974, 1976)), [rival, COMMUNE])

    assert [each.archive for each in found] == ["A", "C"]
    assert Why.YEARS in {reason.why for reason in found[0].reasons}


def test_many_fonds_of_a_name_weigh_little_more_than_one():
    many = [Holding("C", "某馆", f"红旗公社{n}", title=f"红旗公社{n}") for n in range(20)]

    assert rank(Wanted(places=("红旗公社",)), many)[0].score < 10


@pytest.mark.django_db
def test_a_case_finds_the_archive_of_the_commune_by_the_name_of_the_street(django_assert_max_num_queries):
    mine = InstitutionFactory()
    holder = InstitutionFactory(code="LT32", name="红旗街道档案馆")
    unit = Institution.objects.create(code="U7", name="某单位", kind=Institution.Kind.UNIT)
    found_fonds(actor=OPERATOR, institution=holder, code="0009", title="红旗公社管理委员会")
    found_fonds(actor=OPERATOR, institution=unit, code="0010", title="红旗公社知青办")
    names = [Authority.objects.create(institution=mine, heading=name) for name in ("红旗公社", "红旗乡", "红旗街道")]
    for each in names:
        DatedName.objects.create(authority=each, name=each.heading, folded=fold(each.heading))
    for earlier, later in pairwise(names):
        Succession.objects.create(predecessor=earlier, successor=later)
    enquiry = taken_for(mine, answers={"husband": "程志远", "registrar": "红旗街道办事处"}, sought="查结婚登记")

    with django_assert_max_num_queries(8):
        found = archives_for_case(enquiry, OPERATOR)

    assert [each.archive for each in found] == ["LT32"]
    assert {Why.FORMER, Why.ITSELF} <= {reason.why for reason in found[0].reasons}
    assert archives_for(wanted_by("unopened", {}, "寻找云山县的材料"), OPERATOR) == []
