"""From millimetres of a page to pixels of its image: the one place that decides, for boxes and for pictures alike."""

from __future__ import annotations

import math

from lantai.engines.formats.model import Box
from lantai.engines.formats.ofd.values import Rect

READING_DPI = 200
MAX_PIXELS = 40_000_000
MAX_SIDE = 20_000
_MM_PER_INCH = 25.4


def page_pixels(page_box: Rect, dpi: int = READING_DPI) -> tuple[int, int]:
    """Width and height at a resolution, made smaller in proportion where the picture would be too large to hold."""
    wide, high = page_box[2] / _MM_PER_INCH * dpi, page_box[3] / _MM_PER_INCH * dpi
    shrink = min(1.0, math.sqrt(MAX_PIXELS / (wide * high)), MAX_SIDE / wide, MAX_SIDE / high)
    return max(1, round(wide * shrink)), max(1, round(high * shrink))


def pixels_of_width(page_box: Rect, width: int) -> tuple[int, int]:
    """The picture of a page with a given width, within the same limits."""
    width = max(1, width)
    return page_pixels((0.0, 0.0, width * _MM_PER_INCH, width * _MM_PER_INCH * page_box[3] / page_box[2]), 1)


def pixel_box(corners: Rect, scale_x: float, scale_y: float) -> Box:
    """The smallest whole-pixel box around corners given in millimetres."""
    x0, y0 = math.floor(corners[0] * scale_x), math.floor(corners[1] * scale_y)
    return (x0, y0, max(1, math.ceil(corners[2] * scale_x) - x0), max(1, math.ceil(corners[3] * scale_y) - y0))
