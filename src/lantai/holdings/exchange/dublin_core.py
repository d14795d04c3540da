"""Simple Dublin Core (ISO 15836) of one fonds or record, in the `oai_dc` form that OAI-PMH harvests."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import translation
from lxml import etree
from lxml.etree import _Element as Element

from lantai.holdings.catalogue.models import Component
from lantai.holdings.exchange.crosswalk import DC, crosswalk
from lantai.holdings.exchange.ead.writing import Keeper
from lantai.holdings.exchange.said import Said

OAI_DC, DC_SPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/", "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_TYPES = {"fonds": "Collection", "series": "Collection", "volume": "Collection", "item": "Text"}


def dublin_core(said: Said, keeper: Keeper, address: str = "") -> Element:
    """The fifteen elements as far as they are known, in their own order. `address`: where the record is read."""
    walk = crosswalk()
    told: dict[str, list[str]] = {name: [] for name in DC}
    for row in walk.rows.values():
        if row.dc and (values := _values(said, row.element)):
            told[row.dc] += [f"{value} 页" if row.element == "pages" else value for value in values]
    if path := said.class_path:
        told["subject"].append(path)
    told["relation"] += [_part(each) for each in said.components]
    told["publisher"] = [keeper.name]
    told["type"] += [_TYPES[said.level]]
    told["identifier"] += [address] if address else []
    top = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC_SPACE, "xsi": XSI})
    top.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    for name, values in told.items():
        for value in values:
            element = etree.SubElement(top, f"{{{DC_SPACE}}}{name}")
            element.text = value
    return top


def _part(component: Mapping[str, str]) -> str:
    """A component of a 件 in one line. `oai_dc` knows no hasPart: what that refines is a relation."""
    with translation.override("zh-hans"):
        kinds = {value: str(label) for value, label in Component.Kind.choices}
    kind = kinds.get(component.get("kind", ""), "")
    pages = "-".join(component[name] for name in ("page_from", "page_to") if component.get(name))
    return "：".join(filter(None, (kind, component.get("title", "")))) + (f"（第 {pages} 页）" if pages else "")


def _values(said: Said, element: str) -> list[str]:
    if element == "date":
        return [said.date.normal or said.date.text] if said.date else []
    if element == "person_names":
        return [person["name"] for person in said.persons if person.get("name")]
    value = said.values.get(element, "")
    if element == "open_flag" and value:
        return [crosswalk().opening.get(value, value)]
    return [each for each in (value if isinstance(value, list) else [value]) if each]
