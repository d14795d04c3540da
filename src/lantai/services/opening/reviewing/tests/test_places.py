"""Passages put in their places: the boxes of the words that were marked, on the page as it was shown."""

from __future__ import annotations

import dataclasses

import pytest

from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.fulltext.models import Page, PageLayout
from lantai.holdings.fulltext.tests.factories import STEP, TEXT, pages_of
from lantai.holdings.withholding.queries import page_digest
from lantai.services.opening.actions import PassageSaid, decide
from lantai.services.opening.reviewing.queries.places import PageHasChanged, with_places
from lantai.services.opening.tests.batches import actor_in, at_first

pytestmark = pytest.mark.django_db
SECOND = len(TEXT[0]) + 1
"""Where the second line begins."""
WIDTH, HEIGHT = 1200, 1700


@pytest.fixture
def batch():
    made = at_first(FondsFactory(), count=1)
    pages_of(made.items.get().record, 2)
    return made


@pytest.fixture
def item(batch):
    return batch.items.select_related("record", "batch").get()


def said(item, start=None, end=None, *, page=1, **more):
    digest = more.pop("digest", None)
    return PassageSaid(
        page, "R3a", start, end, digest=page_digest(item.record_id, page) if digest is None else digest, **more
    )


def box_of(first, last, line):
    """As the factory draws: every character 36 wide, a step of 40, lines 80 apart and 40 high."""
    left, right = 100 + first * STEP, 100 + (last - 1) * STEP + 36
    return [
        round(left / WIDTH, 5), round((200 + line * 80) / HEIGHT, 5), round((right - left) / WIDTH, 5),
        round(40 / HEIGHT, 5),
    ]  # fmt: skip


def test_a_passage_gets_the_box_of_its_characters(item):
    (placed,) = with_places(item, [said(item, 2, 6)])

    assert placed.boxes == [box_of(2, 6, 0)]
    assert (placed.start, placed.end, placed.digest) == (2, 6, page_digest(item.record_id, 1))


def test_one_over_the_end_of_a_line_gets_a_box_on_each(item):
    (placed,) = with_places(item, [said(item, SECOND - 4, SECOND + 2)])

    assert placed.boxes == [box_of(SECOND - 4, SECOND - 1, 0), box_of(0, 2, 1)]


def test_passages_stay_in_their_order_each_on_its_page(item, django_assert_max_num_queries):
    asked = [said(item, 0, 1, page=2), said(item, 3, 5), said(item, 5, 6, page=2)]
    with django_assert_max_num_queries(3):
        placed = with_places(item, asked)

    assert [(each.page_number, each.start) for each in placed] == [(2, 0), (1, 3), (2, 5)]
    assert [each.boxes for each in placed] == [[box_of(0, 1, 0)], [box_of(3, 5, 0)], [box_of(5, 6, 0)]]


def test_boxes_that_were_drawn_stay_as_they_were_drawn(item):
    drawn = ((0.1, 0.2, 0.3, 0.1),)

    (placed,) = with_places(item, [said(item, boxes=drawn)])
    assert placed.boxes == drawn


def test_a_page_without_layout_gives_no_boxes(item):
    PageLayout.objects.all().delete()

    (placed,) = with_places(item, [said(item, 2, 6)])
    assert (placed.boxes, placed.start, placed.end) == ([], 2, 6)


@pytest.mark.parametrize("change", [{"text": "别的文字"}, {"width": 900}, {"rotation": 90}], ids=lambda each: str(each))
def test_what_was_marked_on_a_page_that_has_changed_is_refused(item, change):
    marked = said(item, 2, 6)
    Page.objects.filter(record=item.record, position=1).update(**change)

    with pytest.raises(PageHasChanged) as refusal:
        with_places(item, [said(item, 0, 1, page=2), marked])
    assert "1" in str(refusal.value)
    assert refusal.value.http_status == 409


def test_a_whole_page_is_withheld_as_it_is_now(item):
    marked = said(item, whole_page=True)
    Page.objects.filter(record=item.record, position=1).update(text="别的文字")

    (placed,) = with_places(item, [marked])
    assert placed.digest == page_digest(item.record_id, 1) != marked.digest
    assert placed.whole_page


def test_what_another_decided_on_a_page_that_has_changed_keeps_what_it_was_decided_with(batch, item):
    marked = with_places(item, [said(item, 2, 6)])
    decide(
        actor=actor_in(batch, "first_reviewer"), item=item, value="partial", reasons=["R3a"], passages=marked, seconds=3
    )
    Page.objects.filter(record=item.record, position=1).update(text="别的文字")

    assert with_places(item, marked) == marked
    with pytest.raises(PageHasChanged):
        with_places(item, [dataclasses.replace(marked[0], digest="0" * 64)])


def test_what_lies_on_no_page_is_left_for_the_act_to_refuse(item):
    marked = said(item, 2, 6, page=9, digest="")

    assert with_places(item, [marked]) == [marked]
    assert with_places(item, []) == []
