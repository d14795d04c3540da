"""Looking at rendered pages: pixels by millimetre, ink, and what lies where."""

from __future__ import annotations

import numpy as np
from PIL import Image

from lantai.engines.formats.model import Box, PageReading

PER_MM = 200 / 25.4


def at(image: Image.Image, x_mm: float, y_mm: float) -> tuple[int, int, int]:
    return image.getpixel((int(x_mm * PER_MM), int(y_mm * PER_MM)))


def near(colour: tuple[int, ...], wanted: tuple[int, ...], slack: int = 6) -> bool:
    return all(abs(a - b) <= slack for a, b in zip(colour, wanted, strict=True))


def ink(image: Image.Image) -> np.ndarray:
    """Where the page is clearly not white paper."""
    return np.asarray(image.convert("L")) < 160


def ink_inside(image: Image.Image, box: Box) -> int:
    x, y, wide, high = box
    return int(ink(image.crop((max(x, 0), max(y, 0), x + wide, y + high))).sum())


def ink_outside(image: Image.Image, page: PageReading) -> int:
    dark = ink(image).copy()
    for line in page.lines:
        for x, y, wide, high in line.boxes:
            dark[max(y, 0) : y + high, max(x, 0) : x + wide] = False
    return int(dark.sum())
