"""How coarse the packing of a page's pixels is: what lossy compression has smeared around a secret is painted too."""

from __future__ import annotations

import math

import pypdfium2.raw as raw
from PIL import Image

from lantai.engines.formats import geometry, pdfium
from lantai.engines.formats.identify import FormatKind, Identity
from lantai.engines.formats.readers import images
from lantai.engines.formats.redacting.model import PageToRedact
from lantai.engines.formats.redacting.regions import COARSE, Grain

_EXACT = Grain(block=1, bleed=1, turned=False)
_WAVELETS = Grain(block=1, bleed=32, turned=False)
_LOSSY_FILTERS = {"DCTDecode": 16, "JPXDecode": 32}
_MOST_BLEED = 200
_ORIENTATION = 0x0112


def grain_of(page: PageToRedact, identity: Identity) -> Grain:
    """Exact for what is drawn from outlines or packed without loss."""
    if identity.kind is FormatKind.PDF:
        return Grain(block=1, bleed=_bleed_in_pdf(page), turned=False)
    if identity.kind is FormatKind.IMAGE:
        return _of_picture(page)
    # An OFD page may hold pictures of any packing; its reader does not say which.
    return COARSE


def _bleed_in_pdf(page: PageToRedact) -> int:
    """Blocks of pictures inside a page lie anywhere and may be coarse: at 72 dpi one is half a centimetre wide."""
    reach = 1
    with pdfium.document(page.source) as opened, pdfium.page(opened, page.number - 1) as loaded:
        for each in loaded.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
            block = max((_LOSSY_FILTERS.get(name, 0) for name in each.get_filters()), default=0)
            if block:
                wide, high = each.get_px_size()
                left, bottom, right, top = each.get_bounds()
                coarsest = max((right - left) / max(1, wide), (top - bottom) / max(1, high))
                reach = max(reach, 3 + math.ceil(block * coarsest * geometry.DPI / 72))
    return min(_MOST_BLEED, reach)


def _of_picture(page: PageToRedact) -> Grain:
    try:
        with images.opened(page.source) as image:
            if page.number > 1:
                image.seek(page.number - 1)
            turned = page.rotation % 360 != 0 or image.getexif().get(_ORIENTATION, 1) != 1
            return _by_packing(image, turned=turned)
    except (*images.BROKEN, Image.DecompressionBombError):
        return COARSE


def _by_packing(image: Image.Image, *, turned: bool) -> Grain:
    packing = str(image.info.get("compression", "")) if image.format == "TIFF" else str(image.format)
    if packing in {"PNG", "BMP", "GIF", "raw", "group3", "group4", "tiff_ccitt", "tiff_lzw", "tiff_adobe_deflate"}:
        return _EXACT
    if packing == "JPEG2000":
        return _WAVELETS
    if packing == "WEBP":
        return Grain(bleed=16, turned=turned)
    return Grain(block=8 if packing.upper() == "JPEG" and image.mode == "L" else 16, bleed=2, turned=turned)
