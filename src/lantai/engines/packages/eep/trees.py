"""Shapes from trees and to trees, by the table that each shape carries in its fields."""

from __future__ import annotations

from dataclasses import Field, fields
from typing import Any, TypeVar

from lxml import etree

from lantai.engines.packages.eep.names import NAMESPACE, tag

Shape = TypeVar("Shape")
_SPACES: Any = {None: NAMESPACE}


def read(shape: type[Shape], element: etree._Element) -> Shape:
    """A shape from its element. What it has no field for is left out; of what may come once, the first counts."""
    return shape(**{each.name: _value(each, element) for each in fields(shape)})  # type: ignore[arg-type]


def _value(each: Field[Any], element: etree._Element) -> Any:
    about = each.metadata
    if "attribute" in about:
        return element.get(about["attribute"], "")
    if "text" in about:
        return "".join([element.text or "", *(child.tail or "" for child in element)]).strip()
    found = element.findall(tag(about["name"]))
    inner = about.get("shape")
    values = [read(inner, child) if inner else text_of(child) for child in found]
    if about["many"]:
        return tuple(values)
    if values:
        return values[0]
    return (inner() if about["required"] else None) if inner else ""


def text_of(element: etree._Element | None) -> str:
    """All text in an element, without the blanks around it."""
    return "" if element is None else "".join(map(str, element.itertext())).strip()


def line_of(element: etree._Element) -> int:
    """The line an element begins on, 0 where that is not known."""
    line: Any = element.sourceline
    return int(line or 0)


def write(shape: Any, name: str, parent: etree._Element | None = None) -> etree._Element:
    """The element of a shape, below `parent` if there is one."""
    element = etree.Element(tag(name), nsmap=_SPACES) if parent is None else etree.SubElement(parent, tag(name))
    for each in fields(shape):
        _put(each, getattr(shape, each.name), element)
    return element


def _put(each: Field[Any], value: Any, element: etree._Element) -> None:
    about = each.metadata
    if "attribute" in about:
        if value:
            element.set(about["attribute"], value)
    elif "text" in about:
        element.text = value or None
    elif about["many"]:
        for one in value:
            _put_one(about, one, element)
    elif value or about["required"]:
        _put_one(about, value, element)


def _put_one(about: Any, value: Any, element: etree._Element) -> None:
    if "shape" in about:
        write(value, about["name"], element)
    else:
        etree.SubElement(element, tag(about["name"])).text = value
