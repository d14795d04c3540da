"""The cells that printed rules enclose: found on the pixels, so that forms and tables are read cell by cell."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from lantai.engines.formats.ocr.crops import Pixels, shrink

SIDE = 1300
"""Rules are looked for at this size: thin ones are still a pixel wide, and it costs a fiftieth of the reading."""
SHORTEST = 45
"""Shorter strokes, in pixels at that size, belong to characters."""
THINNEST_CELL = 12
"""Cells narrower or lower than this hold no text."""
TOUCH = 10
"""Cells so close are neighbours in one table: the rule between them is thinner than this."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The box round one enclosed area."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)

    def touches(self, other: Cell, reach: float) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return min(across, down) > -reach and max(across, down) > 0


def ruled_tables(pixels: Pixels, lean: float) -> list[list[Cell]]:
    """The enclosed cells of a page, table by table, in the coordinates of the page turned back by its lean.

    A frame round other cells is not one of them. Where a rule is broken, cells run into one another and count as one;
    where it is open to the paper outside, there is no cell.
    """
    small, scale = shrink(pixels, SIDE)
    straight, shift = _straightened(small, lean)
    found = _enclosed(_rules(straight))
    cells = [
        Cell(*((value - move) / scale for value, move in zip(box, (*shift, *shift), strict=True))) for box in found
    ]
    return _tables(_without_frames(cells), TOUCH / scale)


def _straightened(small: Pixels, lean: float) -> tuple[Pixels, tuple[float, float]]:
    """The image turned back, and by how much its points were moved on top so that none is lost."""
    height, width = small.shape
    c, s = math.cos(math.radians(lean)), math.sin(math.radians(lean))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]]) @ np.array([[c, -s], [s, c]])
    dx, dy = (-float(v) for v in corners.min(axis=0))
    across, down = (math.ceil(float(v)) for v in np.ptp(corners, axis=0))
    move = np.array([[c, s, dx], [-s, c, dy]], dtype=np.float32)
    paper = int(np.median(small))
    turned = cv2.warpAffine(small, move, (max(across, 1), max(down, 1)), borderValue=[paper])
    return np.asarray(turned, dtype=np.uint8), (dx, dy)


def _rules(straight: Pixels) -> Pixels:
    """White where a long thin dark stroke runs across or down, small breaks in it mended."""
    dark = cv2.adaptiveThreshold(straight, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    strokes = [
        cv2.morphologyEx(cv2.dilate(dark, np.ones(mend, np.uint8)), cv2.MORPH_OPEN, np.ones(run, np.uint8))
        for mend, run in (((1, 3), (1, SHORTEST)), ((3, 1), (SHORTEST, 1)))
    ]
    return np.asarray(cv2.dilate(np.maximum(*strokes), np.ones((3, 3), np.uint8)), dtype=np.uint8)


def _enclosed(rules: Pixels) -> list[NDArray[np.int32]]:
    """Left, top, right and bottom of every area that rules shut off from the edge of the page."""
    height, width = rules.shape
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.bitwise_not(rules), connectivity=4)
    boxes = [np.array([x, y, x + w, y + h], dtype=np.int32) for x, y, w, h, _ in stats[1:]]
    return [
        box
        for box in boxes
        if min(box[2] - box[0], box[3] - box[1]) >= THINNEST_CELL
        and box[0] > 0
        and box[1] > 0
        and box[2] < width
        and box[3] < height
    ]


def _without_frames(cells: list[Cell]) -> list[Cell]:
    """The cells that do not surround others."""
    return [cell for cell in cells if not any(_surrounds(cell, other) for other in cells)]


def _surrounds(cell: Cell, other: Cell) -> bool:
    corners = ((other.left, other.top), (other.right, other.bottom))
    return other is not cell and other.area < cell.area and all(cell.holds(x, y) for x, y in corners)


def _tables(cells: Iterable[Cell], reach: float) -> list[list[Cell]]:
    """Cells that stand side by side, together."""
    tables: list[list[Cell]] = []
    for cell in cells:
        near = [table for table in tables if any(cell.touches(other, reach) for other in table)]
        tables = [table for table in tables if table not in near]
        tables.append([cell, *(other for table in near for other in table)])
    return tables
