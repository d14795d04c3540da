"""The IIIF Image API 3.0 at compliance level 1, as pure functions: what an address asks for, and info.json.

Level 1 is `full`, `square` or `x,y,w,h` · `max`, `w,`, `,h` or `w,h` without enlarging · rotation 0 · default.jpg.
What the standard knows and level 1 lacks is answered 501; what it does not know, or lies outside the image, 400.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

Region = tuple[int, int, int, int]

PROTOCOL = "http://iiif.io/api/image"
CONTEXT = "http://iiif.io/api/image/3/context.json"
LEVEL = "http://iiif.io/api/image/3/level1.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'
LARGEST_SIDE = 6000
TILE = 1024
SIZES = (180, 400, 800, 1200)

_HIGHER_REGION = re.compile(r"pct:[\d.,]+")
_HIGHER_SIZE = re.compile(r"\^.+|pct:[\d.]+|!\d+,\d+")
_HIGHER_ROTATION = re.compile(r"!?\d{1,3}(\.\d+)?")
_QUALITIES = {"color", "gray", "bitonal"}
_FORMATS = {"tif", "png", "gif", "jp2", "pdf", "webp"}


class BadImageRequest(ValueError):
    """An address that cannot be answered, with the status the standard gives for it."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """A region of the page image (None: all of it) and the size to show it in."""

    region: Region | None
    size: tuple[int, int]

    def canonical(self, width: int, height: int) -> str:
        """The one form of this address (Image API 3.0, 4.7)."""
        region = ",".join(map(str, self.region)) if self.region else "full"
        whole = self.size == largest_size(self.region or (0, 0, width, height))
        return f"{region}/{'max' if whole else ','.join(map(str, self.size))}/0/default.jpg"


def parse(parts: tuple[str, str, str, str, str], width: int, height: int) -> ImageRequest:
    """Read region, size, rotation, quality and format; raises `BadImageRequest`."""
    region_text, size_text, rotation, quality, form = parts
    _check(rotation == "0", bool(_HIGHER_ROTATION.fullmatch(rotation)), "rotation")
    _check(quality == "default", quality in _QUALITIES, "quality")
    _check(form == "jpg", form in _FORMATS, "format")
    region = _region(region_text, width, height)
    return ImageRequest(None if region == (0, 0, width, height) else region, _size(size_text, region))


def _check(known: bool, higher: bool, part: str) -> None:  # noqa: FBT001 — private, read at three calls above
    if not known:
        raise BadImageRequest(501 if higher else 400, f"{part} is not supported at level 1")


def _region(text: str, width: int, height: int) -> Region:
    if text == "full":
        return 0, 0, width, height
    if text == "square":
        side = min(width, height)
        return (width - side) // 2, (height - side) // 2, side, side
    found = re.fullmatch(r"(\d{1,7}),(\d{1,7}),(\d{1,7}),(\d{1,7})", text)
    if not found:
        raise BadImageRequest(501 if _HIGHER_REGION.fullmatch(text) else 400, "the region cannot be read")
    x, y, w, h = map(int, found.groups())
    if not w or not h or x >= width or y >= height:
        raise BadImageRequest(400, "the region is empty or outside the image")
    return x, y, min(w, width - x), min(h, height - y)


def largest_size(region: Region) -> tuple[int, int]:
    """What `max` means: the region as it is, within `LARGEST_SIDE`."""
    _, _, w, h = region
    factor = min(1.0, LARGEST_SIDE / max(w, h))
    return max(1, round(w * factor)), max(1, round(h * factor))


def _size(text: str, region: Region) -> tuple[int, int]:
    _, _, w, h = region
    if text == "max":
        return largest_size(region)
    found = re.fullmatch(r"(\d{0,7}),(\d{0,7})", text)
    if not found or text == ",":
        raise BadImageRequest(501 if _HIGHER_SIZE.fullmatch(text) else 400, "the size cannot be read")
    wide = int(found[1]) if found[1] else max(1, round(int(found[2]) * w / h))
    high = int(found[2]) if found[2] else max(1, round(wide * h / w))
    if not wide or not high:
        raise BadImageRequest(400, "the size is empty")
    if wide > w or high > h or max(wide, high) > LARGEST_SIDE:
        raise BadImageRequest(400, "the size is larger than the region")
    return wide, high


def info(identity: str, width: int, height: int) -> dict[str, Any]:
    """The info.json of one page."""
    factors = [2**n for n in range(7) if n == 0 or max(width, height) / 2 ** (n - 1) > TILE]
    shown = [(side, max(1, round(side * height / width))) for side in SIZES if side < width]
    sizes = [{"width": wide, "height": high} for wide, high in shown if high <= min(height, LARGEST_SIDE)]
    return {
        "@context": CONTEXT,
        "id": identity,
        "type": "ImageService3",
        "protocol": PROTOCOL,
        "profile": "level1",
        "width": width,
        "height": height,
        "maxWidth": LARGEST_SIDE,
        "maxHeight": LARGEST_SIDE,
        "sizes": sizes,
        "tiles": [{"width": TILE, "height": TILE, "scaleFactors": factors}],
    }
