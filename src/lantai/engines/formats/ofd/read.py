"""Reading an OFD file: text by page with one box per character, and everything worth saying about the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from lantai.base.common.findings import Finding, Severity
from lantai.engines.formats import legibility
from lantai.engines.formats.legibility import Verdict
from lantai.engines.formats.model import Box, Line, PageReading, TextSource
from lantai.engines.formats.ofd.document import OfdDocument, Page
from lantai.engines.formats.ofd.glyphs import FontShelf
from lantai.engines.formats.ofd.images import PICTURE_ERRORS, check_picture, note_picture
from lantai.engines.formats.ofd.lines import reading_lines
from lantai.engines.formats.ofd.measure import page_pixels, pixel_box, pixels_of_width
from lantai.engines.formats.ofd.problems import (
    ATTACHMENT,
    GLYPHS_WITHOUT_TEXT,
    SEAL_UNREADABLE,
    SEVERITIES,
    SIGNATURE,
    SIGNED_PART_CHANGED,
    TEXT_UNUSABLE,
    TOO_COMPLEX,
    WATERMARK,
    OfdPartIsMissing,
    OfdUnreadable,
)
from lantai.engines.formats.ofd.render import draw_page
from lantai.engines.formats.ofd.seals import Signature, changed_parts, seal_picture, signatures
from lantai.engines.formats.ofd.text import Char, PageText, page_text

ENGINE = "lantai-ofd 1"
_NAMELESS_SHARE = 0.1
_SCAN_SHARE = 0.5
_SCAN_TEXT = 50
_DRAWN_TEXT = 20
_COMPARED_WIDTH = 600


def read_ofd(path: Path) -> tuple[tuple[PageReading, ...], tuple[Finding, ...]]:
    """Text by page and findings. Never raises for what is in the file: what cannot be read becomes a finding.

    Boxes are pixels at 200 dpi of the page's physical box, the same pixels `render_ofd_page` draws by default.
    """
    try:
        document = OfdDocument(path)
    except OfdUnreadable as error:
        # A missing part is a warning where something else can be shown; here nothing can.
        return (), (Finding(error.code, Severity.ERROR, path.name, dict(error.params)),)
    with document:
        shelf = FontShelf(document.package)
        pages = tuple(_read_page(document, shelf, at + 1) for at in range(len(document.pages)))
        _note_pictures(document)
        _note_attachments(document)
        _note_signatures(document)
        notes = document.package.notes
        return pages, tuple(_finding(path, code, params) for (code, _key), params in notes.items())


def written_text(path: Path) -> list[str]:
    """What stands in the file, page by page, whether or not it fits what the pages show. Raises `OfdUnreadable`."""
    with OfdDocument(path) as document:
        shelf = FontShelf(document.package)
        return [_written(document.page(at + 1), shelf) for at in range(len(document.pages))]


def _written(page: Page, shelf: FontShelf) -> str:
    return "\n".join("".join(char.text for char in run.chars) for run in page_text(page, shelf).body)


def ofd_metadata(path: Path) -> dict[str, str]:
    """What the file says of itself: title, author, dates, keywords, attachments, signatures. Empty when unreadable."""
    try:
        document = OfdDocument(path)
    except OfdUnreadable:
        return {}
    with document:
        found = {f"ofd:{name}": value for body in document.bodies for name, value in body.info.items()}
        attached = [one.name for body in document.bodies for one in body.attachments]
        signed = [one for body in document.bodies for one in signatures(document, body)]
        if attached:
            found["ofd:Attachments"] = "; ".join(attached)
        if signed:
            found["ofd:Signatures"] = "; ".join(f"{one.time} {one.provider}".strip() for one in signed)
        return found


def _finding(path: Path, code: str, params: dict[str, Any]) -> Finding:
    return Finding(code, SEVERITIES[code], path.name, dict(params))


def _read_page(document: OfdDocument, shelf: FontShelf, number: int) -> PageReading:
    page = document.page(number)
    width, height = page_pixels(page.box)
    found = page_text(page, shelf)
    to_pixels = partial(_char_box, page, width / page.box[2], height / page.box[3])
    lines = reading_lines(found.body, to_pixels) + reading_lines(found.annotations, to_pixels)
    _note_page(document, number, found)
    blank = PageReading(number, width, height)
    verdict = _verdict(document, page, replace(blank, lines=lines), found)
    if not verdict.legible:
        document.package.note(TEXT_UNUSABLE, str(number), page=number, reason=verdict.reason)
        return replace(blank, needs_ocr=True)
    count = _count(lines)
    needs_ocr = _needs_ocr(page, found, count)
    if not count:
        return replace(blank, needs_ocr=needs_ocr)
    return replace(blank, lines=lines, source=_source(page, found, count), engine=ENGINE, needs_ocr=needs_ocr)


def _count(lines: Sequence[Line]) -> int:
    return sum(len(line.text.replace(" ", "")) for line in lines)


def _verdict(document: OfdDocument, page: Page, reading: PageReading, found: PageText) -> Verdict:
    """Whether the text is language at all, and, where it lies hidden under a scan, whether it lies on the writing."""
    verdict = legibility.judge(reading.text)
    if not verdict.legible or not _is_hidden_layer(page, found, _count(reading.lines)):
        return verdict
    size = pixels_of_width(page.box, _COMPARED_WIDTH)
    grey = np.asarray(draw_page(document, page, reading.number, size).convert("L"))
    boxes = [box for line in reading.lines for box in line.boxes]
    return legibility.fits_image(boxes, grey, width=reading.width, height=reading.height)


def _char_box(page: Page, scale_x: float, scale_y: float, char: Char) -> Box:
    return pixel_box(char.box, scale_x, scale_y)


def _source(page: Page, found: PageText, count: int) -> TextSource:
    """Hidden text over a picture of the page was made by somebody's OCR: it came with the file, nobody typed it."""
    return TextSource.SUPPLIED if _is_hidden_layer(page, found, count) else TextSource.BORN_DIGITAL


