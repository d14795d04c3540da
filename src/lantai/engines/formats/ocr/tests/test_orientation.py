"""Which way up a page stands: by reading, and by tesseract where reading is unsure."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pytest

from lantai.engines.formats.ocr import orientation
from lantai.engines.formats.ocr.engine import recogniser
from lantai.engines.formats.ocr.orientation import page_rotation, rotation_by_reading, rotation_by_tesseract
from lantai.engines.formats.ocr.pixels import page_pixels, turn
from lantai.engines.formats.ocr.tests.drawing import Sheet, column_page, letter_page


def pixels(sheet: Sheet) -> np.ndarray:
    return page_pixels(sheet.image).faded


def program(folder: Path, script: str) -> None:
    """A program called tesseract that does as the script says."""
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)


@pytest.mark.parametrize(
    ("drawn", "rotation"),
    [
        (letter_page, 180),
        (letter_page, 270),
        (column_page, 0),
        *(pytest.param(column_page, turned, marks=pytest.mark.slow) for turned in (90, 180, 270)),
    ],
)
def test_it_finds_the_way_up_by_reading_alone(drawn, rotation):
    stored = turn(pixels(drawn()), (360 - rotation) % 360)

    assert rotation_by_reading(stored, recogniser()) == (rotation, True)


SURE_OF_A_QUARTER = "cat > /dev/null; echo 'Rotate: 90'; echo 'Orientation confidence: 12.5'"


def latin_page() -> Sheet:
    """A page without one Chinese character: reading has nothing to try."""
    sheet = Sheet(900, 420)
    for i in range(3):
        sheet.across(80, 80 + i * 70, "Certificate of marriage, Linjiang 1987")
    return sheet


def test_it_does_not_ask_tesseract_where_reading_is_sure(monkeypatch, tmp_path):
    program(tmp_path, SURE_OF_A_QUARTER)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    assert page_rotation(turn(pixels(letter_page()), 180), recogniser()) == 180


def test_it_asks_tesseract_where_reading_is_unsure(monkeypatch, tmp_path):
    program(tmp_path, SURE_OF_A_QUARTER)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    page = pixels(latin_page())

    assert rotation_by_reading(page, recogniser())[1] is False
    assert page_rotation(page, recogniser()) == 90


def test_it_goes_by_reading_where_tesseract_is_not_installed(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    page = pixels(latin_page())

    assert rotation_by_tesseract(page) is None
    assert page_rotation(page, recogniser()) == rotation_by_reading(page, recogniser())[0]


def test_it_believes_tesseract_where_that_is_sure(monkeypatch, tmp_path):
    program(tmp_path, "cat > /dev/null; echo 'Rotate: 270'; echo 'Orientation confidence: 12.5'")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    assert rotation_by_tesseract(pixels(letter_page())) == 270


@pytest.mark.parametrize(
    "script",
    [
        "cat > /dev/null; echo 'Rotate: 90'; echo 'Orientation confidence: 0.8'",
        "cat > /dev/null; echo 'Too few characters. Skipping this page' >&2; exit 1",
        "exit 3",
    ],
    ids=["unsure", "too few characters", "broken"],
)
def test_it_does_not_believe_tesseract_otherwise(monkeypatch, tmp_path, script):
    program(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    assert rotation_by_tesseract(pixels(letter_page())) is None


def test_it_does_not_wait_for_tesseract_for_ever(monkeypatch, tmp_path):
    program(tmp_path, "exec sleep 60")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(orientation, "SECONDS", 0.3)

    assert rotation_by_tesseract(pixels(letter_page())) is None


def test_it_leaves_an_empty_page_as_it_is():
    assert rotation_by_reading(np.full((300, 200), 255, dtype=np.uint8), recogniser()) == (0, False)
