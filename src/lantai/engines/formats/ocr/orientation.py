"""Which way up a page stands: asked of the recogniser itself, and of tesseract where that is unsure."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from statistics import median

import cv2
import numpy as np

from lantai.engines.formats.ocr.crops import (
    LINE_HEIGHT,
    Pixels,
    Quad,
    RawChar,
    char_quad,
    crop_line,
    is_han,
    quad_size,
    shrink,
)
from lantai.engines.formats.ocr.engine import SURE_LINE, Recogniser
from lantai.engines.formats.ocr.pixels import turn

OSD_SIDE = 2400
SURE = 4.0
"""Tesseract's confidence from which it was right on every page measured; below, it guesses."""
SECONDS = 30
"""Tesseract takes one; on a page that is all noise it can take for ever."""
_ANSWER = re.compile(rb"Rotate: (\d+)\s+Orientation confidence: ([\d.]+)")
SAMPLE_LINES = 8
FIRST_LINES = 4
"""The rest of them is asked only where these leave a doubt."""
SAMPLE_LENGTH = 10
"""Of a sampled line so many characters are read, from its middle, …"""
SAMPLE_CHARS = 4
"""… and so many of them are tried in all four directions."""
SURE_MARGIN = 0.3
"""So much, of 2 a character, the best direction must be ahead of the next. The 120 measured pages were right at any."""
CLEAR_MARGIN = 0.6
ENOUGH_CHARS = 8
TOGETHER = 5
"""Single characters are tried so many in a row: the reader pads a shorter one to that length anyway."""
PITCH = 64
TURNS = (0, 90, 180, 270)


def page_rotation(pixels: Pixels, engine: Recogniser) -> int:
    """By how many degrees (0, 90, 180, 270) the page must be turned clockwise to stand upright.

    Reading a few characters costs a quarter of what tesseract does, and the lines it looks for are those that are
    read afterwards where the page stands upright, as most do.
    """
    read, sure = rotation_by_reading(pixels, engine)
    if sure:
        return read
    told = rotation_by_tesseract(pixels)
    return read if told is None else told


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


def rotation_by_reading(pixels: Pixels, engine: Recogniser) -> tuple[int, bool]:
    """What reading single characters of some lines in all four directions says, and whether that is sure.

    The recogniser knows characters that stand upright and, because columns are laid on their side for it, those
    turned left by a quarter; the other two directions it does not know. So each direction is judged by both.
    """
    lines = _sample(engine.find_lines(pixels))
    worth, count = dict.fromkeys(TURNS, 0.0), 0
    best, margin = 0, 0.0
    for at in range(0, len(lines), FIRST_LINES):
        squares = [square for quad in lines[at : at + FIRST_LINES] for square in _single_chars(pixels, quad, engine)]
        known = {rotation: _sureness([turn(square, rotation) for square in squares], engine) for rotation in TURNS}
        for rotation in TURNS:
            worth[rotation] += known[rotation] + known[(rotation + 270) % 360]
        count += len(squares)
        best = max(TURNS, key=lambda rotation: (worth[rotation], -rotation))
        margin = worth[best] - max(worth[rotation] for rotation in TURNS if rotation != best)
        if count >= ENOUGH_CHARS and margin >= CLEAR_MARGIN * count:
            break
    return best, count >= ENOUGH_CHARS and margin >= SURE_MARGIN * count


def _sample(quads: list[Quad]) -> list[Quad]:
    """The longest lines of ordinary thickness: letters of a heading or of a seal are few and odd."""
    long = [quad for quad in quads if max(quad_size(quad)) >= 2 * min(quad_size(quad))] or quads
    usual = median(min(quad_size(quad)) for quad in long) if long else 0
    odd = {id(quad): not usual / 2 <= min(quad_size(quad)) <= usual * 2 for quad in quads}
    return sorted(quads, key=lambda quad: (odd[id(quad)], -max(quad_size(quad))))[:SAMPLE_LINES]


def _single_chars(pixels: Pixels, line: Quad, engine: Recogniser) -> list[Pixels]:
    """A few characters of a line, as they stand on the page, from whichever end the line reads better."""
    quad, down = _middle(line)
    crop = crop_line(pixels, quad, vertical=down)
    chars, score = engine.read_crops([crop])[0]
    if score < SURE_LINE:
        backward, other = engine.read_crops([turn(crop, 180)])[0]
        if other > score:
            chars = tuple(RawChar(c.text, 1 - c.end, 1 - c.start) for c in backward)
    han = [c for c in chars if is_han(c.text)]
    some = han[:: max(1, len(han) // SAMPLE_CHARS)][:SAMPLE_CHARS]
    return [crop_line(pixels, char_quad(quad, char, vertical=down), vertical=False) for char in some]


def _middle(quad: Quad) -> tuple[Quad, bool]:
    """So much of a line as is read of it, and whether it runs down the page."""
    width, height = quad_size(quad)
    share = min(1.0, SAMPLE_LENGTH * min(width, height) / max(width, height))
    down = height > width
    return char_quad(quad, RawChar("", (1 - share) / 2, (1 + share) / 2), vertical=down), down


def _sureness(squares: list[Pixels], engine: Recogniser) -> float:
    """How surely these are read as one Chinese character each."""
    rows = [squares[at : at + TOGETHER] for at in range(0, len(squares), TOGETHER)]
    read = engine.read_crops([_side_by_side(row) for row in rows])
    return sum(
        min(len(row), sum(is_han(char.text) for char in chars)) * score
        for row, (chars, score) in zip(rows, read, strict=True)
    )


def _side_by_side(squares: list[Pixels]) -> Pixels:
    """Single characters in one line image, so far apart that none is read together with its neighbour."""
    drawn = [cv2.resize(square, (LINE_HEIGHT, LINE_HEIGHT), interpolation=cv2.INTER_AREA) for square in squares]
    paper = int(np.median(np.stack(drawn)))
    row = np.full((LINE_HEIGHT, PITCH * len(drawn)), paper, dtype=np.uint8)
    for at, square in enumerate(drawn):
        left = at * PITCH + (PITCH - LINE_HEIGHT) // 2
        row[:, left : left + LINE_HEIGHT] = square
    return row
