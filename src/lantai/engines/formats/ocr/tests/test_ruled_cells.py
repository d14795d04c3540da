"""Cells enclosed by rules, found on drawn tables."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from lantai.engines.formats.ocr.rules import ruled_tables
from lantai.engines.formats.ocr.tests.drawing import Sheet, letter_page


def grey(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("L"))


def form() -> Sheet:
    sheet = Sheet(1000, 800)
    sheet.grid([100, 300, 600, 900], [100, 200, 300, 400])
    sheet.across(130, 125, "姓名")
    sheet.across(330, 125, "钟鼎铭")
    return sheet


def test_it_finds_every_cell_of_a_table():
    tables = ruled_tables(grey(form().image), 0.0)

    assert [len(table) for table in tables] == [9]
    first = min(tables[0], key=lambda cell: (cell.top, cell.left))
    assert (first.left, first.top, first.right, first.bottom) == pytest.approx((100, 100, 300, 200), abs=5)


def test_it_tells_two_tables_apart():
    sheet = form()
    sheet.grid([100, 500, 900], [500, 600, 700])

    assert sorted(len(table) for table in ruled_tables(grey(sheet.image), 0.0)) == [4, 9]


@pytest.mark.parametrize("degrees", [-3, 2])
def test_it_finds_the_cells_of_a_page_that_lies_askew(degrees):
    askew = form().image.rotate(-degrees, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)

    assert [len(table) for table in ruled_tables(grey(askew), degrees)] == [9]


def test_it_counts_cells_as_one_where_the_rule_between_them_is_missing():
    sheet = form()
    sheet.draw.rectangle((290, 104, 310, 196), fill="white")

    assert [len(table) for table in ruled_tables(grey(sheet.image), 0.0)] == [8]


def test_it_does_not_count_the_frame_round_a_table():
    sheet = form()
    sheet.draw.rectangle((40, 40, 960, 760), outline="black", width=3)

    assert [len(table) for table in ruled_tables(grey(sheet.image), 0.0)] == [9]


def test_it_finds_no_cells_in_running_text():
    assert ruled_tables(grey(letter_page().image), 0.0) == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1)])
def test_it_finds_nothing_on_a_strip(shape):
    assert ruled_tables(np.full(shape, 255, dtype=np.uint8), 0.0) == []
