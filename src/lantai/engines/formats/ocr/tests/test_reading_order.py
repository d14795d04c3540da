"""Reading order on boxes alone: nothing is recognised here."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from lantai.engines.formats.ocr.cuts import Rect, by_rows, find_gutter, in_order
from lantai.engines.formats.ocr.engine import RawLine
from lantai.engines.formats.ocr.layout import is_vertical, reading_order, skew
from lantai.engines.formats.ocr.tables import in_order_with_tables

EM = 30
PITCH = 45


def column(first: int, left: int, top: int, lines: int, *, width: int = 14 * EM) -> list[Rect]:
    """Lines of running text below one another; every fifth ends a paragraph and is short."""
    ends = [left + (width // 2 if i % 5 == 4 else width) for i in range(lines)]
    return [Rect(first + i, left, top + i * PITCH, end, top + i * PITCH + EM) for i, end in enumerate(ends)]


def newspaper() -> list[Rect]:
    """A headline over three columns on one line grid, and a footer below."""
    headline = [Rect(0, 300, 50, 1200, 110)]
    body = [r for c in range(3) for r in column(1 + c * 20, 100 + c * 460, 200, 20)]
    return [*headline, *body, Rect(61, 700, 1150, 760, 1180)]


def register() -> list[Rect]:
    """An unruled list of six rows: number, name, a title of varying length, a date. One title takes two lines."""
    rects: list[Rect] = []
    for row in range(6):
        top = 100 + row * 120
        ends = (130, 320, 620 + 40 * (row % 3), 1090)
        lefts = (100, 220, 400, 930)
        for i, (left, right) in enumerate(zip(lefts, ends, strict=True)):
            if i == 2 and row == 3:
                rects += [Rect(len(rects), left, top - 19, right, top + 11)]
                rects += [Rect(len(rects), left, top + 19, right, top + 49)]
            else:
                rects.append(Rect(len(rects), left, top, right, top + EM))
    return rects


def two_parts() -> list[Rect]:
    """Two columns, a heading across, two columns again."""
    upper = [*column(0, 100, 100, 6), *column(6, 600, 100, 6)]
    lower = [*column(13, 100, 600, 6), *column(19, 600, 600, 6)]
    return [*upper, Rect(12, 200, 450, 900, 490), *lower]


LAYOUTS = {"newspaper": newspaper, "register": register, "two parts": two_parts, "plain": lambda: column(0, 80, 80, 30)}


def keys(rects: list[Rect]) -> list[int]:
    return [r.key for r in rects]


@pytest.mark.parametrize("name", LAYOUTS)
def test_it_reads_known_layouts_whatever_order_the_lines_come_in(name):
    rects = LAYOUTS[name]()
    shuffled = random.Random(7).sample(rects, len(rects))

    found = keys(in_order(shuffled))

    assert found == list(range(len(rects)))


@pytest.mark.parametrize("name", LAYOUTS)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_it_gives_the_same_order_when_boxes_are_a_little_off(name, seed):
    chance = random.Random(seed)
    rects = LAYOUTS[name]()
    off = [Rect(r.key, *(v + chance.uniform(-2, 2) for v in (r.left, r.top, r.right, r.bottom))) for r in rects]
    chance.shuffle(off)

    found = keys(in_order(off))

    assert found == list(range(len(rects)))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 2000), st.floats(0, 3000), st.floats(1, 900), st.floats(1, 900)),
        max_size=30,
    )
)
def test_it_keeps_every_line_exactly_once(boxes):
    rects = [Rect(i, x, y, x + w, y + h) for i, (x, y, w, h) in enumerate(boxes)]

    found = keys(in_order(rects))

    assert sorted(found) == list(range(len(rects)))


def test_it_takes_the_cells_of_a_list_for_no_columns_of_text():
    assert find_gutter(register()) is None
    assert find_gutter(newspaper()) is not None


def test_it_reads_the_rows_of_a_table_although_its_cells_stand_in_columns():
    cells = [
        Rect(i, 100 + 300 * (i % 3), 100 + 50 * (i // 3), 380 + 300 * (i % 3), 145 + 50 * (i // 3)) for i in range(9)
    ]

    assert keys(by_rows(cells[::-1])) == list(range(9))


def test_it_reads_a_cell_that_spans_rows_before_the_rows_beside_it():
    cells = [[Rect(-1, 0, 0, 100, 300), *(Rect(-1, 100, y, 400, y + 100) for y in (0, 100, 200))]]
    label = Rect(0, 30, 135, 70, 165)
    rows = [Rect(1 + i, 120, 35 + 100 * i, 300, 65 + 100 * i) for i in range(3)]

    with_cells = keys(in_order_with_tables([*rows, label], cells))
    without = keys(in_order([*rows, label]))

    assert with_cells == [0, 1, 2, 3]
    assert without != with_cells


def test_it_reads_the_text_round_a_table_before_and_after_it():
    cells = [[Rect(-1, x, y, x + 200, y + 100) for y in (200, 300) for x in (100, 300)]]
    inside = [
        Rect(1 + i, 120 + 200 * (i % 2), 235 + 100 * (i // 2), 250 + 200 * (i % 2), 265 + 100 * (i // 2))
        for i in range(4)
    ]

    found = in_order_with_tables([Rect(5, 100, 450, 600, 480), *inside, Rect(0, 100, 100, 600, 130)], cells)

    assert keys(found) == [0, 1, 2, 3, 4, 5]


def raw(key: int, corners: list[tuple[float, float]], *, vertical: bool = False) -> RawLine:
    return RawLine(np.array(corners, dtype=np.float32), f"行{key}", 0.9, (), vertical)


def leaning(rects: list[Rect], degrees: float) -> list[RawLine]:
    """The boxes as lines of a page that lies askew."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    lines = []
    for r in rects:
        corners = [(r.left, r.top), (r.right, r.top), (r.right, r.bottom), (r.left, r.bottom)]
        lines.append(raw(r.key, [(x * c - y * s, x * s + y * c) for x, y in corners]))
    return lines


@pytest.mark.parametrize("degrees", [-6, -2, 0, 1.5, 5])
def test_it_straightens_a_page_before_reading_it(degrees):
    lines = leaning(newspaper(), degrees)

    found = reading_order(lines[::-1])

    assert skew(lines) == pytest.approx(degrees, abs=0.1)
    assert [line.text for line in found] == [f"行{i}" for i in range(62)]


@pytest.mark.parametrize("degrees", [-3, 0, 3])
def test_it_reads_vertical_columns_from_the_right_and_the_upper_register_first(degrees):
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    lines = []
    for i in range(12):
        x, y = 900 - (i % 6) * 120, 100 + (i // 6) * 800
        corners = [(x, y), (x + 50, y), (x + 50, y + 700), (x, y + 700)]
        lines.append(raw(i, [(a * c - b * s, a * s + b * c) for a, b in corners], vertical=True))

    found = reading_order(lines[::-1])

    assert is_vertical(lines)
    assert [line.text for line in found] == [f"行{i}" for i in range(12)]


def test_it_takes_a_slanting_seal_for_no_lean_of_the_page():
    lines = leaning(column(0, 100, 100, 8), 0)
    seal = raw(99, [(400, 900), (560, 820), (580, 860), (420, 940)])

    assert skew([*lines, seal]) == pytest.approx(0, abs=0.01)
