"""Text with markup inside as plain text: no word is lost, none grows together with its neighbour."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree
from lxml.etree import _Element as Element

from lantai.holdings.exchange.crosswalk import crosswalk
from lantai.holdings.exchange.ead.names import local

_BLANKS = re.compile(r"[ \t\r\n]+")


def flat(element: Element, entities: Mapping[str, str], *, without: frozenset[str] = frozenset()) -> str:
    """All words of an element, a line for each block. `without`: children that are told of elsewhere."""
    text = "".join(_pieces(element, entities, without))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\x00"))
    return "\n".join(line for line in lines if line)


def one_line(element: Element, entities: Mapping[str, str]) -> str:
    return flat(element, entities).replace("\n", " ")


def _pieces(element: Element, entities: Mapping[str, str], without: frozenset[str]) -> Iterator[str]:
    """A null byte, which no XML holds, stands where one block ends and another begins."""
    inline = crosswalk().inline
    yield element.text or ""
    before: Element | None = None
    for child in element:
        if isinstance(child, etree._Entity):
            yield entities.get(child.name or "", f"&{child.name};")
        elif isinstance(child.tag, str) and local(child) not in without:
            beside = before is not None and not (before.tail or "")
            gap = "" if local(child) in inline and not beside else "\x00"
            yield gap
            yield from _pieces(child, entities, frozenset())
            yield "" if local(child) in inline else "\x00"
        before = child
        yield child.tail or ""
