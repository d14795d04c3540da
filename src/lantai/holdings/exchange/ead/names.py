"""Names of elements without their namespace, and children that are elements: comments and instructions are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

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


def line_of(element: Element) -> int:
    """The line it begins in."""
    return int(cast("Any", element).sourceline or 1)


def emptied(element: Element) -> None:
    """Take out what an element holds; the words behind it stay."""
    cast("Any", element).clear(keep_tail=True)


def attributes_of(element: Element, path: str) -> Iterator[tuple[str, str]]:
    """Each attribute that says something, with its path."""
    for name, value in element.attrib.items():
        if value.strip():
            yield f"{path}/@{str(name).rpartition('}')[2]}", str(value)
