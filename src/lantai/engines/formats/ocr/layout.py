"""Reading order of the lines of a page: straighten, tell vertical writing from horizontal, then cut (see `cuts`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

import numpy as np

from lantai.engines.formats.ocr.crops import Pixels, Quad, quad_size
from lantai.engines.formats.ocr.cuts import Rect
from lantai.engines.formats.ocr.engine import RawLine
from lantai.engines.formats.ocr.rules import ruled_tables
from lantai.engines.formats.ocr.tables import in_order_with_tables

STRAIGHT = 15.0
"""Lines leaning more than this (degrees) are seals and scribbles, not the direction of the page."""


def reading_order(lines: Sequence[RawLine], pixels: Pixels | None = None) -> list[RawLine]:
    """The same lines in the order a reader takes them; every line once. Printed rules are looked for on `pixels`."""
    if len(lines) < 2:
        return list(lines)
    lean = skew(lines)
    turn = _turn_back(lean)
    lay = _laid_on_side if is_vertical(lines) else _as_is
    rects = [lay(_rect(i, line.quad @ turn)) for i, line in enumerate(lines)]
    tables = [] if pixels is None else ruled_tables(pixels, lean)
    cells = [[lay(Rect(-1, c.left, c.top, c.right, c.bottom)) for c in table] for table in tables]
    return [lines[r.key] for r in in_order_with_tables(rects, cells)]


def is_vertical(lines: Sequence[RawLine]) -> bool:
    """Whether most of the text runs down the page."""
    down = sum(len(line.text) for line in lines if line.vertical)
    return down > sum(len(line.text) for line in lines) / 2


def skew(lines: Sequence[RawLine]) -> float:
    """By how many degrees the text leans clockwise: the median over its longer lines."""
    longest = max(max(quad_size(line.quad)) for line in lines)
    angles = [_lean(line.quad, vertical=line.vertical) for line in lines if max(quad_size(line.quad)) > longest / 3]
    straight = [angle for angle in angles if abs(angle) < STRAIGHT]
    return median(straight) if straight else 0.0


def _lean(quad: Quad, *, vertical: bool) -> float:
    """Angle of the line's own direction with that it should have, positive clockwise on the page."""
    if vertical:
        dx, dy = (quad[3] + quad[2] - quad[0] - quad[1]) / 2
        return math.degrees(math.atan2(-dx, dy))
    dx, dy = (quad[1] + quad[2] - quad[0] - quad[3]) / 2
    return math.degrees(math.atan2(dy, dx))


def _turn_back(angle: float) -> Quad:
    """What points (as rows) are multiplied with to take this lean away."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return np.array([[c, -s], [s, c]], dtype=np.float32)


def _rect(key: int, quad: Quad) -> Rect:
    left, top = (float(v) for v in quad.min(axis=0))
    right, bottom = (float(v) for v in quad.max(axis=0))
    return Rect(key, left, top, right, bottom)


def _as_is(rect: Rect) -> Rect:
    return rect


def _laid_on_side(rect: Rect) -> Rect:
    """A vertical page is laid on its left side: its right edge comes to the top, columns become lines."""
    return Rect(rect.key, rect.top, -rect.right, rect.bottom, -rect.left)
