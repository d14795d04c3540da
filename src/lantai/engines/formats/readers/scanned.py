"""How a picture was scanned: resolution, colours, size on paper and a turn that is only noted, from its head alone."""

from __future__ import annotations

import struct
from dataclasses import replace

from PIL import Image

from lantai.engines.formats.model import Colour, Scan

ORIENTATION, X_RESOLUTION = 0x0112, 0x011A
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, TypeError, ArithmeticError)
MM = 25.4
_SCANNERS_WRITE = frozenset({"JPEG", "TIFF", "PNG", "JPEG2000", "BMP", "MPO"})
_TURNS = {3: 180, 4: 180, 5: 270, 6: 90, 7: 90, 8: 270}
_SIDEWAYS = frozenset({90, 270})
_GREY = frozenset({"L", "LA", "La", "I", "F", "I;16", "I;16L", "I;16B"})
_PLAIN = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr"})
_LEAST, _MOST = 20, 20_000
"""Dots to the inch beyond which a number is none: many programs write 1 where they know nothing."""
_JFIF_INCH, _JFIF_CM = 1, 2
_SHRUNK, _MARGIN = 8, 0.05
_FAINT, _SPECKS = 48, 0.0005
"""Levels of 256 by which ink differs from paper, and the share of a page that is dirt, not writing."""


def scan_of(frame: Image.Image) -> Scan | None:
    """Of a picture that was opened and not yet decoded; None for kinds that no scanner writes."""
    if frame.format not in _SCANNERS_WRITE:
        return None
    turned = _TURNS.get(orientation(frame), 0)
    width, height = frame.size
    across, down = _resolution(frame)
    if turned in _SIDEWAYS:
        across, down = down, across
        if frame.format != "TIFF":  # Pillow has turned the size of a TIFF already
            width, height = height, width
    colour = Colour.BILEVEL if frame.mode == "1" else Colour.GREY if frame.mode in _GREY else Colour.COLOUR
    if not across:
        return Scan(colour=colour, turned=turned)
    return Scan(round(min(across, down)), colour, round(width / across * MM), round(height / down * MM), turned)


def seen(scan: Scan | None, frame: Image.Image) -> Scan | None:
    """The same with what the picture shows, which has been decoded to see whether it is whole."""
    return replace(scan, is_blank=True) if scan and _is_blank(frame) else scan


def orientation(frame: Image.Image) -> int:
    """The EXIF orientation, 1 when there is none or it makes no sense."""
    try:
        value = frame.getexif().get(ORIENTATION, 1)
    except _BROKEN:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _resolution(frame: Image.Image) -> tuple[float, float]:
    """Dots to the inch across and down; zeros where the file does not say them."""
    try:
        is_said = frame.format != "JPEG" or _says_resolution(frame)
        across, down = (float(each) for each in frame.info["dpi"])
    except _BROKEN:
        return 0.0, 0.0
    # What is no number at all is not between the two either.
    return (across, down) if is_said and all(_LEAST <= each <= _MOST for each in (across, down)) else (0.0, 0.0)


def _says_resolution(frame: Image.Image) -> bool:
    """Of a JPEG with EXIF data that say nothing of it Pillow thinks 72."""
    return frame.info.get("jfif_unit") in (_JFIF_INCH, _JFIF_CM) or X_RESOLUTION in frame.getexif()


def _is_blank(frame: Image.Image) -> bool:
    """Whether next to nothing but one tone is on the page, its margins left aside: they show the scanner's lid."""
    if frame.mode not in _PLAIN:
        return False
    shrunk = 1 if frame.format == "JPEG" else _SHRUNK  # that one was decoded small
    width, height = (max(1, side // shrunk) for side in frame.size)
    small = frame.resize((width, height), Image.Resampling.NEAREST).convert("L")
    left, top = int(width * _MARGIN), int(height * _MARGIN)
    tones = small.crop((left, top, width - left, height - top)).histogram()
    paper = tones.index(max(tones))
    ink = sum(tones) - sum(tones[max(0, paper - _FAINT) : paper + _FAINT + 1])
    return ink <= sum(tones) * _SPECKS
