"""OpenDocument text, presentations and drawings: the words of content.xml in order, headers and footers first."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from lantai.engines.formats import codes
from lantai.engines.formats.model import PageReading
from lantai.engines.formats.readers import base, plain
from lantai.engines.formats.readers.base import Extract, Source, Unreadable
from lantai.engines.formats.readers.office import Package, local

ENGINE = "lantai odf 1"
_PARAGRAPHS = frozenset({"p", "h"})
_UNSEEN = frozenset({"tracked-changes", "sequence-decls", "forms", "annotation-end", "title", "desc"})


def read_odf(source: Source) -> Extract:
    """A text becomes parts, a presentation one part a slide."""
    with base.open_package(source) as zipped:
        package = Package(zipped, source)
        _refuse_encrypted(package)
        content, styles = package.xml("content.xml"), package.xml("styles.xml")
    if content is None:
        raise Unreadable(codes.DAMAGED, detail="no content.xml")
    slides = list(content.iter("{*}page"))
    extract = Extract()
    if slides:
        extract.pages = [_slide(number, slide) for number, slide in enumerate(slides, start=1)]
        return extract
    edges = [] if styles is None else [text for master in styles.iter("{*}master-page") for text in blocks(master)]
    text = "\n".join([*dict.fromkeys(edges), *blocks(content)])
    extract.pages = base.parts(plain.capped(source, extract, text), engine=ENGINE)
    return extract


def _refuse_encrypted(package: Package) -> None:
    manifest = package.xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise Unreadable(codes.ENCRYPTED)


def _slide(number: int, slide: etree._Element) -> PageReading:
    return base.part(number, base.lines_of("\n".join(blocks(slide))), engine=ENGINE)


def blocks(node: etree._Element) -> Iterator[str]:
    """Paragraphs and table rows below a node, in order."""
    for child in node:
        name = local(child)
        if name in _PARAGRAPHS:
            yield from _paragraph(child)
        elif name == "table-row":
            cells = [base.tidy_inline(" ".join(blocks(cell))) for cell in child if local(cell) == "table-cell"]
            if any(cells):
                yield "\t".join(cells)
        elif name and name not in _UNSEEN:
            yield from blocks(child)


def _paragraph(node: etree._Element) -> Iterator[str]:
    """The paragraph itself, then the frames and notes anchored in it."""
    pieces: list[str] = []
    anchored: list[etree._Element] = []
    _spans(node, pieces, anchored)
    yield "".join(pieces)
    for frame in anchored:
        yield from blocks(frame)


def _spans(node: etree._Element, pieces: list[str], anchored: list[etree._Element]) -> None:
    pieces.append(node.text or "")
    for child in node:
        name = local(child)
        if name in {"frame", "note", "annotation", "custom-shape", "text-box"}:
            anchored.append(child)
        elif name == "s":
            pieces.append(" " * min(int(child.get(f"{{{child.nsmap.get('text')}}}c") or 1), 100))
        elif name in {"tab", "line-break"}:
            pieces.append("\t" if name == "tab" else "\n")
        elif name and name not in _UNSEEN:
            _spans(child, pieces, anchored)
        pieces.append(child.tail or "")
