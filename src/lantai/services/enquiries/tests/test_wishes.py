"""What people say when they come finds what they come for: the table in wishes.yaml, and what finds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from lantai.services.enquiries.matters import matters
from lantai.services.enquiries.wishes import find_matters

TABLE = yaml.safe_load(Path(__file__).with_name("wishes.yaml").read_text(encoding="utf-8"))
LEAST = 20


def found(wish):
    return [match.matter.code for match in find_matters(wish, matters().values())]


@pytest.mark.parametrize("code", sorted(matters()))
def test_a_matter_comes_first_for_what_people_say(code):
    wishes = [str(wish) for wish in TABLE[code]]

    assert len(set(wishes)) >= LEAST
    assert {wish: codes[:3] for wish in wishes if (codes := found(wish))[:1] != [code]} == {}


def test_what_may_mean_several_matters_lists_them():
    missed = {
        wish: codes for either in TABLE["several"] for wish in either["wishes"]
        if not set(either["of"]) <= set(codes := found(wish))
    }  # fmt: skip

    assert missed == {}


def test_what_no_archive_can_do_finds_nothing():
    assert {wish: codes for wish in TABLE["nothing"] if (codes := found(wish))} == {}
    assert {*TABLE} == {*matters(), "several", "nothing"}
