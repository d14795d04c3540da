"""From a page with what is withheld of it to sheets: a painted picture, the lines that remain, places for the marks."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyvips

from lantai.engines.formats import geometry, images, pdfium
from lantai.engines.formats.identify import FormatKind, Identity, identify
from lantai.engines.formats.model import Line
from lantai.engines.formats.readers import pdf_text
from lantai.engines.formats.redacting.cover import Cover, cover_of, covered_in
from lantai.engines.formats.redacting.grain import grain_of
from lantai.engines.formats.redacting.model import FractionBox, Mark, PageToRedact, Unplaced, WithheldPart
from lantai.engines.formats.redacting.painting import paint_regions
from lantai.engines.formats.redacting.regions import COARSE, Region, regions_of
from lantai.engines.formats.redacting.remaining import remaining_lines
from lantai.engines.formats.typesetting import typeset

A4 = (595.0, 842.0)
_LARGEST = 14_000.0
_TEXT = Path(__file__).parent / "layouts" / "text.typ"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page to write. `picture` is None where the whole page is withheld. Sizes are points, lines pixels."""

    size: tuple[float, float]
    parts: tuple[WithheldPart, ...]
    picture: pyvips.Image | None = None
    lines: Sequence[Line] = ()
    line_space: tuple[int, int] = (1, 1)
    regions: tuple[tuple[Region, WithheldPart], ...] = ()


def sheets_of(page: PageToRedact, number: int, mark: Mark, unplaced: Unplaced) -> Iterator[Sheet]:
    """Usually one; text that never had a picture takes as many as it needs. Raises `Unreadable` and as `cover_of`."""
    cover = cover_of(page, number, unplaced)
    if cover.whole:
        yield Sheet(_size_of(page), page.withheld)
    elif page.width:
        yield _painted(page, number, cover, mark)
    else:
        yield from _set_anew(page, cover, mark)


def _painted(page: PageToRedact, number: int, cover: Cover, mark: Mark) -> Sheet:
    identity = _identity(page.source)
    picture = images.upright(page.source, page.number, page.rotation, identity=identity)
    wide, high = picture.width, picture.height
    grain = grain_of(page, identity) if cover.boxes else COARSE
    by_region: dict[Region, WithheldPart] = {}
    for box, part in cover.boxes:
        for region in regions_of([box], wide, high, page=number, grain=grain):
            by_region.setdefault(region, part)
    outer = regions_of((box for box, _ in cover.boxes), wide, high, page=number, grain=grain)
    across, down = page.width / wide, page.height / high
    rects = [(r[0] * across, r[1] * down, r[2] * across, r[3] * down) for r in outer]
    gone = cover.gone | covered_in(page.lines, rects)
    return Sheet(
        _size_of(page),
        page.withheld,
        paint_regions(picture, outer),
        remaining_lines(page.lines, gone, mark.text, rects),
        (page.width, page.height),
        tuple((region, by_region[region]) for region in outer),
    )


def _size_of(page: PageToRedact) -> tuple[float, float]:
    """PDF and OFD pages have the size they had, whose pixels say it; scans the long edge of A4."""
    if not page.width:
        return A4
    if _identity(page.source).kind is FormatKind.IMAGE:
        scale = A4[1] / max(page.width, page.height)
    else:
        scale = min(72 / geometry.DPI, _LARGEST / max(page.width, page.height))
    return max(36.0, page.width * scale), max(36.0, page.height * scale)


def _identity(source: Path) -> Identity:
    told = source.stat()
    return _identified(source, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=4)
def _identified(source: Path, _changed: int, _size: int) -> Identity:
    """A file of a thousand pages is looked at once."""
    return identify(source)


def _set_anew(page: PageToRedact, cover: Cover, mark: Mark) -> Iterator[Sheet]:
    """The remaining text is typeset, and its pages go the way of all others: as pixels with unseen text."""
    lines = [line.text for line in remaining_lines(page.lines, cover.gone, mark.text)]
    with tempfile.TemporaryDirectory(prefix="redact-") as folder:
        target = Path(folder) / "text.pdf"
        laid = typeset(_TEXT, {"lines": lines or [""]}, target, made=mark.made, tagged=False)
        for number in range(1, laid.pages + 1):
            picture = images.upright(target, number).copy_memory()
            with pdfium.document(target) as opened, pdfium.page(opened, number - 1) as loaded:
                found = pdf_text.layer_of(loaded, picture.width, picture.height).lines
            yield Sheet(A4, page.withheld, picture, found, (picture.width, picture.height))


def fractions_of(region: Region, width: int, height: int) -> FractionBox:
    left, top, right, bottom = region
    return left / width, top / height, (right - left) / width, (bottom - top) / height
