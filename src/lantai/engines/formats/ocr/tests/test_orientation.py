"""Which way up a page stands, with tesseract and without it."""

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

    assert rotation_by_reading(stored, recogniser()) == rotation


def test_it_reads_for_itself_where_tesseract_is_not_installed(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    stored = turn(pixels(letter_page()), 180)

    assert rotation_by_tesseract(stored) is None
    assert page_rotation(stored, recogniser()) == 180


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
    assert rotation_by_reading(np.full((300, 200), 255, dtype=np.uint8), recogniser()) == 0
