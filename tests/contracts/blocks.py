"""The block of colour that pages of the exit walkers carry, and whether a picture shows it."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

BLOCK = "the block of colour"


def shows_block(answer: Any) -> bool:
    """Whether a page image has anything of the colour that stands on withheld places alone."""
    if answer.headers.get("Content-Type") != "image/jpeg":  # originals are PNG, and known by their digests
        return False
    return has_block(Image.open(io.BytesIO(answer.getvalue())))


def has_block(image: Image.Image) -> bool:
    red, green, blue = image.convert("RGB").split()
    reddish = red.point(lambda v: 255 * (v > 150)), green.point(lambda v: 255 * (v < 110))
    both = Image.composite(reddish[0], Image.new("L", image.size), reddish[1])
    return bool(Image.composite(both, Image.new("L", image.size), blue.point(lambda v: 255 * (v > 150))).getbbox())
