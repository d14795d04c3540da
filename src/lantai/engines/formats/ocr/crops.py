"""Cutting line images out of a page and giving their characters places: plain geometry on pixel arrays."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Quad = NDArray[np.float32]
"""Four corners of a line, clockwise from the top left, in pixels of the image given in."""

PAGE_STEP = 64
"""Pages are padded to multiples of this: few different shapes, so the engine prepares few of them."""
PAGE_MIN_SIDE = 736
"""The detector blows smaller images up to this; padding them instead keeps a strip of 1 × 5000 pixels small."""
LINE_HEIGHT = 48
LINE_MIN_WIDTH = 320
LINE_MAX_WIDTH = 6400
LINE_STEP = 64


@dataclass(frozen=True, slots=True)
class RawChar:
    """One character and the stretch of its line it takes, as fractions of the line's length."""

    text: str
    start: float
    end: float


def shrink(pixels: Pixels, longest: int) -> tuple[Pixels, float]:
    """The image with no side longer than this, and the scale that was used (1 when it was small enough)."""
    height, width = pixels.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return pixels, 1.0
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8), scale


def pad_page(pixels: Pixels) -> Pixels:
    """The image with paper added at the right and at the bottom, so that places on it stay the same."""
    height, width = pixels.shape[:2]
    paper = int(np.median(pixels))
    below, beside = (_padded(side, PAGE_STEP, PAGE_MIN_SIDE) - side for side in (height, width))
    padded = cv2.copyMakeBorder(pixels, 0, below, 0, beside, cv2.BORDER_CONSTANT, value=[paper])
    return np.asarray(padded, dtype=np.uint8)


def page_block(page: Pixels) -> NDArray[np.float32]:
    """A padded page image as the detector wants it: −1 to 1, three equal channels."""
    grey = page.astype(np.float32)
    grey *= 1 / 127.5
    grey -= 1
    return np.repeat(grey[None, None], 3, axis=1)


def from_top_left(corners: NDArray[np.float32]) -> Quad:
    """Four corners of one line, going round, so that the first two are its upper edge as it stands on the page.

    The detector begins with the leftmost corner. On a page that lies askew that can be any end of a tall column,
    which would then be cut out on its side.
    """
    edges = np.roll(corners, -1, axis=0) - corners
    first = int(np.argmax(edges[:, 0] / np.maximum(np.hypot(edges[:, 0], edges[:, 1]), 1e-6)))
    return np.roll(corners, -first, axis=0)


def _padded(side: int, step: int, least: int) -> int:
    return math.ceil(max(side, least) / step) * step


def crop_line(pixels: Pixels, quad: Quad, *, vertical: bool) -> Pixels:
    """The line stretched to a rectangle; a vertical one is laid on its side, its first character at the left."""
    width, height = quad_size(quad)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    warp = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    crop = cv2.warpPerspective(pixels, warp, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(np.rot90(crop) if vertical else crop, dtype=np.uint8)


def quad_size(quad: Quad) -> tuple[int, int]:
    """Width and height of a line in its own direction, at least one pixel each."""
    width = max(float(np.linalg.norm(quad[0] - quad[1])), float(np.linalg.norm(quad[2] - quad[3])))
    height = max(float(np.linalg.norm(quad[0] - quad[3])), float(np.linalg.norm(quad[1] - quad[2])))
    return max(1, int(width)), max(1, int(height))


def to_line_height(crop: Pixels) -> Pixels:
    """The line image at the height the reader wants, its proportions kept."""
    width = math.ceil(LINE_HEIGHT * crop.shape[1] / crop.shape[0])
    size = (min(max(width, 1), LINE_MAX_WIDTH), LINE_HEIGHT)
    return np.asarray(cv2.resize(crop, size), dtype=np.uint8)


def line_block(image: Pixels) -> NDArray[np.float32]:
    """A line image as the reader wants it: −1 to 1, three equal channels, padded with mid grey."""
    block = np.zeros((1, 3, LINE_HEIGHT, _padded(image.shape[1], LINE_STEP, LINE_MIN_WIDTH)), dtype=np.float32)
    block[0, :, :, : image.shape[1]] = image.astype(np.float32) / 127.5 - 1
    return block


def place_chars(letters: list[str], centres: list[float], length: float) -> tuple[RawChar, ...]:
    """A stretch of the line for every character: half a pitch each way, never over the middle to its neighbour."""
    pitch = _pitch(letters, centres, length)
    middles = [(a + b) / 2 for a, b in itertools.pairwise(centres)]
    starts = [max(c - pitch / 2, m) for c, m in zip(centres, [0.0, *middles], strict=True)]
    ends = [min(c + pitch / 2, m) for c, m in zip(centres, [*middles, length], strict=True)]
    return tuple(
        RawChar(letter, _fraction(start, length), _fraction(end, length))
        for letter, start, end in zip(letters, starts, ends, strict=True)
    )


def _pitch(letters: list[str], centres: list[float], length: float) -> float:
    """From the middle of one character to the next: where Han stand side by side, theirs, for Latin is narrower."""
    steps = [b - a for a, b in itertools.pairwise(centres)]
    wide = [step for step, (a, b) in zip(steps, itertools.pairwise(letters), strict=True) if is_wide(a) and is_wide(b)]
    return median(wide or steps or [min(length, float(LINE_HEIGHT))])


def is_wide(letter: str) -> bool:
    """Whether a character takes a whole square, as Han and full-width signs do."""
    return letter >= "\u2e80"


def is_han(letter: str) -> bool:
    """Whether this is a Chinese character, not a sign or a letter."""
    return letter == "〇" or "\u3400" <= letter <= "\u9fff" or letter >= "\U00020000"


def _fraction(place: float, length: float) -> float:
    return min(1.0, max(0.0, place / length))


def char_quad(quad: Quad, char: RawChar, *, vertical: bool) -> Quad:
    """The four corners of one character of this line, on the page."""
    top_left, top_right, bottom_right, bottom_left = quad
    if vertical:
        left, right = bottom_left - top_left, bottom_right - top_right
        corners = [top_left + left * char.start, top_right + right * char.start]
        corners += [top_right + right * char.end, top_left + left * char.end]
    else:
        above, below = top_right - top_left, bottom_right - bottom_left
        corners = [top_left + above * char.start, top_left + above * char.end]
        corners += [bottom_left + below * char.end, bottom_left + below * char.start]
    return np.array(corners, dtype=np.float32)
