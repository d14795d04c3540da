"""What IIIF level 1 asks of an address, without any image."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, strategies as st

from lantai.holdings.fulltext.iiif import LARGEST_SIDE, BadImageRequest, info, largest_size, parse

W, H = 1000, 1500


def asked(region="full", size="max", rotation="0", quality="default", form="jpg"):
    return parse((region, size, rotation, quality, form), W, H)


@pytest.mark.parametrize(
    ("region", "size", "expected"),
    [
        ("full", "max", (None, (1000, 1500))),
        ("full", "500,", (None, (500, 750))),
        ("full", ",750", (None, (500, 750))),
        ("full", "300,300", (None, (300, 300))),
        ("square", "max", ((0, 250, 1000, 1000), (1000, 1000))),
        ("10,20,100,50", "max", ((10, 20, 100, 50), (100, 50))),
        ("900,1400,500,500", "max", ((900, 1400, 100, 100), (100, 100))),
        ("0,0,1000,1500", "max", (None, (1000, 1500))),
    ],
)
def test_it_reads_what_level_one_knows(region, size, expected):
    found = asked(region, size)

    assert (found.region, found.size) == expected


@pytest.mark.parametrize(
    "parts",
    [
        {"region": "1000,0,10,10"},
        {"region": "0,0,0,10"},
        {"region": "a,b,c,d"},
        {"region": "-1,0,10,10"},
        {"size": "1001,"},
        {"size": ",1501"},
        {"size": "0,"},
        {"size": ","},
        {"size": "big"},
        {"rotation": "north"},
        {"quality": "nice"},
        {"form": "exe"},
    ],
)
def test_it_refuses_what_the_standard_does_not_know(parts):
    with pytest.raises(BadImageRequest) as refusal:
        asked(**parts)

    assert refusal.value.status == 400


@pytest.mark.parametrize(
    "parts",
    [
        {"region": "pct:1,1,50,50"},
        {"size": "^max"},
        {"size": "!200,200"},
        {"size": "pct:50"},
        {"rotation": "90"},
        {"rotation": "!0"},
        {"quality": "gray"},
        {"form": "png"},
    ],
)
def test_it_says_not_implemented_for_higher_levels(parts):
    with pytest.raises(BadImageRequest) as refusal:
        asked(**parts)

    assert refusal.value.status == 501


@given(st.text(max_size=30), st.text(max_size=30))
def test_it_answers_or_refuses_and_never_breaks(region, size):
    with contextlib.suppress(BadImageRequest):
        found = asked(region, size)

        assert 0 < found.size[0] <= W
        assert 0 < found.size[1] <= H


@given(st.integers(1, 40_000), st.integers(1, 40_000))
def test_it_offers_only_what_it_answers(width, height):
    told = info("https://example.org/iiif/x/1", width, height)

    assert max(largest_size((0, 0, width, height))) <= LARGEST_SIDE
    for size in told["sizes"]:
        assert parse(("full", f"{size['width']},{size['height']}", "0", "default", "jpg"), width, height)
    assert told["tiles"][0]["scaleFactors"][0] == 1


def test_it_gives_one_canonical_form():
    assert asked("0,0,1000,1500", "1000,").canonical(W, H) == "full/max/0/default.jpg"
    assert asked("square", "100,").canonical(W, H) == "0,250,1000,1000/100,100/0/default.jpg"
