"""Page images: an OFD page in, a Pillow image out, through a PDF page that exists only in memory."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pypdfium2
from PIL import Image

from lantai.engines.formats import pdfium
from lantai.engines.formats.ofd.canvas import Canvas, Full, Sheet
from lantai.engines.formats.ofd.document import OfdDocument, Page
from lantai.engines.formats.ofd.glyphs import FontShelf
from lantai.engines.formats.ofd.measure import READING_DPI, page_pixels, pixels_of_width
from lantai.engines.formats.ofd.painter import Painter
from lantai.engines.formats.ofd.stamps import draw_seals


def page_count(path: Path) -> int:
    """How many pages the file has. Raises OfdUnreadable."""
    with OfdDocument(path) as document:
        return len(document.pages)


def page_size(path: Path, number: int) -> tuple[float, float]:
    """Width and height of a page in millimetres. Raises OfdUnreadable, NoSuchPage."""
    with OfdDocument(path) as document:
        page = document.page(number)
        return page.box[2], page.box[3]


def render_ofd_page(path: Path, number: int, *, width: int | None = None, dpi: int = READING_DPI) -> Image.Image:
    """A page, counted from 1, as an RGB image: `width` pixels wide, else at `dpi`. Never more than 40 million pixels.

    At 200 dpi its pixels are those of the boxes `read_ofd` gives. Whatever cannot be drawn is left out, and
    `read_ofd` says what that is. Raises OfdUnreadable when there is no such file or page to draw.
    """
    with OfdDocument(path) as document:
        page = document.page(number)
        size = pixels_of_width(page.box, width) if width else page_pixels(page.box, dpi)
        return draw_page(document, page, number, size)


def draw_page(document: OfdDocument, page: Page, number: int, size: tuple[int, int]) -> Image.Image:
    """A page of an opened document as an RGB image of exactly this size."""
    return _pixels(_page_pdf(document, page, number, size), size)


def _page_pdf(document: OfdDocument, page: Page, number: int, size: tuple[int, int]) -> bytes:
    sheet = Sheet(*size)
    canvas = Canvas(sheet)
    painter = Painter(document.package, FontShelf(document.package), sheet)
    # OFD counts downwards from the top, PDF upwards from the bottom; one unit of this sheet is one pixel.
    m = (size[0] / page.box[2], 0.0, 0.0, -size[1] / page.box[3], 0.0, float(size[1]))
    painter.page(page, canvas, m, number)
    with contextlib.suppress(Full):
        draw_seals(document, page, canvas, painter, m)
    return sheet.data(canvas.content())


def _pixels(pdf: bytes, size: tuple[int, int]) -> Image.Image:
    """One thread at a time: pdfium, shared with the PDF reader, knows no threads."""
    with pdfium.LOCK:
        opened = pypdfium2.PdfDocument(pdf)
        try:
            bitmap = opened[0].render(scale=1, may_draw_forms=False)
            image: Image.Image = bitmap.to_pil().convert("RGB")
        finally:
            opened.close()
    return image if image.size == size else image.resize(size)
