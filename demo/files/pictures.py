"""Page pictures in the formats scanning companies deliver: JPEG, PNG, JPEG 2000 and multi-page TIFF."""

import io

import cv2
import numpy as np
from PIL import Image

from demo.model import Doc, Record
from demo.paper.glyphs import Mask
from demo.paper.layout import set_pages
from demo.paper.marks import mark
from demo.paper.page import DPI, Sheet
from demo.paper.scan import scan
from demo.paper.vertical import set_columns

QUALITY = 66


def sheets_of(doc: Doc) -> list[Sheet]:
    return set_columns(doc) if doc.medium in {"brush", "deed"} else set_pages(doc)


def scans_of(record: Record, *, colour: bool | None = None) -> list[Mask]:
    """The sheets of a record as the scanning company saw them: with the archive's own stamps on."""
    sheets = mark(sheets_of(record.doc), record) if record.doc else []
    return [scan(sheet, f"{record.code}/{n}", colour=colour) for n, sheet in enumerate(sheets, 1)]


def as_jpeg(picture: Mask) -> bytes:
    return _saved(Image.fromarray(picture), "JPEG", quality=QUALITY, dpi=(DPI, DPI))


def as_png(picture: Mask) -> bytes:
    return _saved(Image.fromarray(_grey(picture)), "PNG", compress_level=3, dpi=(DPI, DPI))


def as_jp2(picture: Mask) -> bytes:
    return _saved(Image.fromarray(picture), "JPEG2000", quality_mode="rates", quality_layers=[24], irreversible=True)


def as_bitonal_tiff(pictures: list[Mask]) -> bytes:
    """Black and white, CCITT group 4: what archives scanned to in the 1990s."""
    pages = [Image.fromarray(_threshold(picture)).convert("1") for picture in pictures]
    return _saved(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="group4", dpi=(DPI, DPI))


def as_tiff(pictures: list[Mask]) -> bytes:
    pages = [Image.fromarray(_grey(picture)) for picture in pictures]
    return _saved(
        pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="jpeg", quality=75, dpi=(DPI, DPI)
    )


def _threshold(picture: Mask) -> Mask:
    grey = _grey(picture)
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return np.asarray(cv2.threshold(grey, min(level + 12, 190), 255, cv2.THRESH_BINARY)[1], dtype=np.uint8)


def _grey(picture: Mask) -> Mask:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8) if picture.ndim == 3 else picture


def _saved(image: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()
