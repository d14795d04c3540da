"""The page viewer: image and text in step, hits, neighbours. What it needs no JavaScript for is tested here."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from lantai.base.accounts.access import Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.fulltext.tests.factories import pages_of

pytestmark = pytest.mark.django_db


def address(record, position=1):
    return reverse("fulltext:page", args=[record.ulid, position])


@pytest.fixture
def record():
    made = RecordFactory(opened=True)
    pages_of(made, 3)
    return made


def test_it_shows_the_text_line_by_line_with_its_boxes(client, record):
    text = client.get(address(record)).content.decode()

    assert "同意你社修缮城东水渠" in text
    assert 'data-box="100,200,516,40"' in text


def test_it_gives_the_image_without_javascript(client, record):
    text = client.get(address(record)).content.decode()

    assert f"/iiif/{record.ulid}/1/full/1200,/0/default.jpg" in text
    assert f'href="{address(record, 2)}"' in text


def test_it_marks_hits_in_the_text_and_carries_their_boxes(client, record):
    text = client.get(address(record), {"q": "水渠"}).content.decode()
    boxes = json.loads(re.search(r'data-hits="([^"]*)"', text)[1])

    assert text.count("<mark>水渠</mark>") == 2
    assert len(boxes) == 2
    assert boxes[0] == [[260, 200, 76, 40]]


def test_it_leads_to_the_next_page_with_a_hit(client, record):
    record.pages.filter(position=2).update(text="无关的文字")

    text = client.get(address(record), {"q": "水渠"}).content.decode()

    assert re.search(rf'data-next-hit\s+href="{address(record, 3)}\?q=', text)


def test_it_marks_what_is_one_character_off_when_asked_and_says_so_in_every_link(client, record):
    """水果 stands nowhere: the machine reads 水渠, and whoever allows one wrong character comes to it."""
    said = {"q": "东水果修缮", "tolerant": "1"}
    record.pages.filter(position=2).update(text="东水渠修缮")

    exact = client.get(address(record), {"q": said["q"]}).content.decode()
    text = client.get(address(record), said).content.decode()
    other = client.get(address(record, 2), said).content.decode()

    assert "<mark>" not in exact
    assert "<mark>东水渠修缮</mark>" in text
    assert json.loads(re.search(r'data-hits="([^"]*)"', text)[1]) == [[[220, 200, 196, 40]]]
    asked = "?q=%E4%B8%9C%E6%B0%B4%E6%9E%9C%E4%BF%AE%E7%BC%AE&amp;tolerant=1"
    assert re.search(rf'data-next-hit\s+href="{re.escape(address(record, 2) + asked)}"', text)
    assert re.search(rf'data-previous-hit\s+href="{re.escape(address(record) + asked)}"', other)
    assert f'href="/search{asked}"' in text
    assert '<input type="hidden" name="tolerant" value="1">' in text


def test_it_shows_a_page_that_is_text_only(client):
    record = RecordFactory(opened=True)
    pages_of(record, 1, width=0, height=0, source="born-digital")

    text = client.get(address(record)).content.decode()

    assert "同意你社修缮城东水渠" in text
    assert "data-viewer" not in text


def test_it_says_that_a_page_still_waits(client):
    record = RecordFactory(opened=True)
    pages_of(record, 1, state="waiting", text="")
    record.pages.get().layout.delete()

    assert "尚待机器识别" in client.get(address(record)).content.decode()


def test_it_escapes_what_the_machine_read(client):
    record = RecordFactory(opened=True, title="<b>题名</b>")
    pages_of(record, 1, text="<script>alert(1)</script>水渠")

    text = client.get(address(record), {"q": "水渠"}).content.decode()

    assert "<script>alert" not in text
    assert "<b>题名" not in text


def test_it_reads_an_unopened_page_to_staff_only(client):
    record = RecordFactory()
    pages_of(record, 1)

    answers = [client.get(address(record)).status_code]
    for user in (outsider(), person(Role.PROOFREADER)):
        client.force_login(user)
        answers.append(client.get(address(record)).status_code)

    assert answers == [404, 404, 200]


@pytest.mark.parametrize("bad", ["0", "4", "-1", "x", "9999999999999999999999"])
def test_it_knows_no_page_outside_the_record(client, record, bad):
    assert client.get(f"/records/{record.ulid}/pages/{bad}").status_code == 404


def test_it_refuses_another_method(client, record):
    assert client.post(address(record)).status_code == 405


def test_it_costs_the_same_for_a_thick_volume(client, django_assert_max_num_queries):
    record = RecordFactory(opened=True)
    pages_of(record, 80)

    with django_assert_max_num_queries(11):
        client.get(address(record, 40), {"q": "水渠"})


def test_it_explains_words_that_cannot_be_looked_for(client, record):
    answer = client.get(address(record), {"q": "。。"})

    assert answer.status_code in {200, 400}
