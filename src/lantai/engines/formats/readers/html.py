"""HTML as a reader sees it: no scripts, no styles, a line a block, cells joined by tabs."""

from __future__ import annotations

import re

from lxml import etree, html

from lantai.engines.formats import encodings
from lantai.engines.formats.readers import base, plain
from lantai.engines.formats.readers.base import Extract, Source

ENGINE = "lantai html 1"
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w:.-]{2,30})""", re.I)
_SKIPPED = frozenset({"script", "style", "template", "head", "noembed", "iframe", "svg", "object", "select"})
_BLOCK_NAMES = """address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section table tbody tfoot thead tr ul"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CELLS = frozenset({"td", "th"})


def read_html(source: Source) -> Extract:
    data = base.read_bytes(source)
    decoded = encodings.decode(data, declared=_declared(data))
    extract = Extract(metadata={"encoding": decoded.encoding})
    plain.note_encoding(source, extract, decoded)
    text = to_text(plain.capped(source, extract, decoded.text))
    extract.pages = base.parts(text, engine=ENGINE)
    return extract


def _declared(data: bytes) -> str | None:
    found = _CHARSET.search(data[:8192])
    return found.group(1).decode("ascii") if found else None


def to_text(markup: str) -> str:
    """The visible text of a page, its title first."""
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup)
    if not markup.strip():
        return ""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False, no_network=True)
    try:
        root = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return ""
    pieces: list[str] = []
    title = root.findtext(".//title")
    if title and title.strip():
        pieces.append(base.tidy_inline(title) + "\n")
    _walk(root, pieces)
    return _tidy("".join(pieces))


def _walk(root: etree._Element, pieces: list[str]) -> None:
    """Depth first without recursion: hostile pages nest deeper than Python's stack."""
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, node in walker:
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            _enter(node, tag, pieces)
            if tag in _SKIPPED:
                walker.skip_subtree()
            continue
        if tag in _CELLS:
            pieces.append("\t")
        elif tag in _BLOCKS:
            pieces.append("\n")
        if node.tail and node is not root:
            pieces.append(re.sub(r"\s+", " ", node.tail))


def _enter(node: etree._Element, tag: str, pieces: list[str]) -> None:
    if tag in _BLOCKS:
        pieces.append("\n")
    if node.text and tag and tag not in _SKIPPED:
        pieces.append(node.text if tag == "pre" else re.sub(r"\s+", " ", node.text))


def _tidy(text: str) -> str:
    lines = (re.sub(r"[ \u00a0]+", " ", line).strip(" ").rstrip("\t") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
