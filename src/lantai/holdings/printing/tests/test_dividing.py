"""Where words that are wider than their column may be divided."""

import pytest

from lantai.holdings.printing.dividing import divided

DATE = 18.4
"""Millimetres inside the column of dates."""


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("19870305", "19870305"),
        ("[19870000]", "[19870000]"),
        ("民国三十七年三月五日", "民国三十七年三月五日"),
        ("1987.3.5-1987.12.31", ["1987.3.5-", "1987.12.31"]),
        ("约1985.3–1986.12间", ["约1985.3–", "1986.12间"]),
        ("19870305至19880305-19890305止", ["19870305至19880305-", "19890305止"]),
        ("XXNYX.ZBGS", ["XXNYX.", "ZBGS"]),
        ("1234567890123", list("1234567890123")),
    ],
)
def test_it_is_behind_dashes_then_behind_marks_then_anywhere_and_only_where_it_is_too_wide(text, pieces):
    assert divided(text, DATE) == pieces
    assert "".join(divided(text, DATE)) == text
    assert divided(text, 100) == text
