"""Scans and PDF into OFD: each page as a picture, its known text above it unseen. Runs in a limited process.

A JPEG goes in byte for byte, turned by its place on the page; other pictures without loss. A page of a PDF is drawn,
with what OFD has no objects for: the copy shows what the original shows and is no new typesetting.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import uuid4

import pypdfium2
from PIL import Image

from lantai.engines.formats import codes, pdfium
from lantai.engines.formats.identify import FormatKind, identify
from lantai.engines.formats.model import PageReading
from lantai.engines.formats.ofd.write import About, OfdSheet, write_ofd
from lantai.engines.formats.readers import images
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.readers.scanned import orientation
from lantai.engines.formats.render import render_page

A4_LONG = 297.0
"""Pictures that say nothing believable of their size on paper have the long edge of A4, in millimetres."""
_BELIEVED_DPI = (50, 2400)
_LONGEST = 1500.0
_MOST_PNG = 2_000_000
_QUALITY = 92
_TURNS = {1: 0, 3: 180, 6: 90, 8: 270}
"""Degrees clockwise by EXIF orientation; the others are mirrored."""


def to_ofd(source: Path, target: Path, *, pages: Sequence[PageReading], title: str, dpi: int) -> int:
    """Write `target` from a picture or PDF and give its number of pages. `pages`: what is known of their text; `dpi`:
    at which pages of a PDF are drawn.

    Raises `Unreadable` and what Pillow and PDFium raise; what was begun is left for the caller to take away.
    """
    known = {page.number: page for page in pages}
    identity = identify(source)
    sheets = _of_pdf(source, known, dpi) if identity.kind is FormatKind.PDF else _of_picture(source, known)
    return write_ofd(target, sheets, About(uuid4().hex, title, dt.datetime.now(tz=dt.UTC).date()))


def _of_pdf(source: Path, known: Mapping[int, PageReading], dpi: int) -> Iterator[OfdSheet]:
    identity = identify(source)
    for number, (points_wide, points_high) in enumerate(_sizes(source), start=1):
        picture = render_page(source, number, identity=identity, dpi=dpi)
        data, kind = _packed(picture)
        read = known.get(number, PageReading(number))
        wide, high = points_wide / 72 * 25.4, points_high / 72 * 25.4
        if read.rotation % 180:
            wide, high = high, wide
        yield OfdSheet(data, kind, wide, high, read.rotation, read.lines, (read.width, read.height))


def _sizes(source: Path) -> list[tuple[float, float]]:
    """Width and height of each page in points. Raises `Unreadable`."""
    sizes = []
    with pdfium.document(source) as opened:
        for number in range(len(opened)):
            try:
                with pdfium.page(opened, number) as page:
                    sizes.append(page.get_size())
            except pypdfium2.PdfiumError as error:
                raise Unreadable(codes.DAMAGED, detail=f"{number + 1}: {error}") from error
    return sizes


def _packed(picture: Image.Image) -> tuple[bytes, str]:
    """Without loss where that is small, as drawings and type are; a scan inside a PDF as JPEG."""
    data = _png(picture)
    if len(data) <= _MOST_PNG:
        return data, "PNG"
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return out.getvalue(), "JPEG"


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _of_picture(source: Path, known: Mapping[int, PageReading]) -> Iterator[OfdSheet]:
    with images.opened(source) as image:
        count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    for number in range(1, count + 1):
        yield _frame(source, number, known.get(number, PageReading(number)))


def _frame(source: Path, number: int, read: PageReading) -> OfdSheet:
    with images.opened(source) as image:
        image.seek(number - 1)
        own = _TURNS.get(orientation(image)) if image.format != "TIFF" else 0
        as_it_is = image.format == "JPEG" and image.mode in ("L", "RGB") and own is not None
        two_tone, dpi, upright = image.mode == "1", image.info.get("dpi"), images.upright_size(image)
    if read.rotation % 180:
        upright = (upright[1], upright[0])
    wide, high = size_on_paper(upright, dpi)
    pixels = (read.width, read.height) if read.width else upright
    if as_it_is:
        turn = ((own or 0) + read.rotation) % 360
        return OfdSheet(source.read_bytes(), "JPEG", wide, high, turn, read.lines, pixels)
    picture = render_page(source, number)
    data = _png(picture.convert("1", dither=Image.Dither.NONE) if two_tone else picture)
    return OfdSheet(data, "PNG", wide, high, read.rotation, read.lines, pixels)


def size_on_paper(pixels: tuple[int, int], dpi: object) -> tuple[float, float]:
    """Width and height in millimetres: by the resolution the picture tells, where that can be believed."""
    wide, high = pixels
    if isinstance(dpi, tuple) and len(dpi) == 2:
        across, down = float(dpi[0]), float(dpi[1])
        if _BELIEVED_DPI[0] <= min(across, down) and max(across, down) <= _BELIEVED_DPI[1]:
            told = (wide / across * 25.4, high / down * 25.4)
            if max(told) <= _LONGEST:
                return told
    scale = A4_LONG / max(wide, high)
    return wide * scale, high * scale
