"""The one recogniser of a process and the geometry of its lines."""

from __future__ import annotations

import numpy as np
import pytest

from lantai.engines.formats.ocr import engine
from lantai.engines.formats.ocr.crops import char_quad, pad_page, place_chars, shrink
from lantai.engines.formats.ocr.engine import directions, recogniser, resident_megabytes
from lantai.engines.formats.ocr.tests.drawing import Sheet


def box(width: float, height: float) -> np.ndarray:
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)


def test_it_is_loaded_once():
    assert recogniser() is recogniser()


def test_it_is_replaced_once_the_process_has_grown_large(monkeypatch):
    first = recogniser()
    monkeypatch.setattr(engine, "FRESH_PAGES", 0)
    monkeypatch.setattr(engine, "LARGE_MEGABYTES", 1)

    assert resident_megabytes() > 1
    assert recogniser() is not first


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [(400, 40, (False,)), (40, 40, (False,)), (20, 36, (False, True)), (40, 90, (False, True)), (40, 400, (True,))],
)
def test_it_tries_both_directions_only_where_the_shape_leaves_it_open(width, height, expected):
    assert directions(box(width, height)) == expected


def test_it_places_characters_side_by_side_and_never_one_over_another():
    chars = place_chars(["档", "案", "1", "9"], [24.0, 72.0, 110.0, 130.0], 160.0)

    assert [round(c.start * 160) for c in chars] == [0, 48, 91, 120]
    assert [round(c.end * 160) for c in chars] == [48, 91, 120, 154]


def test_it_runs_the_characters_of_a_vertical_line_down_the_page():
    first, second = place_chars(["甲", "乙"], [24.0, 72.0], 96.0)

    upper = char_quad(box(50, 100), first, vertical=True)
    lower = char_quad(box(50, 100), second, vertical=True)

    assert (upper.min(axis=0).tolist(), upper.max(axis=0).tolist()) == ([0, 0], [50, 50])
    assert (lower.min(axis=0).tolist(), lower.max(axis=0).tolist()) == ([0, 50], [50, 100])


def test_it_pads_with_paper_so_that_places_stay_the_same():
    page = np.full((100, 900), 240, dtype=np.uint8)
    page[10, 20] = 0

    padded = pad_page(page)

    assert padded.shape == (768, 960)
    assert padded[10, 20] == 0
    assert padded[700, 950] == 240


@pytest.mark.parametrize(
    ("shape", "expected"), [((100, 50), (100, 50)), ((5200, 2600), (2600, 1300)), ((1, 9000), (1, 2600))]
)
def test_it_shrinks_only_what_is_too_large(shape, expected):
    small, scale = shrink(np.zeros(shape, dtype=np.uint8), 2600)

    assert small.shape == expected
    assert scale == min(1.0, 2600 / max(shape))


def test_it_finds_lines_where_the_library_finds_them():
    """What is prepared here in single precision and one channel is what the library prepares."""
    sheet = Sheet()
    for row, text in enumerate(["关于春耕生产的通知", "各公社要抓紧春耕", "云溪县人民政府办公室"]):
        sheet.across(120, 200 + 120 * row, text)
    pixels, reader = np.asarray(sheet.image.convert("L")), recogniser()

    theirs = reader._detector(np.repeat(pad_page(pixels)[:, :, None], 3, axis=2)).boxes
    ours = reader.find_lines(pixels)

    assert len(ours) == 3
    assert np.allclose(np.array(ours), theirs)
    assert all(again is first for again, first in zip(reader.find_lines(pixels), ours, strict=True)), "looked at once"
    assert reader.find_lines(pixels.copy())[0] is not ours[0]
