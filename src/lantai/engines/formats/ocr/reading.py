"""The door of this package: an image goes in, a page with lines in reading order and a box per character comes out.

What may happen with odd images: one that decodes but holds no text (blank, one pixel, transparent) gives a page
without lines; one that cannot be decoded raises `ImageUnreadable`, a missing recogniser raises `OcrToolMissing`.
Both are `ArchiveError`s with a sentence and a remedy; nothing else is raised.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from lantai.engines.formats.model import Box, Line, PageReading, TextSource
from lantai.engines.formats.ocr.crops import Quad, char_quad, quad_size
from lantai.engines.formats.ocr.engine import RawLine, Recogniser, engine_name, recogniser
from lantai.engines.formats.ocr.layout import reading_order
from lantai.engines.formats.ocr.orientation import page_rotation
from lantai.engines.formats.ocr.pixels import PagePixels, page_pixels

RED_SURE = 0.8
"""Red ink is read on its own only where it is this sure: round seals read as straight lines give nonsense."""

RED_SIDE = 1280
"""Longest side at which writing in red is looked for: headings, stamps and notes by hand are large."""


def read_image(image: Image.Image | Path, *, number: int = 1) -> PageReading:
    """Read one page image. `rotation` of the answer is relative to the image as stored, an EXIF turn not applied."""
    engine = recogniser()
    page = page_pixels(image)
    rotation = page_rotation(page.faded, engine)
    upright = page.turned(rotation)
    lines = reading_order(_recognise(upright, engine), upright.faded if upright.plain is None else upright.plain)
    return PageReading(
        number=number,
        width=upright.width,
        height=upright.height,
        lines=tuple(_line(raw, upright) for raw in lines),
        source=TextSource.OCR,
        engine=engine_name(),
        rotation=rotation,
    )


def read_region(image: Image.Image | Path, box: Box, *, rotation: int = 0) -> Line:
    """Read one line again. `box` is in pixels of the upright page, `rotation` that of the page's reading.

    The answer is one line whose boxes are in pixels of the upright page too; it is empty where nothing is read.
    """
    engine = recogniser()
    page = page_pixels(image).turned(rotation)
    quad = _quad_of(box, page)
    if quad is None:
        return Line("", score=0.0)
    read = engine.read_quads(page.faded if page.plain is None else page.plain, [quad])
    return _line(read[0], page) if read else Line("", score=0.0)


def _recognise(page: PagePixels, engine: Recogniser) -> list[RawLine]:
    """Lines of the page without its red ink, and those written in red where there is any."""
    lines = engine.unmirrored(page.faded, engine.read(page.faded))
    if page.plain is None:
        return lines
    places = [
        quad for quad in engine.find_lines(page.plain, RED_SIDE) if not any(_covers(line.quad, quad) for line in lines)
    ]
    red = [line for line in engine.read_quads(page.plain, places) if line.score >= RED_SURE]
    return lines + engine.unmirrored(page.plain, red)


def _covers(known: Quad, quad: Quad) -> bool:
    """Whether more than a fifth of a place is taken by a line that was read already."""
    low, high = np.maximum(known.min(axis=0), quad.min(axis=0)), np.minimum(known.max(axis=0), quad.max(axis=0))
    width, height = quad_size(quad)
    return float(np.clip(high - low, 0, None).prod()) > 0.2 * width * height


def _line(raw: RawLine, page: PagePixels) -> Line:
    boxes = tuple(_box(char_quad(raw.quad, char, vertical=raw.vertical), page) for char in raw.chars)
    return Line(raw.text, boxes, min(1.0, raw.score), raw.vertical)


def _box(quad: Quad, page: PagePixels) -> Box:
    """The upright box round four corners, inside the page and at least one pixel wide and high."""
    left, top = (quad.min(axis=0) / page.scale).round().astype(int).tolist()
    right, bottom = (quad.max(axis=0) / page.scale).round().astype(int).tolist()
    left, top = min(max(left, 0), page.width - 1), min(max(top, 0), page.height - 1)
    return left, top, max(1, min(right, page.width) - left), max(1, min(bottom, page.height) - top)


def _quad_of(box: Box, page: PagePixels) -> Quad | None:
    """The corners of a box in the pixels that are read; None where nothing of it lies on the page."""
    left, top = max(0, box[0]), max(0, box[1])
    right, bottom = min(page.width, box[0] + box[2]), min(page.height, box[1] + box[3])
    if right <= left or bottom <= top:
        return None
    corners = [[left, top], [right, top], [right, bottom], [left, bottom]]
    return np.array(corners, dtype=np.float32) * np.float32(page.scale)
