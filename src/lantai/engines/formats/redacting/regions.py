"""Which pixels are painted: boxes with a margin, grown to whole blocks of the compression, cut to the page."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from lantai.engines.formats.redacting.errors import BoxIsWrong
from lantai.engines.formats.redacting.model import FractionBox

Region = tuple[int, int, int, int]
"""left, top, right, bottom in pixels."""

MARGIN = 0.0025
"""So much of the longer side is painted around every box: strokes reach out of the boxes of their characters."""


@dataclass(frozen=True, slots=True)
class Grain:
    """How far packing has spread a stroke in the pixels that are painted.

    JPEG spreads it over blocks of 8 or 16 pixels, counted from the left and top of the file (`turned`: of any edge),
    and past them by `bleed`, as colour is smoothed when it is unpacked. Every block that is touched is painted whole.
    """

    block: int = 16
    bleed: int = 2
    turned: bool = True


COARSE = Grain()
"""For pictures of which nothing is known."""


def regions_of(
    boxes: Iterable[FractionBox],
    width: int,
    height: int,
    *,
    page: int = 1,
    margin: float = MARGIN,
    grain: Grain = COARSE,
) -> tuple[Region, ...]:
    """The rectangles to paint on a page of so many pixels, each once, from the top. Raises `BoxIsWrong`."""
    around = max(2.0, margin * max(width, height))
    found = {_region(box, width, height, page, around, grain) for box in boxes}
    return tuple(sorted((r for r in found if not _is_inside_another(r, found)), key=lambda r: (r[1], r[0])))


def _region(box: FractionBox, width: int, height: int, page: int, around: float, grain: Grain) -> Region:
    check_box(box, page)
    x, y, w, h = box
    left, right = _blocks(x * width - around, (x + w) * width + around, width, grain)
    top, bottom = _blocks(y * height - around, (y + h) * height + around, height, grain)
    return left, top, right, bottom


def check_box(box: FractionBox, page: int) -> None:
    """A box that would paint nothing is a mistake of whoever sent it: passed over, it would leave a secret."""
    is_box = len(box) == 4 and all(isinstance(v, int | float) and math.isfinite(v) for v in box)
    if is_box:
        x, y, w, h = box
        is_box = w > 0 and h > 0 and x < 1 and y < 1 and x + w > 0 and y + h > 0
    if not is_box:
        raise BoxIsWrong(page=page, box=str(box)[:100])


def _blocks(start: float, end: float, length: int, grain: Grain) -> tuple[int, int]:
    block = grain.block
    first, last = math.floor(start / block) * block, math.ceil(end / block) * block
    if grain.turned:
        first = min(first, length - math.ceil((length - start) / block) * block)
        last = max(last, length - math.floor((length - end) / block) * block)
    return max(0, first - grain.bleed), min(length, last + grain.bleed)


def _is_inside_another(region: Region, others: Iterable[Region]) -> bool:
    left, top, right, bottom = region
    return any(
        other != region and other[0] <= left and other[1] <= top and other[2] >= right and other[3] >= bottom
        for other in others
    )
