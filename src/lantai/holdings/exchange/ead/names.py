"""Names of elements without their namespace, and children that are elements: comments and instructions are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

NUMBERED = re.compile(r"c(0[1-9]|1[0-2])?")


def local(element: Element) -> str:
    """The name without its namespace; empty for comments, instructions and entities."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def parts(element: Element) -> Iterator[Element]:
    """The child elements."""
    return (each for each in element if isinstance(each.tag, str))


def is_component(element: Element) -> bool:
    return bool(NUMBERED.fullmatch(local(element)))
