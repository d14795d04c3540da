"""The list of fonds and the page of one: public, with counts of what this reader may see."""

from __future__ import annotations

import pytest

from lantai.base.accounts.access import Role
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory

pytestmark = pytest.mark.django_db


def test_it_lists_every_fonds_with_what_this_reader_may_see(client):
    fonds = FondsFactory()
    RecordFactory(fonds=fonds, opened=True)
    RecordFactory(fonds=fonds)

    shown = client.get("/fonds/").context["rows"]

    assert [(row.fonds.code, row.records) for row in shown] == [("J001", 1)]


def test_it_counts_more_for_the_archive_itself_and_no_more_for_another(client):
    fonds = FondsFactory()
    RecordFactory(fonds=fonds)

    counts = []
    for user in (outsider(), person(Role.ARCHIVIST)):
        client.force_login(user)
        counts.append(client.get("/fonds/").context["rows"][0].records)

    assert counts == [0, 1]


def test_it_says_what_will_be_listed_when_there_is_nothing(client):
    assert "本馆的全宗会列在这里" in client.get("/fonds/").content.decode()


def test_it_shows_one_fonds_with_guide_and_open_records_only(client):
    fonds = FondsFactory()
    shown, hidden = RecordFactory(fonds=fonds, opened=True), RecordFactory(fonds=fonds)

    text = client.get("/fonds/J001").content.decode()

    assert "本全宗起于一九四九年" in text
    assert shown.title in text
    assert hidden.title not in text


def test_it_says_that_nothing_is_open_yet(client):
    RecordFactory()

    text = client.get("/fonds/J001").content.decode()

    assert "尚无开放的档案" in text


def test_it_lets_the_reader_choose_between_archives_with_the_same_code(client):
    FondsFactory(title="甲馆的全宗")
    FondsFactory(institution=InstitutionFactory(code="LT02", name="乙馆"), title="乙馆的全宗")

    choice = client.get("/fonds/J001").content.decode()
    chosen = client.get("/fonds/J001", {"archive": "LT02"})

    assert "甲馆的全宗" in choice
    assert "乙馆的全宗" in choice
    assert chosen.context["page"].fonds.title == "乙馆的全宗"


@pytest.mark.parametrize("code", ["J999", "..", "x" * 300, "J001%00"])
def test_it_knows_no_other_fonds(client, code):
    FondsFactory()

    assert client.get(f"/fonds/{code}").status_code == 404


@pytest.mark.parametrize("address", ["/fonds/", "/fonds/J001"])
def test_it_refuses_another_method(client, address):
    FondsFactory()

    assert client.post(address).status_code == 405


@pytest.mark.parametrize("sheet", ["2", "999", "x", "-1"])
def test_it_pages_through_many_records_at_a_constant_cost(client, sheet, django_assert_num_queries):
    fonds = FondsFactory()
    RecordFactory.create_batch(60, fonds=fonds, opened=True)

    with django_assert_num_queries(3):
        answer = client.get("/fonds/J001", {"page": sheet})
    assert answer.status_code == 200


def test_it_lists_many_fonds_at_a_constant_cost(client, django_assert_num_queries):
    for n in range(30):
        FondsFactory(code=f"J{n:03d}")

    with django_assert_num_queries(2):
        client.get("/fonds/")
