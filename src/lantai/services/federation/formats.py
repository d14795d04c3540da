"""The formats of metadata: what each is called, and one record written in it, as `exchange` knows how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element as Element

from lantai.holdings.exchange.dublin_core import OAI_DC, XSI, dublin_core
from lantai.holdings.exchange.ead.writing import NAMESPACES, Keeper
from lantai.holdings.exchange.files import ead3_bytes
from lantai.holdings.exchange.said import Said

Write = Callable[[Said, Keeper, str], Element]
"""(what is said, who keeps it, the address of its page) → the element that stands in `metadata`."""


@dataclass(frozen=True, slots=True)
class Format:
    """One `metadataFormat`."""

    namespace: str
    schema: str
    write: Write


def _dc(said: Said, keeper: Keeper, address: str) -> Element:
    return dublin_core(said, keeper, address)


def _ead3(said: Said, keeper: Keeper, address: str) -> Element:
    """One unit alone, without what belongs to it: each of these is a record of its own."""
    found = etree.fromstring(ead3_bytes(said, keeper), etree.XMLParser(resolve_entities=False, huge_tree=True))
    found.set(f"{{{XSI}}}schemaLocation", f"{NAMESPACES['ead3']} {_EAD3_SCHEMA}")
    return found


_EAD3_SCHEMA = "https://www.loc.gov/ead/ead3.xsd"
FORMATS: Mapping[str, Format] = {
    "oai_dc": Format(OAI_DC, "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", _dc),
    "ead3": Format(NAMESPACES["ead3"], _EAD3_SCHEMA, _ead3),
}
