"""Sheets of a long list: every row once, forwards and backwards, and no place that was not given out."""

from __future__ import annotations

import base64
import json

import pytest

from lantai.base.common.keyset import PlaceUnknown, Sheet, Total, sheet_of, total_of
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory

pytestmark = pytest.mark.django_db
BY = ["fonds_id", "code_key"]


def sheet(place: str = "", size: int = 3) -> Sheet[Record]:
    return sheet_of(Record.objects.all(), by=BY, place=place, size=size, total=Total(0))


def records() -> list[Record]:
    for code in ("J002", "J001"):
        RecordFactory.create_batch(4, fonds=FondsFactory(code=code))
    return list(Record.objects.order_by(*BY))


def test_it_shows_every_row_once_on_the_way_forth_and_back():
    ordered, forth, back = records(), [sheet()], []
    while forth[-1].next:
        forth.append(sheet(forth[-1].next))
    back.append(sheet(forth[-1].previous))
    while back[-1].previous:
        back.append(sheet(back[-1].previous))

    assert [row for each in forth for row in each.items] == ordered
    assert [each.items for each in reversed(back)] == [each.items for each in forth[:-1]]
    assert (forth[0].previous, back[-1].previous) == ("", "")


def test_it_goes_on_behind_a_row_that_is_gone():
    ordered = records()
    place = sheet().next
    ordered[2].delete()

    assert sheet(place).items == tuple(ordered[3:6])


def test_it_gives_no_places_where_there_is_nothing():
    assert sheet() == Sheet((), Total(0))


@pytest.mark.parametrize(
    "said",
    ["x", "[]", '[">", 1]', '["=", 1, "a"]', '[">", null, "a"]', '[">", true, "a"]', '[">", 1, "a\\u0000"]', "{}"],
)
def test_it_refuses_a_place_no_list_has_given_out(said):
    with pytest.raises(PlaceUnknown):
        sheet(base64.urlsafe_b64encode(said.encode()).decode())


@pytest.mark.parametrize(
    "place", ["你好", "====", "%00", base64.urlsafe_b64encode(json.dumps([1] * 3).encode()).decode()]
)
def test_it_refuses_what_is_no_place_at_all(place):
    with pytest.raises(PlaceUnknown):
        sheet(place)


@pytest.mark.parametrize(("bound", "expected"), [(7, Total(7, or_more=True)), (8, Total(8)), (9, Total(8))])
def test_it_counts_up_to_a_bound_and_says_so(bound, expected):
    records()

    assert total_of(Record.objects.all(), bound=bound) == expected
