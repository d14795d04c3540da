"""One PDF out of many leaves: sheets that were set, pages of other PDFs as they are, pictures; a line at each foot.

Meant to run in a limited process: what is bound are files of strangers. A page that cannot be had is a blank sheet,
and told. Streams are copied from the files when the whole is saved: they are never in memory together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from lantai.engines.formats.typesetting import typeset

LONG_EDGE = 842.0
"""Pictures say nothing reliable of their size on paper: their long edge is that of A4, in points."""
_SHORT_EDGE = 595.0
_CONTENT = b"q %.2f 0 0 %.2f 0 0 cm /Im0 Do Q"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: of a PDF by its number, or a JPEG whose size in pixels is told. `foot` is the line at its foot."""

    path: Path
    number: int = 1
    width: int = 0
    height: int = 0
    foot: str = ""

    @property
    def is_picture(self) -> bool:
        return self.width > 0


@dataclass(frozen=True, slots=True)
class Bound:
    """How many pages it has, and which of them are blank because the leaf could not be had."""

    pages: int
    blank: tuple[int, ...]


def bind(leaves: Sequence[Leaf], target: Path, *, title: str, feet: Path, made: dt.datetime) -> Bound:
    """Write the leaves in order to `target`. `feet` is the template that sets the lines at the foot."""
    blank: list[int] = []
    with ExitStack() as stack:
        pdf = stack.enter_context(pikepdf.new())
        sources: dict[Path, pikepdf.Pdf | None] = {}
        for number, leaf in enumerate(leaves, start=1):
            if not _added(pdf, leaf, sources, stack):
                blank.append(number)
                pdf.add_blank_page(page_size=(_SHORT_EDGE, LONG_EDGE))
        _write_feet(pdf, leaves, target, feet=feet, made=made, stack=stack)
        pdf.docinfo[Name.Title] = title
        pdf.docinfo[Name.Producer] = "Lantai"
        pdf.save(target)
        return Bound(len(pdf.pages), tuple(blank))


def _added(pdf: pikepdf.Pdf, leaf: Leaf, sources: dict[Path, pikepdf.Pdf | None], stack: ExitStack) -> bool:
    if leaf.is_picture:
        _add_picture(pdf, leaf)
        return True
    if leaf.path not in sources:
        sources[leaf.path] = None
        with suppress(pikepdf.PdfError, OSError):
            sources[leaf.path] = stack.enter_context(pikepdf.open(leaf.path))
    source = sources[leaf.path]
    if source is None or leaf.number > len(source.pages):
        return False
    pdf.pages.append(source.pages[leaf.number - 1])
    return True


def _add_picture(pdf: pikepdf.Pdf, leaf: Leaf) -> None:
    scale = LONG_EDGE / max(leaf.width, leaf.height)
    width, height = leaf.width * scale, leaf.height * scale
    data = leaf.path.read_bytes()
    image = pdf.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=leaf.width,
        Height=leaf.height,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray if _components(data) == 1 else Name.DeviceRGB,
        Filter=Name.DCTDecode,
    )
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(width, 2), round(height, 2)]),
        Resources=Dictionary(XObject=Dictionary(Im0=image)),
        Contents=pdf.make_stream(_CONTENT % (width, height)),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


def _components(jpeg: bytes) -> int:
    """How many colours a JPEG has: said in its frame header (ISO/IEC 10918-1, B.2.2)."""
    at = 2
    while at + 9 < len(jpeg):
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return jpeg[at + 9]
        at += 2 + length
    return 3


def _write_feet(
    pdf: pikepdf.Pdf, leaves: Sequence[Leaf], target: Path, *, feet: Path, made: dt.datetime, stack: ExitStack
) -> None:
    """One sheet of the same size for each page that has a line, laid over it."""
    footed = [(page, leaf.foot) for page, leaf in zip(pdf.pages, leaves, strict=True) if leaf.foot]
    if not footed:
        return
    values: Mapping[str, Any] = {"feet": [_foot(page, text) for page, text in footed]}
    over = target.with_name(f"{target.name}.feet")
    try:
        typeset(feet, values, over, made=made, tagged=False)
        lines = stack.enter_context(pikepdf.open(over))
        for (page, _), line in zip(footed, lines.pages, strict=True):
            page.add_overlay(line, None)
    finally:
        over.unlink(missing_ok=True)


def _foot(page: pikepdf.Page, text: str) -> dict[str, Any]:
    left, bottom, right, top = (float(edge) for edge in page.trimbox)
    width, height = abs(right - left), abs(top - bottom)
    if int(page.obj.get(Name.Rotate, 0)) % 180:
        width, height = height, width
    return {"width": round(width, 2), "height": round(height, 2), "text": text}
