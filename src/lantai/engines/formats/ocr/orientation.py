"""Which way up a page stands: asked of tesseract, or of the recogniser itself where tesseract is absent or unsure."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

from lantai.engines.formats.ocr.crops import Pixels, Quad, RawChar, char_quad, crop_line, is_han, quad_size, shrink
from lantai.engines.formats.ocr.engine import Recogniser
from lantai.engines.formats.ocr.pixels import turn

OSD_SIDE = 2400
SURE = 4.0
"""Tesseract's confidence from which it was right on every page measured; below, it guesses."""
SECONDS = 30
"""Tesseract takes one; on a page that is all noise it can take for ever."""
_ANSWER = re.compile(rb"Rotate: (\d+)\s+Orientation confidence: ([\d.]+)")
SAMPLE_LINES = 10
SAMPLE_CHARS = 4
TURNS = (0, 90, 180, 270)


def page_rotation(pixels: Pixels, engine: Recogniser) -> int:
    """By how many degrees (0, 90, 180, 270) the page must be turned clockwise to stand upright."""
    told = rotation_by_tesseract(pixels)
    return rotation_by_reading(pixels, engine) if told is None else told


def rotation_by_tesseract(pixels: Pixels) -> int | None:
    """What tesseract says; None where it is not installed, finds too little text, is unsure or takes too long."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    small, _ = shrink(pixels, OSD_SIDE)
    header = b"P5 %d %d 255\n" % (small.shape[1], small.shape[0])
    try:
        done = subprocess.run(
            [program, "stdin", "-", "--psm", "0"],
            input=header + small.tobytes(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    answer = _ANSWER.search(done.stdout)
    return int(answer[1]) % 360 if answer and float(answer[2]) >= SURE else None


def rotation_by_reading(pixels: Pixels, engine: Recogniser) -> int:
    """Read single characters of the longest lines in all four directions.

    The recogniser knows characters that stand upright and, because columns are laid on their side for it, those
    turned left by a quarter; the other two directions it does not know. So each direction is judged by both.
    """
    longest = sorted(engine.find_lines(pixels), key=lambda quad: -max(quad_size(quad)))[:SAMPLE_LINES]
    squares = [square for quad in longest for square in _single_chars(pixels, quad, engine)]
    worth = {rotation: _sureness([turn(square, rotation) for square in squares], engine) for rotation in TURNS}
    return max(TURNS, key=lambda rotation: (worth[rotation] + worth[(rotation + 270) % 360], -rotation))


def _single_chars(pixels: Pixels, quad: Quad, engine: Recogniser) -> list[Pixels]:
    """A few characters of a line, as they stand on the page, from whichever end the line reads better."""
    width, height = quad_size(quad)
    down = height > width
    crop = crop_line(pixels, quad, vertical=down)
    forward, backward = engine.read_crops([crop, turn(crop, 180)])
    if forward[1] >= backward[1]:
        chars = forward[0]
    else:
        chars = tuple(RawChar(c.text, 1 - c.end, 1 - c.start) for c in backward[0])
    han = [c for c in chars if is_han(c.text)]
    some = han[:: max(1, len(han) // SAMPLE_CHARS)][:SAMPLE_CHARS]
    return [crop_line(pixels, char_quad(quad, char, vertical=down), vertical=False) for char in some]


def _sureness(squares: list[Pixels], engine: Recogniser) -> float:
    """How surely these are read as one Chinese character each."""
    read = engine.read_crops(squares)
    return sum(score for chars, score in read if len(chars) == 1 and is_han(chars[0].text))
