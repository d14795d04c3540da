"""XMP of the document: ISO 19005-2, 6.6. Read without entities and without a network."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf
from lxml import etree
from pikepdf import Name, Pdf, Stream

from lantai.engines.formats.pdfa import xmp_schemas as xmp
from lantai.engines.formats.pdfa.rules import Breaches

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LEVELS = {"A", "B", "U"}
_PART = "2"
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")
_WRITTEN = {
    xmp.DATE: _DATE,
    xmp.BOOLEAN: re.compile("True|False"),
    xmp.INTEGER: re.compile(r"[+-]?\d+"),
}
_CONTAINERS = {xmp.LANG: "Alt", xmp.ALT: "Alt", xmp.SEQ: "Seq", xmp.BAG: "Bag"}
_PACKET = re.compile(rb"<\?xpacket\s+begin=[^>]*\?>")


def check_metadata(pdf: Pdf, found: Breaches) -> None:
    stream = pdf.Root.get(Name.Metadata)
    if not isinstance(stream, Stream):
        found.add("metadata", "none")
        found.add("conformance", "none")
        return
    try:
        data = stream.read_bytes()
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except (pikepdf.PdfError, etree.XMLSyntaxError) as error:
        found.add("metadata", error)
        found.add("conformance", "unreadable")
        return
    packet = _PACKET.search(data)
    if packet and (b"bytes=" in packet[0] or b"encoding=" in packet[0]):
        found.add("metadata", "bytes or encoding in the packet's header")
    _check_schemas(root, found)
    _check_conformance(root, found)


def _check_conformance(root: etree._Element, found: Breaches) -> None:
    part, level = (_value(root, xmp.PDFA_ID, name) for name in ("part", "conformance"))
    if part != _PART or level not in _LEVELS:
        found.add("conformance", f"part {part or '—'}, level {level or '—'}")
    for element in root.iter(f"{{{xmp.PDFA_ID}}}*"):
        if element.prefix != xmp.PREFIXES[xmp.PDFA_ID]:
            found.add("conformance", f"prefix {element.prefix}")


def _value(root: etree._Element, space: str, name: str) -> str:
    """A simple property, written as an element or as an attribute."""
    element = root.find(f".//{{{space}}}{name}")
    if element is not None:
        return (element.text or "").strip()
    for description in root.iter(f"{{{RDF}}}Description"):
        if told := description.get(f"{{{space}}}{name}"):
            return str(told)
    return ""


def _check_schemas(root: etree._Element, found: Breaches) -> None:
    described = dict(_described(root))
    for space, name, element in _properties(root):
        if space in described:
            if name not in described[space] and not (xmp.SCHEMAS.get(space) or {}).get(name):
                found.add("xmp_property", f"{space}{name}")
        elif space not in xmp.SCHEMAS:
            found.add("xmp_property", f"{space}{name}")
        else:
            _check_known(space, name, element, found)
    for element in root.iter():
        wanted = xmp.PREFIXES.get(etree.QName(element).namespace or "") if isinstance(element.tag, str) else None
        if wanted and element.prefix != wanted:
            found.add("xmp_extension", f"prefix {element.prefix}")


def _properties(root: etree._Element) -> Iterator[tuple[str, str, etree._Element | str]]:
    """The properties of the document, as elements and as attributes."""
    for whole in root.iter(f"{{{RDF}}}RDF"):
        for description in whole.findall(f"{{{RDF}}}Description"):
            for key, text in description.attrib.items():
                name = etree.QName(key)
                if name.namespace and name.namespace not in (RDF, "http://www.w3.org/XML/1998/namespace"):
                    yield name.namespace, name.localname, str(text)
            for element in description.iterchildren(etree.Element):
                name = etree.QName(element)
                yield name.namespace or "", name.localname, element


def _check_known(space: str, name: str, told: etree._Element | str, found: Breaches) -> None:
    table = xmp.SCHEMAS[space]
    if table is None:
        return
    kind = table.get(name)
    if kind is None or not _is_written_as(kind, told):
        found.add("xmp_property", f"{space}{name}")


def _is_written_as(kind: str, told: etree._Element | str) -> bool:
    inside = [] if isinstance(told, str) else list(told.iterchildren(etree.Element))
    if kind in _CONTAINERS:
        return len(inside) == 1 and inside[0].tag == f"{{{RDF}}}{_CONTAINERS[kind]}"
    if kind == xmp.STRUCTURE:
        return True
    if inside:
        return False
    pattern = _WRITTEN.get(kind)
    text = told if isinstance(told, str) else (told.text or "")
    return pattern is None or pattern.fullmatch(text.strip()) is not None


def _described(root: etree._Element) -> Iterator[tuple[str, set[str]]]:
    """Namespaces the file describes itself, each with the names of its properties."""
    for each in root.iter(f"{{{RDF}}}li"):
        space = _value(each, xmp.SCHEMA, "namespaceURI") or each.get(f"{{{xmp.SCHEMA}}}namespaceURI", "")
        if space:
            names = {(name.text or "").strip() for name in each.iter(f"{{{xmp.PROPERTY}}}name")}
            names |= {
                str(one.get(f"{{{xmp.PROPERTY}}}name")) for one in each.iter() if one.get(f"{{{xmp.PROPERTY}}}name")
            }
            yield space, names
