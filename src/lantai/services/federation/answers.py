"""The answers of OAI-PMH 2.0 as XML (section 3.2 and the schema of the protocol)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from lantai.holdings.catalogue.models import Record
from lantai.holdings.exchange.ead.writing import Keeper
from lantai.services.federation.formats import FORMATS
from lantai.services.federation.lists import (
    SCHEME,
    Item,
    Piece,
    earliest,
    item_named,
    records_listed,
    sets_listed,
    wanted,
)
from lantai.services.federation.offer import Offer
from lantai.services.federation.protocol import (
    Asked,
    BadArgument,
    BadVerb,
    Refusal,
    prefix_asked,
    written,
)
from lantai.services.federation.reading import said, writable

OAI = "http://www.openarchives.org/OAI/2.0/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
IDENTIFIERS = "http://www.openarchives.org/OAI/2.0/oai-identifier"
_OAI: dict[Any, str] = {None: OAI}
_IDENTIFIERS: dict[Any, str] = {None: IDENTIFIERS}
SAMPLE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
"""An identifier as they look; of nothing."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where this is: the address harvesters ask, and that of pages of records, which an identifier ends."""

    harvesting: str
    records: str


@dataclass(frozen=True, slots=True)
class Answering:
    """One answer under way."""

    offer: Offer
    site: Site
    now: dt.datetime

    def answer(self, asked: Asked) -> bytes:
        """What is asked for. Raises the refusals of the protocol."""
        top = etree.Element(f"{{{OAI}}}{asked.verb}", nsmap=_OAI)
        match asked.verb:
            case "Identify":
                self._identify(top)
            case "ListMetadataFormats":
                self._formats(top, asked)
            case "ListSets":
                self._sets(top, sets_listed(wanted(asked, self.now), self.offer, self.now))
            case "GetRecord":
                prefix = prefix_asked(asked)
                item = item_named(asked.get("identifier"), self.offer, self.now)
                self._record(top, item, prefix)
            case _:
                self._list(top, asked.verb, records_listed(wanted(asked, self.now), self.offer, self.now))
        return self._whole(top, dict(asked.said))

    def refuse(self, refusal: Refusal, asked: Asked | None) -> bytes:
        """A refusal in words. What could not be understood is not repeated (section 3.6)."""
        top = etree.Element(f"{{{OAI}}}error", {"code": refusal.named}, nsmap=_OAI)
        top.text = writable(f"{refusal} {refusal.remedy()}")
        repeated = {} if asked is None or isinstance(refusal, BadVerb | BadArgument) else dict(asked.said)
        return self._whole(top, repeated)

    def _whole(self, content: Element, repeated: dict[str, str]) -> bytes:
        top = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={**_OAI, "xsi": XSI})
        top.set(f"{{{XSI}}}schemaLocation", f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
        _add(top, "responseDate", written(self.now))
        _add(top, "request", self.site.harvesting, **repeated)
        top.append(content)
        return etree.tostring(top, xml_declaration=True, encoding="UTF-8")

    def _identify(self, top: Element) -> None:
        """Deletions are announced for good: `persistent`, see `parts.py`."""
        _add(top, "repositoryName", self.offer.name)
        _add(top, "baseURL", self.site.harvesting)
        _add(top, "protocolVersion", "2.0")
        for email in self.offer.emails:
            _add(top, "adminEmail", email)
        _add(top, "earliestDatestamp", earliest(self.now))
        _add(top, "deletedRecord", "persistent")
        _add(top, "granularity", "YYYY-MM-DDThh:mm:ssZ")
        above = _add(top, "description")
        described = etree.SubElement(above, f"{{{IDENTIFIERS}}}oai-identifier", nsmap=_IDENTIFIERS)
        described.set(f"{{{XSI}}}schemaLocation", f"{IDENTIFIERS} {IDENTIFIERS}.xsd")
        told = {
            "scheme": SCHEME,
            "repositoryIdentifier": self.offer.namespace,
            "delimiter": ":",
            "sampleIdentifier": f"{SCHEME}:{self.offer.namespace}:{SAMPLE}",
        }
        for name, value in told.items():
            etree.SubElement(described, f"{{{IDENTIFIERS}}}{name}").text = value

    def _formats(self, top: Element, asked: Asked) -> None:
        """All of them, whichever record is meant."""
        if asked.get("identifier"):
            item_named(asked.get("identifier"), self.offer, self.now)
        for prefix, form in FORMATS.items():
            one = _add(top, "metadataFormat")
            _add(one, "metadataPrefix", prefix)
            _add(one, "schema", form.schema)
            _add(one, "metadataNamespace", form.namespace)

    def _sets(self, top: Element, piece: Piece) -> None:
        for name, title in piece.sets:
            one = _add(top, "set")
            _add(one, "setSpec", name)
            _add(one, "setName", writable(title))
        _go_on(top, piece)

    def _list(self, top: Element, verb: str, piece: Piece) -> None:
        for item in piece.items:
            if verb == "ListIdentifiers":
                _header(top, item)
            else:
                self._record(top, item, piece.prefix)
        _go_on(top, piece)

    def _record(self, top: Element, item: Item, prefix: str) -> None:
        one = _add(top, "record")
        _header(one, item)
        if item.record is not None:
            _add(one, "metadata").append(self._metadata(item.record, item.stamp, prefix))

    def _metadata(self, record: Record, stamp: str, prefix: str) -> Element:
        keeper = Keeper(record.institution_id, writable(record.institution.name), stamp)
        return FORMATS[prefix].write(said(record), keeper, f"{self.site.records}{record.ulid}")


def _add(above: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    element = etree.SubElement(above, f"{{{OAI}}}{name}", attributes)
    element.text = text
    return element


def _header(above: Element, item: Item) -> None:
    header = _add(above, "header", **({} if item.record is not None else {"status": "deleted"}))
    _add(header, "identifier", item.identifier)
    _add(header, "datestamp", item.stamp)
    for name in item.sets:
        _add(header, "setSpec", name)


def _go_on(top: Element, piece: Piece) -> None:
    """Empty in the last piece of several (section 3.5). How many there are in all is not said: nobody counts them."""
    if piece.token:
        _add(top, "resumptionToken", piece.token, expirationDate=piece.expires, cursor=str(piece.given))
    elif piece.given:
        _add(top, "resumptionToken", cursor=str(piece.given))
