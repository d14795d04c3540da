"""Byte ranges as clients send them."""

from __future__ import annotations

import pytest

from lantai.holdings.fulltext.ranges import RangeNotSatisfiable, byte_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-99", (0, 99)),
        ("bytes=100-", (100, 999)),
        ("bytes=-10", (990, 999)),
        ("bytes=-5000", (0, 999)),
        ("bytes=990-5000", (990, 999)),
        ("bytes=0-0", (0, 0)),
        ("", None),
        ("bytes=5-2", None),
        ("bytes=0-1,5-9", None),
        ("items=0-1", None),
        ("bytes=-", None),
    ],
)
def test_it_reads_one_range_or_gives_everything(header, expected):
    assert byte_range(header, 1000) == expected


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_it_refuses_a_range_outside_the_file(header):
    with pytest.raises(RangeNotSatisfiable):
        byte_range(header, 1000)


def test_it_refuses_any_range_of_an_empty_file():
    with pytest.raises(RangeNotSatisfiable):
        byte_range("bytes=0-", 0)
