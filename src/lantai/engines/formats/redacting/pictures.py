"""Painted pixels as an image object: grey or sRGB JPEG, or one bit a pixel where the page is black and white."""

from __future__ import annotations

import numpy as np
import pyvips

from lantai.engines.formats import codes
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.redacting.pdf_writer import PdfWriter

_QUALITY = 85
_MOST_BILEVEL = 60_000_000


def write_picture(pdf: PdfWriter, picture: pyvips.Image) -> int:
    """The number of the image object. Nothing goes in but pixels: no profile, no EXIF, no thumbnail."""
    entries = (
        f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
        f"/ColorSpace /Device{'Gray' if picture.bands == 1 else 'RGB'}"
    )
    data, is_jpeg, depth = packed(picture)
    if is_jpeg:
        return pdf.put_stream(data, f"{entries} /BitsPerComponent {depth} /Filter /DCTDecode", pack=False)
    return pdf.put_stream(data, f"{entries} /BitsPerComponent {depth}")


def packed(picture: pyvips.Image) -> tuple[bytes, bool, int]:
    """The pixels alone: as JPEG (and whether it is), else bare; and the bits of each. Raises `Unreadable`."""
    try:
        # Painting is lazy: the pixels are made once, here.
        if picture.bands == 1 and picture.width * picture.height <= _MOST_BILEVEL:
            picture = picture.copy_memory()
            if _is_bilevel(picture):
                return _bits(picture), False, 1
        return bytes(picture.jpegsave_buffer(Q=_QUALITY, strip=True)), True, 8
    except pyvips.Error as error:
        raise Unreadable(codes.NO_PAGE_IMAGE, number=1, detail=" ".join(str(error).split())[:200]) from error


def _is_bilevel(picture: pyvips.Image) -> bool:
    counts = np.ndarray(buffer=picture.hist_find().cast("uint").write_to_memory(), dtype=np.uint32, shape=(256,))
    return not counts[1:255].any()


def _bits(picture: pyvips.Image) -> bytes:
    shape = (picture.height, picture.width)
    return np.packbits(
        np.ndarray(buffer=picture.write_to_memory(), dtype=np.uint8, shape=shape) > 127, axis=1
    ).tobytes()
