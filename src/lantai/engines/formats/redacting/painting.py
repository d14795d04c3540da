"""Painting over: pixels of the boxes are replaced in the full picture, before anything is scaled or packed.

Nothing of what was there takes part in what comes out: two pages that differ only below the paint give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import pyvips
from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

from lantai.engines.formats import images
from lantai.engines.formats.redacting.model import FractionBox
from lantai.engines.formats.redacting.regions import COARSE, MARGIN, Grain, Region, regions_of

FILL = 0
_WHITE = 255
_SMALLEST_LETTER, _LARGEST_LETTER = 9, 40
_OF_HEIGHT, _OF_WIDTH = 0.6, 0.92


def paint_over(
    image: pyvips.Image | Image.Image,
    boxes: Iterable[FractionBox],
    mark: Sequence[str] = (),
    *,
    page: int = 1,
    margin: float = MARGIN,
    grain: Grain = COARSE,
) -> pyvips.Image:
    """The picture with its boxes filled, as 8-bit grey or sRGB, without any metadata of the original but its size.

    `boxes` are fractions of the page as it is shown: turn the picture first. `mark`: what may be written into the
    paint, the fullest first; the first that fits is. Lazy: a picture that is read in parts is painted in parts.
    Raises `BoxIsWrong`.
    """
    picture = images.plain(image)
    return paint_regions(
        picture, regions_of(boxes, picture.width, picture.height, page=page, margin=margin, grain=grain), mark
    )


def paint_regions(picture: pyvips.Image, regions: Sequence[Region], mark: Sequence[str] = ()) -> pyvips.Image:
    """Rectangles of a plain picture filled; nothing is blended, so nothing of what is below shines through."""
    for left, top, right, bottom in regions:
        picture = picture.insert(_patch(right - left, bottom - top, picture.bands, tuple(mark)), left, top)
    return picture


@lru_cache(maxsize=64)
def _patch(width: int, height: int, bands: int, mark: tuple[str, ...]) -> pyvips.Image:
    for words in mark:
        letters = _lettered(width, height, words)
        if letters is not None:
            return letters if bands == 1 else letters.bandjoin([letters] * (bands - 1)).copy(interpretation="srgb")
    return (
        (pyvips.Image.black(width, height, bands=bands) + FILL)
        .cast("uchar")
        .copy(interpretation="b-w" if bands == 1 else "srgb")
    )


def _lettered(width: int, height: int, words: str) -> pyvips.Image | None:
    """White words on the paint, None when they would be too small to read."""
    size = min(int(height * _OF_HEIGHT), _LARGEST_LETTER)
    if size < _SMALLEST_LETTER:
        return None
    wide = _font(size).getlength(words)
    if wide > width * _OF_WIDTH:
        size = int(size * width * _OF_WIDTH / wide)
        if size < _SMALLEST_LETTER:
            return None
    picture = Image.new("L", (width, height), FILL)
    ImageDraw.Draw(picture).text((width / 2, height / 2), words, fill=_WHITE, font=_font(size), anchor="mm")
    return pyvips.Image.new_from_memory(picture.tobytes(), width, height, 1, "uchar").copy(interpretation="b-w")


@lru_cache(maxsize=32)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(sans_path(), size)
