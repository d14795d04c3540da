"""Plain text of every sort: txt, Markdown, CSV, JSON, XML without a schema of its own."""

from __future__ import annotations

from lantai.base.common.findings import Severity
from lantai.engines.formats import codes, encodings
from lantai.engines.formats.readers import base
from lantai.engines.formats.readers.base import Extract, Source

ENGINE = "lantai text 1"


def read_text(source: Source) -> Extract:
    """Text decoded by what its bytes allow; a CSV stays as its lines are."""
    data = base.read_bytes(source)
    if source.identity.mime == "application/xml":
        return read_xml(source, data)
    return from_bytes(source, data)


def from_bytes(source: Source, data: bytes, *, declared: str | None = None) -> Extract:
    decoded = encodings.decode(data, declared=declared)
    extract = Extract(metadata={"encoding": decoded.encoding})
    note_encoding(source, extract, decoded)
    extract.pages = base.parts(capped(source, extract, decoded.text), engine=ENGINE)
    return extract


def note_encoding(source: Source, extract: Extract, decoded: encodings.Decoded) -> None:
    if decoded.doubtful:
        extract.note(source, codes.ENCODING_DOUBTFUL, encoding=decoded.encoding)
    if decoded.lost:
        extract.note(source, codes.LOST_CHARACTERS, count=decoded.lost)


def capped(source: Source, extract: Extract, text: str) -> str:
    """Text up to the limit, with a finding when there was more."""
    limit = source.limits.max_characters
    if len(text) <= limit:
        return text
    extract.note(source, codes.CUT_SHORT, Severity.WARNING, detail=f"{limit} / {len(text)}")
    return text[:limit]


def read_xml(source: Source, data: bytes) -> Extract:
    """The text between the tags. XML that does not parse is shown as it stands."""
    from lxml import etree  # plain text comes often, XML seldom

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return from_bytes(source, data)
    pieces = (str(piece).strip() for piece in root.itertext("*"))
    extract = Extract()
    text = capped(source, extract, "\n".join(piece for piece in pieces if piece))
    extract.pages = base.parts(text, engine=ENGINE)
    return extract
