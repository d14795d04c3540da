"""A record is found by every code it bears or has borne: in search and in the list of staff."""

import pytest
from django.urls import reverse

from lantai.base.accounts.access import ANONYMOUS, OPERATOR, actor_of
from lantai.engines.search.document import SearchQuery
from lantai.engines.search.factory import search_index
from lantai.engines.search.indexing import drain_all
from lantai.holdings.arrangement.actions import renumber_record, set_unit_code
from tests.support.world import UNOPENED

NEW = "0001-WS·1979-Y-BGS-0077"


@pytest.fixture
def world(world):
    record = world.unopened
    renumber_record(actor=OPERATOR, record=record, code=NEW, version=record.version, reason="更正")
    set_unit_code(actor=OPERATOR, record=record, code="79-办-55", reason="室编")
    drain_all()
    return world


@pytest.mark.parametrize("code", [UNOPENED, NEW, "79-办-55"])
def test_search_finds_it_by_old_new_and_unit_assigned_code(world, code):
    page = search_index().search(SearchQuery(words=f'"{code}"'), scope=OPERATOR.scope())

    assert world.unopened.pk in [hit.num for hit in page.hits]


@pytest.mark.parametrize("code", [UNOPENED, NEW, "79－办－55"])
def test_the_list_of_staff_finds_it_too(client, world, code):
    client.force_login(world.people["archivist"])

    page = client.get(reverse("accessions:records"), {"words": code})

    assert NEW in page.content.decode()


def test_no_old_code_of_an_unopened_record_is_told_to_others(world):
    for who in (ANONYMOUS, actor_of(world.people["outsider"])):
        assert not search_index().search(SearchQuery(words=f'"{UNOPENED}"'), scope=who.scope()).hits
