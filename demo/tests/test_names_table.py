"""The names of the fictional county go in through the act, and join what its papers call the same place."""

import pytest

from demo.places import TOWNS, names_table
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.config.demonstration import enter_names
from lantai.holdings.authority.queries import names_of

pytestmark = pytest.mark.django_db


def test_every_town_is_found_under_all_its_names():
    enter_names(InstitutionFactory())

    for town in TOWNS:
        assert {town.named(year) for year in (1955, 1970, 1990)} <= set(names_of(town.township))
    assert "临江县革命委员会" in names_of("临江区人民政府")
    assert names_of("区民政局") == ("区民政局", "县民政局")


def test_a_second_run_enters_nothing_and_no_row_is_wrong():
    archive = InstitutionFactory()

    first, second = enter_names(archive), enter_names(archive)

    assert (first.rows, first.there, first.findings) == (len(names_table()), 0, ())
    assert (second.authorities, second.names, second.links) == (0, 0, 0)
