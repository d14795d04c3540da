"""PDF page by page: the text layer where it is honest, a call for recognition where there is none or it is not."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from lantai.base.common.findings import Severity
from lantai.engines.formats import codes, geometry, legibility
from lantai.engines.formats.encodings import clean
from lantai.engines.formats.legibility import FINE, Verdict
from lantai.engines.formats.model import Line, PageReading, TextSource
from lantai.engines.formats.pdfium import ENGINE, document, page as opened_page
from lantai.engines.formats.readers import pdf_scan, pdf_text
from lantai.engines.formats.readers.base import Extract, Source, Unreadable

_MOST_OBJECTS = 4_000
_MUCH, _SOME = 0.5, 0.1
_SMALL = 700


@dataclass(slots=True)
class _Content:
    """What a page is made of: share of it under pictures, text objects seen and unseen, drawn paths."""

    pictures: float = 0.0
    seen: int = 0
    unseen: int = 0
    paths: int = 0

    @property
    def hidden(self) -> bool:
        return self.unseen > self.seen

    @property
    def is_scan(self) -> bool:
        """Whether what is seen of the page is pictures."""
        return self.pictures >= _MUCH and not self.seen


def read_pdf(source: Source) -> Extract:
    """Pages `first_page` to `first_page + max_pages - 1`; `metadata["pages"]` is how many there are in all."""
    extract = Extract()
    with document(source.path) as opened:
        count = len(opened)
        if count == 0:
            raise Unreadable(codes.NO_PAGES)
        extract.metadata = {"pages": str(count), **_described(opened)}
        first = source.limits.first_page
        bad: dict[str, list[int]] = defaultdict(list)
        for number in range(first, min(count, first + source.limits.max_pages - 1) + 1):
            extract.pages.append(_page(opened, number, bad))
    _report(source, extract, bad)
    return extract


def _described(opened: Any) -> dict[str, str]:
    wanted = ("Title", "Author", "Subject", "Creator", "Producer", "CreationDate")
    values = {key.lower(): clean(opened.get_metadata_value(key)).strip()[:500] for key in wanted}
    return {key: value for key, value in values.items() if value}


def _report(source: Source, extract: Extract, bad: dict[str, list[int]]) -> None:
    for reason, numbers in bad.items():
        if reason == "damaged":
            extract.note(source, codes.PAGE_DAMAGED, Severity.WARNING, count=len(numbers), page=numbers[0])
        else:
            params = {"count": len(numbers), "page": numbers[0], "reason": reason}
            extract.note(source, codes.TEXT_LAYER_UNUSABLE, Severity.INFO, **params)


def _page(opened: Any, number: int, bad: dict[str, list[int]]) -> PageReading:
    try:
        with opened_page(opened, number - 1) as page:
            return _read(page, number, bad)
    except pypdfium2.PdfiumError:
        bad["damaged"].append(number)
        return PageReading(number)


def _read(page: Any, number: int, bad: dict[str, list[int]]) -> PageReading:
    width, height = geometry.display_size(*page.get_size())
    layer = pdf_text.layer_of(page, width, height)
    content = _content(page)
    scan = pdf_scan.scan_of(page) if content.is_scan else None
    text = "\n".join(line.text for line in layer.lines)
    if not text.strip():
        needed = content.pictures > 0.02 or content.paths >= 20
        return PageReading(number, width, height, needs_ocr=needed, scan=scan)
    verdict = legibility.judge(text, unmapped=layer.unmapped)
    if verdict.legible and (content.hidden or content.pictures >= _SOME):
        verdict = _compare(page, layer.lines, content, (width, height))
    if verdict.legible:
        source = TextSource.SUPPLIED if content.hidden else TextSource.BORN_DIGITAL
        return PageReading(number, width, height, layer.lines, source, ENGINE, scan=scan)
    if verdict.reason == "mixed":
        return PageReading(number, width, height, layer.lines, TextSource.BORN_DIGITAL, ENGINE, needs_ocr=True)
    bad[verdict.reason].append(number)
    return PageReading(number, width, height, needs_ocr=verdict.reason != "unseen", scan=scan)


def _compare(page: Any, lines: tuple[Line, ...], content: _Content, size: tuple[int, int]) -> Verdict:
    """Hidden text must lie on ink; visible text beside a picture full of ink means the picture must be read too."""
    letters = sum(len(line.text) for line in lines)
    if not content.hidden and content.pictures < _MUCH and letters > 100:
        return FINE
    grey = _drawn_small(page)
    if content.hidden and not legibility.ink_of(grey).any():
        return Verdict(legible=False, reason="unseen")
    boxes = [box for line in lines for box in line.boxes]
    verdict = legibility.fits_image(boxes, grey, width=size[0], height=size[1])
    if not verdict.legible and not content.hidden:
        return Verdict(legible=False, reason="mixed")
    return verdict


def _drawn_small(page: Any) -> legibility.Grey:
    width, height = page.get_size()
    bitmap = page.render(scale=_SMALL / max(width, height, 1), grayscale=True)
    try:
        return np.array(bitmap.to_numpy(), dtype=np.uint8).reshape(bitmap.height, bitmap.width, -1)[:, :, 0]
    finally:
        bitmap.close()


def _content(page: Any) -> _Content:
    """Pictures, texts and paths in drawing order; text under a picture drawn later is unseen, as invisible text is."""
    content = _Content()
    left, bottom, right, top = page.get_bbox()
    area = max((right - left) * (top - bottom), 1.0)
    for kind, raw in _objects(page.raw):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            invisible = pdfium.FPDFTextObj_GetTextRenderMode(raw) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
            content.unseen += invisible
            content.seen += not invisible
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            share = _area(raw, (left, bottom, right, top)) / area
            content.pictures += share
            if share > _MUCH:
                content.unseen += content.seen
                content.seen = 0
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            content.paths += 1
    return content


def _objects(page: Any) -> Iterator[tuple[int, Any]]:
    """Objects of the page, those of forms (nested templates) included, never more than the limit."""
    waiting = [iter([pdfium.FPDFPage_GetObject(page, i) for i in range(_capped(pdfium.FPDFPage_CountObjects(page)))])]
    left = _MOST_OBJECTS
    while waiting and left > 0:
        raw = next(waiting[-1], None)
        if raw is None:
            waiting.pop()
            continue
        left -= 1
        kind = pdfium.FPDFPageObj_GetType(raw)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and len(waiting) < 8:
            inside = _capped(pdfium.FPDFFormObj_CountObjects(raw))
            waiting.append(iter([pdfium.FPDFFormObj_GetObject(raw, i) for i in range(inside)]))
        else:
            yield kind, raw


def _capped(count: int) -> int:
    return min(max(count, 0), _MOST_OBJECTS)


def _area(raw: Any, page: tuple[float, float, float, float]) -> float:
    """The part of an object's bounds that lies on the page."""
    bounds = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(raw, *bounds):
        return 0.0
    left, bottom, right, top = (value.value for value in bounds)
    width = min(right, page[2]) - max(left, page[0])
    height = min(top, page[3]) - max(bottom, page[1])
    return max(width, 0.0) * max(height, 0.0)