def _is_hidden_layer(page: Page, found: PageText, count: int) -> bool:
    return found.hidden * 2 > count > 0 and _is_scan(page, found)


def _is_scan(page: Page, found: PageText) -> bool:
    return found.image_area >= _SCAN_SHARE * page.box[2] * page.box[3]


def _needs_ocr(page: Page, found: PageText, count: int) -> bool:
    """Where the eye sees text that the file does not hold: nameless glyphs, a scan, letters drawn as outlines."""
    if found.nameless > _NAMELESS_SHARE * (count + found.nameless):
        return True
    if _is_scan(page, found):
        return count < _SCAN_TEXT
    return not count and (found.image_area > 0 or found.drawings >= _DRAWN_TEXT)


def _note_page(document: OfdDocument, number: int, found: PageText) -> None:
    package = document.package
    if found.cut:
        package.note(TOO_COMPLEX, str(number), page=number)
    if found.nameless:
        package.note(GLYPHS_WITHOUT_TEXT, str(number), page=number, count=found.nameless)
    for text in dict.fromkeys(found.watermarks):
        package.note(WATERMARK, f"{number} {text}", page=number, text=text[:80])


def _note_pictures(document: OfdDocument) -> None:
    """Every picture is read once, which also checks its sum in the container: whoever takes a file in wants to know."""
    package = document.package
    for part in sorted({media.part for body in document.bodies for media in body.resources.media.values()} - {""}):
        try:
            check_picture(package.read(part))
        except OfdUnreadable as error:
            package.note(error.code, part, **error.params)
        except PICTURE_ERRORS as error:
            note_picture(package, part, error)


def _note_attachments(document: OfdDocument) -> None:
    for body in document.bodies:
        for one in body.attachments:
            document.package.note(ATTACHMENT, one.part, name=one.name, size=one.size)


def _note_signatures(document: OfdDocument) -> None:
    package = document.package
    for number, one in _all_signatures(document):
        package.note(
            SIGNATURE,
            number,
            number=number,
            time=one.time or "?",
            provider=one.provider or "?",
            parts=len(one.covered),
        )
        for part in changed_parts(package, one):
            package.note(SIGNED_PART_CHANGED, f"{number} {part}", part=part, number=number)
        if not one.value_part:
            package.note(OfdPartIsMissing.code, f"signature {number}", part=f"SignedValue {number}")
        elif one.stamps and not _has_seal(document, one):
            package.note(SEAL_UNREADABLE, number, part=number)


def _has_seal(document: OfdDocument, signature: Signature) -> bool:
    picture = seal_picture(document.package, signature)
    try:
        if picture and picture.is_document:
            OfdDocument(picture.data).package.close()
        elif picture:
            check_picture(picture.data)
    except (*PICTURE_ERRORS, OfdUnreadable):
        return False
    return picture is not None


def _all_signatures(document: OfdDocument) -> Iterator[tuple[str, Signature]]:
    for body in document.bodies:
        for at, one in enumerate(signatures(document, body), 1):
            yield one.number or str(at), one
