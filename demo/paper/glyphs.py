"""Characters as small pictures of ink, in the hands the records are written in; each is drawn once and kept."""

import math
import zlib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import cv2
import numpy as np
from PIL import ImageFont

Mask = np.ndarray[Any, np.dtype[Any]]
Glyph = tuple[Mask, int, int]

# How many shapes of the same character a hand has: type repeats itself exactly, a pen never does.
VARIANTS = {"print": 1, "typed": 3, "stencil": 3, "pen": 4, "brush": 3, "deed": 2, "stamp": 1}
# shear, turn in degrees, waviness and size, each as a spread.
LOOSE = {"stencil": (0.05, 1.6, 0.9, 0.03), "pen": (0.10, 3.2, 1.7, 0.06), "brush": (0.06, 2.0, 1.2, 0.05)}
SANS = {"sans"}


def font_path(*, sans: bool = False) -> str:
    return str(files("pylopdf_fonts_zh_cn") / ("NotoSansSC-Regular.otf" if sans else "NotoSerifSC-Regular.otf"))


@cache
def _font(size: int, sans: bool) -> ImageFont.FreeTypeFont:  # noqa: FBT001 - a cache key
    return ImageFont.truetype(font_path(sans=sans), size, layout_engine=ImageFont.Layout.BASIC)


def variants(hand: str) -> int:
    return VARIANTS[hand]


@lru_cache(maxsize=20000)
def glyph(char: str, size: int, hand: str, variant: int, bold: bool) -> Glyph:  # noqa: FBT001 - a cache key
    """Ink of one character and where it sits in its cell of `size` dots (offset right and down)."""
    font = _font(size, False)
    stroke = 0.035 * size if bold else 0
    mask, (left, top) = font.getmask2(char, mode="L", anchor="ls", stroke_width=stroke)
    width, height = mask.size
    if not width or not height:
        return np.zeros((1, 1), np.uint8), 0, 0
    ink: Mask = np.asarray(mask, dtype=np.uint8).reshape(height, width)
    top += int(size * 0.88)
    if ord(char) < 0x2000:
        left += int((size * 0.5 - font.getlength(char)) / 2)
    if hand in LOOSE:
        return _loosen(ink, left, top, _noise(char, hand, variant), LOOSE[hand], heavy=hand == "brush")
    if hand == "typed" and variant:
        ink = cv2.GaussianBlur(ink, (3, 3), 0.5 + 0.25 * variant)
    if hand == "deed":
        ink = cv2.dilate(ink, np.ones((2, 2), np.uint8))
    return ink, left, top


def _noise(char: str, hand: str, variant: int) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(f"{char}{hand}{variant}".encode()))


def _loosen(
    ink: Mask, left: int, top: int, rng: np.random.Generator, spread: tuple[float, float, float, float], *, heavy: bool
) -> Glyph:
    """Shear, turn, resize and wave a printed character until it looks written."""
    shear, turn, wave, grow = spread
    pad = 6
    height, width = ink.shape[0] + 2 * pad, ink.shape[1] + 2 * pad
    angle = math.radians(rng.normal(0, turn))
    scale_x, scale_y = 1 + rng.normal(0, grow), 1 + rng.normal(0, grow)
    slant = rng.normal(0.02, shear)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    cx, cy = width / 2, height / 2
    u, v = (xs - cx) / scale_x, (ys - cy) / scale_y
    map_x = u * math.cos(angle) + v * (math.sin(angle) + slant) + cx - pad
    map_y = -u * math.sin(angle) + v * math.cos(angle) + cy - pad
    phase = rng.uniform(0, 6.28, 4)
    period = rng.uniform(0.7, 1.4, 4) * ink.shape[0] / 4
    map_x += wave * np.sin(ys / period[0] + phase[0]) + wave * 0.5 * np.sin(xs / period[1] + phase[1])
    map_y += wave * np.sin(xs / period[2] + phase[2]) + wave * 0.5 * np.sin(ys / period[3] + phase[3])
    out = cv2.remap(ink, map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_LINEAR)
    if heavy:
        out = cv2.dilate(out, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3)))
    return np.asarray(out, dtype=np.uint8), left - pad, top - pad
