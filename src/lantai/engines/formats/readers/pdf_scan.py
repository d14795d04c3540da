"""How the pictures that are a page of a PDF were scanned, from their heads: none of them is decoded for it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from lantai.engines.formats.model import Colour, Scan
from lantai.engines.formats.readers.scanned import MM

POINTS = 72
_MOST_OBJECTS = 500
_PART = 0.1
"""Share of the page from which a picture counts: stamps and signatures have other resolutions than what they are on."""
_BILEVEL = frozenset({"CCITTFaxDecode", "JBIG2Decode"})
_DECODED_WHOLE = "JPXDecode"
"""PDFium would decode all of it to tell its colours."""
_RANK = ("", Colour.BILEVEL, Colour.GREY, Colour.COLOUR)


def scan_of(page: Any) -> Scan | None:
    """Of a page that one picture covers, or several side by side; the finest and most colourful of them speaks."""
    width, height = page.get_size()
    area = max(width * height, 1.0)
    found = [_seen(page, raw, high * wide) for raw, wide, high in _pictures(page) if wide * high >= _PART * area]
    if not found:
        return None
    dpi = max(each[0] for each in found)
    colour = max((each[1] for each in found), key=_RANK.index)
    return Scan(round(dpi), colour, round(width / POINTS * MM), round(height / POINTS * MM))


def _pictures(page: Any) -> Iterator[tuple[Any, float, float]]:
    """Those that stand on the page itself, with width and height in points; what is inside a form has another scale."""
    for at in range(min(max(pdfium.FPDFPage_CountObjects(page.raw), 0), _MOST_OBJECTS)):
        raw = pdfium.FPDFPage_GetObject(page.raw, at)
        if pdfium.FPDFPageObj_GetType(raw) != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        bounds = [ctypes.c_float() for _ in range(4)]
        if pdfium.FPDFPageObj_GetBounds(raw, *bounds):
            left, bottom, right, top = (value.value for value in bounds)
            yield raw, max(right - left, 0.0), max(top - bottom, 0.0)


def _seen(page: Any, raw: Any, area: float) -> tuple[float, str]:
    """Dots to the inch (the mean of both directions, whichever way it lies) and colours; 0 and empty: not known."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    if not pdfium.FPDFImageObj_GetImagePixelSize(raw, width, height) or area <= 0:
        return 0.0, ""
    dpi = POINTS * (width.value * height.value / area) ** 0.5
    filters = set(_filters(raw))
    if filters & _BILEVEL:
        return dpi, Colour.BILEVEL
    return dpi, "" if _DECODED_WHOLE in filters else _colour(page, raw)


def _filters(raw: Any) -> Iterator[str]:
    for at in range(min(max(pdfium.FPDFImageObj_GetImageFilterCount(raw), 0), 8)):
        name = ctypes.create_string_buffer(40)
        pdfium.FPDFImageObj_GetImageFilter(raw, at, name, len(name))
        yield name.value.decode("ascii", "replace")


def _colour(page: Any, raw: Any) -> str:
    said = pdfium.FPDF_IMAGEOBJ_METADATA()
    if not pdfium.FPDFImageObj_GetImageMetadata(raw, page.raw, said) or not said.bits_per_pixel:
        return ""
    if said.bits_per_pixel == 1:
        return Colour.BILEVEL
    is_grey = said.bits_per_pixel <= 8 and said.colorspace != pdfium.FPDF_COLORSPACE_INDEXED
    return Colour.GREY if is_grey else Colour.COLOUR
