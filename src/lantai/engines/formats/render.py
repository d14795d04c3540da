"""One page as a picture, upright and exactly as large as its `PageReading` says."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFile, ImageOps

from lantai.engines.formats import codes, geometry, pdfium
from lantai.engines.formats.identify import FormatKind, Identity, identify
from lantai.engines.formats.readers import images
from lantai.engines.formats.readers.base import Unreadable

MOST_PIXELS = 300_000_000


def render_page(
    path: Path, number: int, *, identity: Identity | None = None, width: int | None = None, dpi: int = geometry.DPI
) -> Image.Image:
    """The page as an RGB (or grey) picture. `number` counts from 1.

    Without `width` a PDF or OFD page has the size its reading tells (200 dpi, huge pages smaller) times dpi/200, and a
    scan its own pixels. With `width` the height follows. Raises `Unreadable` when there is nothing to show.
    """
    identity = identity or identify(path)
    if identity.kind is FormatKind.PDF:
        return _pdf(path, number, width, dpi)
    if identity.kind is FormatKind.IMAGE:
        return _fitted(_picture(path, number), width)
    if identity.kind is FormatKind.OFD:
        return _ofd(path, number, width, dpi)
    raise Unreadable(codes.NO_PAGE_IMAGE, number=number, detail=identity.name or identity.mime)


def render_jpeg(path: Path, number: int, *, width: int | None = None, quality: int = 85) -> bytes:
    """`render_page` as JPEG bytes: what a child process can send back."""
    out = io.BytesIO()
    render_page(path, number, width=width).convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def has_page_images(identity: Identity) -> bool:
    """Whether files of this kind can be shown page by page."""
    return identity.kind in {FormatKind.PDF, FormatKind.IMAGE, FormatKind.OFD}


def _pdf(path: Path, number: int, width: int | None, dpi: int) -> Image.Image:
    with pdfium.document(path) as opened:
        if not 1 <= number <= len(opened):
            raise Unreadable(codes.NO_PAGE_IMAGE, number=number, detail=f"1-{len(opened)}")
        try:
            with pdfium.page(opened, number - 1) as page:
                return _drawn(page, width, dpi)
        except pypdfium2.PdfiumError as error:
            raise Unreadable(codes.NO_PAGE_IMAGE, number=number, detail=str(error)) from error


def _drawn(page: pdfium.Page, width: int | None, dpi: int) -> Image.Image:
    """Drawn a hair larger than needed and cut to the exact size: PDFium rounds sizes up."""
    points_wide, points_high = page.get_size()
    size = _size(geometry.display_size(points_wide, points_high), width, dpi)
    scale = max(size[0] / max(points_wide, 1e-6), size[1] / max(points_high, 1e-6))
    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
    try:
        picture: Image.Image = bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()
    return picture if picture.size == size else picture.crop((0, 0, *size))


def _size(shown: tuple[int, int], width: int | None, dpi: int) -> tuple[int, int]:
    factor = width / shown[0] if width else dpi / geometry.DPI
    return max(1, round(shown[0] * factor)), max(1, round(shown[1] * factor))


def _ofd(path: Path, number: int, width: int | None, dpi: int) -> Image.Image:
    from lantai.engines.formats.ofd import OfdUnreadable, render_ofd_page

    try:
        if width is None and dpi != geometry.DPI:
            picture: Image.Image = render_ofd_page(path, number)
            return _fitted(picture, round(picture.width * dpi / geometry.DPI))
        return render_ofd_page(path, number, width=width)
    except OfdUnreadable as error:
        raise Unreadable(codes.NO_PAGE_IMAGE, number=number, detail=error.code) from error


def _picture(path: Path, number: int) -> Image.Image:
    """One frame, turned as its metadata asks, in 8-bit grey or RGB, white behind what is transparent."""
    try:
        with images.opened(path) as image:
            _refuse_huge(image)
            if number != 1:
                image.seek(number - 1)
                _refuse_huge(image)
            _load_what_there_is(image)
            return flat(ImageOps.exif_transpose(image))
    except Unreadable:
        raise
    except EOFError as error:
        raise Unreadable(codes.NO_PAGE_IMAGE, number=number, detail="no such page") from error
    except (*images.BROKEN, Image.DecompressionBombError) as error:
        raise Unreadable(codes.NO_PAGE_IMAGE, number=number, detail=str(error)[:200]) from error


def _refuse_huge(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise Unreadable(codes.TOO_LARGE, detail=f"{image.width} × {image.height} pixels")


def _load_what_there_is(image: Image.Image) -> None:
    """A scan whose end is missing is shown as far as it goes; the finding about it was made when it was read."""
    try:
        image.load()
    except OSError:
        before = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            image.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def flat(image: Image.Image) -> Image.Image:
    """Any mode as L or RGB: sixteen bits scaled down, transparency on white, ink colours converted."""
    if image.mode in {"L", "RGB"}:
        return image.copy() if isinstance(image, ImageFile.ImageFile) else image
    if image.mode.startswith("I") or image.mode == "F":
        return _eight_bits(image)
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("RGB")
    return image.convert("L" if image.mode == "1" else "RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    values = np.asarray(image, dtype=np.float32)
    highest = float(values.max(initial=0.0))
    top = 255.0 if highest <= 255 else max(65535.0, highest)
    return Image.fromarray(np.clip(values * (255.0 / top), 0, 255).astype(np.uint8))


def _fitted(image: Image.Image, width: int | None) -> Image.Image:
    if width is None or width == image.width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
