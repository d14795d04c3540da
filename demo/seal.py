"""The made-up seal of the demonstration's archive: a ring with its name, a star, and what it is for."""

from __future__ import annotations

import math
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import serif_path

SIDE, RED = 600, (178, 58, 46, 215)


def seal_png(name: str, kind: str) -> bytes:
    """A PNG with a transparent ground, as the security officer takes it in."""
    picture = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
    drawing, middle = ImageDraw.Draw(picture), SIDE / 2
    drawing.ellipse((12, 12, SIDE - 12, SIDE - 12), outline=RED, width=14)
    points = [_at(middle, 90 if n % 2 == 0 else 36, math.pi * n / 5) for n in range(10)]
    drawing.polygon(points, fill=RED)
    around, below = ImageFont.truetype(serif_path(), 68), ImageFont.truetype(serif_path(), 52)
    for n, letter in enumerate(name):
        angle = math.radians(220) * ((n + 0.5) / len(name) - 0.5)
        _letter(picture, letter, around, _at(middle, 215, angle), angle)
    drawing.text((middle, SIDE - 135), kind, font=below, fill=RED, anchor="mm")
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _at(middle: float, radius: float, angle: float) -> tuple[float, float]:
    """A point so far from the middle, clockwise from the top."""
    return middle + radius * math.sin(angle), middle - radius * math.cos(angle)


def _letter(
    picture: Image.Image, letter: str, font: ImageFont.FreeTypeFont, place: tuple[float, float], angle: float
) -> None:
    tile = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    ImageDraw.Draw(tile).text((50, 50), letter, font=font, fill=RED, anchor="mm")
    turned = tile.rotate(-math.degrees(angle), resample=Image.Resampling.BICUBIC)
    picture.alpha_composite(turned, (round(place[0] - 50), round(place[1] - 50)))
