"""From any image to the grey pixels that are read: red ink faded, transparency on paper, odd depths at 8 bit."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from django.utils.translation import gettext_noop
from PIL import Image

from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.ocr.crops import Pixels, shrink

MOST_PIXELS = 40_000_000
"""Larger images (A4 at 600 dpi is 35 million) are read at this size: a map of A0 must not take the memory of ten."""
MOST_DECODED = 500_000_000
"""Larger images are refused before they are decoded."""
RED_INK = 60
"""So much lighter in the red channel than in grey is red ink, …"""
RED_SHARE = 0.0005
"""… and so much of the page must be of it before red ink is looked at on its own."""


class ImageUnreadable(ArchiveError):
    """The bytes are no image that can be decoded to the end."""

    code = "ocr.image-unreadable"
    message = gettext_noop("The image %(name)s cannot be decoded: %(reason)s")
    hint = gettext_noop("Compare the file's fixity with the original, then scan or deliver the page again.")


@dataclass(frozen=True, slots=True, eq=False)
class PagePixels:
    """One page to be read. `plain` differs from `faded` where there is red ink, and is None where there is none.

    `width` and `height` are of the image given; `scale` is what was used to make `faded` and `plain` from it.
    """

    faded: Pixels
    plain: Pixels | None
    width: int
    height: int
    scale: float = 1.0

    def turned(self, rotation: int) -> PagePixels:
        """The page turned clockwise by 0, 90, 180 or 270 degrees."""
        if not rotation:
            return self
        width, height = (self.height, self.width) if rotation % 180 else (self.width, self.height)
        plain = None if self.plain is None else turn(self.plain, rotation)
        return PagePixels(turn(self.faded, rotation), plain, width, height, self.scale)


def turn(pixels: Pixels, rotation: int) -> Pixels:
    """Turned clockwise by quarter turns."""
    return np.ascontiguousarray(np.rot90(pixels, -rotation // 90))


def page_pixels(source: Image.Image | Path) -> PagePixels:
    """What is read of an image, as it is stored (an EXIF turn is not applied). Raises `ImageUnreadable`."""
    name = source.name if isinstance(source, Path) else "image"
    try:
        # What Pillow warns of (large images, odd tags) is either read all the same or fails below.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if not isinstance(source, Path):
                return _from_image(source)
            with Image.open(source) as image:
                return _from_image(image)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError) as error:
        raise ImageUnreadable(name=name, reason=str(error) or type(error).__name__) from error


def _from_image(image: Image.Image) -> PagePixels:
    width, height = image.size
    if width * height > MOST_DECODED:
        msg = f"{width} × {height} pixels are more than can be read"
        raise ValueError(msg)
    if not width or not height:
        return PagePixels(np.full((1, 1), 255, dtype=np.uint8), None, width, height)
    small = _bounded(image)
    faded, plain = _channels(small)
    return PagePixels(faded, plain, width, height, small.size[0] / width)


def _bounded(image: Image.Image) -> Image.Image:
    """The image with no more pixels than we read."""
    pixels = image.size[0] * image.size[1]
    if pixels <= MOST_PIXELS:
        return image
    factor = 2
    while pixels / factor**2 > MOST_PIXELS:
        factor += 1
    return (image.convert("L") if image.mode == "1" else image.convert("RGB") if image.mode == "P" else image).reduce(
        factor
    )


def _channels(image: Image.Image) -> tuple[Pixels, Pixels | None]:
    """Red channel, and grey where it shows red ink that the red channel hides."""
    if image.mode.startswith(("I", "F")):
        return _eight_bit(image), None
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        image = _on_paper(image.convert("RGBA"))
    if image.mode in ("1", "L"):
        return np.asarray(image.convert("L"), dtype=np.uint8), None
    colour = np.asarray(image.convert("RGB"), dtype=np.uint8)
    red = np.ascontiguousarray(colour[:, :, 0])
    grey = np.asarray(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    return red, grey if has_red_ink(red, grey) else None


def has_red_ink(red: Pixels, grey: Pixels) -> bool:
    """Whether something stands on the page that the red channel hides."""
    few, _ = shrink(cv2.subtract(red, grey).astype(np.uint8), 1200)
    return float((few > RED_INK).mean()) > RED_SHARE


def _eight_bit(image: Image.Image) -> Pixels:
    """16 or 32 bits a pixel brought to 8 by their own darkest and lightest value."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32))
    low, high = float(values.min()), float(values.max())
    if low >= 0 and high <= 255:
        return values.astype(np.uint8)
    return ((values - low) * (255 / max(high - low, 1))).astype(np.uint8)


def _on_paper(image: Image.Image) -> Image.Image:
    """Transparent parts become paper: white under dark writing, black under light writing."""
    values = np.asarray(image, dtype=np.float32)
    alpha = values[:, :, 3]
    inked = float(alpha.sum())
    light = float((values[:, :, :3].mean(axis=2) * alpha).sum()) / inked if inked else 0.0
    covered = inked / (255 * alpha.size)
    paper = Image.new("RGBA", image.size, "black" if light > 128 and covered < 0.5 else "white")
    return Image.alpha_composite(paper, image).convert("RGB")
