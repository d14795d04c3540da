"""Pictures of pages: their upright sizes, every frame of a TIFF, whether the data is whole. Text is OCR's work."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageSequence, UnidentifiedImageError

from lantai.base.common.findings import Severity
from lantai.engines.formats import codes
from lantai.engines.formats.model import PageReading
from lantai.engines.formats.readers import scanned
from lantai.engines.formats.readers.base import Extract, Source, Unreadable

_SIDEWAYS = frozenset({5, 6, 7, 8})
_READABLE = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/tiff",
        "image/jp2",
        "image/gif",
        "image/bmp",
        "image/webp",
        "image/x-portable-pixmap",
    }
)
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, TypeError, OverflowError)


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """A Pillow image whose own bomb check and complaints about odd metadata are left to the caller's limits."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(path) as image:
            yield image


def read_image(source: Source) -> Extract:
    """One page a frame. A frame whose data breaks off is still a page, with a finding."""
    extract = Extract()
    try:
        with opened(source.path) as image:
            extract.metadata = {"frames": str(getattr(image, "n_frames", 1)), "format": image.format or ""}
            for frame in _frames(source, extract, image):
                extract.pages.append(_page(source, extract, frame))
    except UnidentifiedImageError as error:
        if source.identity.mime not in _READABLE:
            raise Unreadable(codes.NO_READER, format=source.identity.name) from error
        raise Unreadable(codes.DAMAGED, detail="the picture's header is broken") from error
    except Image.DecompressionBombError as error:
        raise Unreadable(codes.TOO_LARGE, detail=str(error)) from error
    except BROKEN as error:
        if not extract.pages:
            raise Unreadable(codes.DAMAGED, detail=str(error)) from error
        extract.note(source, codes.TRUNCATED, detail=f"{len(extract.pages)} / {extract.metadata['frames']}: {error}")
    return extract


def _frames(source: Source, extract: Extract, image: Image.Image) -> Iterator[Image.Image]:
    """The pages of a TIFF; of an animation only the first picture, which is not a document."""
    if image.format != "TIFF":
        yield image
        return
    for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
        if number < source.limits.first_page:
            continue
        if len(extract.pages) >= source.limits.max_pages:
            break
        yield frame


def _page(source: Source, extract: Extract, frame: Image.Image) -> PageReading:
    number = source.limits.first_page + len(extract.pages)
    width, height = frame.size
    if width * height > source.limits.max_pixels:
        raise Unreadable(codes.TOO_LARGE, detail=f"{width} × {height} pixels")
    width, height = upright_size(frame)
    scan = scanned.scan_of(frame)
    if _check_data(source, extract, frame, number):
        scan = scanned.seen(scan, frame)
    return PageReading(number, width, height, needs_ocr=True, scan=scan)


def _check_data(source: Source, extract: Extract, frame: Image.Image, number: int) -> bool:
    """Decode once, as cheaply as the format allows: the only way to know that nothing is missing. Whether it is."""
    try:
        if frame.format == "JPEG":
            frame.draft("L", (frame.width // 8, frame.height // 8))
        frame.load()
    except MemoryError:
        raise
    except BROKEN as error:
        code = codes.TRUNCATED if "truncated" in str(error) else codes.DAMAGED
        extract.note(source, code, Severity.WARNING, detail=f"{number}: {error}")
        return False
    return True


def upright_size(frame: Image.Image) -> tuple[int, int]:
    """Width and height as the picture is shown. Pillow has turned the size of a TIFF already."""
    width, height = frame.size
    if frame.format == "TIFF":
        return width, height
    return (height, width) if scanned.orientation(frame) in _SIDEWAYS else (width, height)
