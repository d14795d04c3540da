"""Whether the elements of a package stand as DA/T 48-2009 puts them, and whether what it demands is filled in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages.eep import codes, names
from lantai.engines.packages.eep.layers import Layer
from lantai.engines.packages.eep.shapes import Content, Electronic, Signature
from lantai.engines.packages.eep.trees import line_of, text_of

SCHEMA = Path(__file__).with_name("eep-2009.xsd")
MOST = 200
_PARTS = [
    names.tag(name)
    for name in (
        *(names.ROOT, names.SIGNED, names.CONTENT, names.CHANGED, "文件实体块", "文件实体", "文件数据"),
        *("业务实体块", "机构人员实体块", names.SIGNATURES, names.LOCK),
    )
]
_NAMESPACE = re.compile(r"\{[^}]*\}")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( (.+?) \)")
_ATTRIBUTE = re.compile(r"attribute '([^']+)'")
_VALUE = re.compile(r"(?:value |')'?([^']*)' is not")


@cache
def schema() -> etree.XMLSchema:
    """The schema that lies beside this module as data."""
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def departures(root: etree._Element, path: str) -> Iterator[Finding]:
    """What the schema complains of, at most `MOST` of it and the number of the rest."""
    count = 0
    for entry in _complaints(root):
        count += 1
        if count <= MOST:
            yield _finding(entry, path)
    if count > MOST:
        yield Finding(codes.MORE, Severity.ERROR, path, {"count": count - MOST})


def _complaints(root: etree._Element) -> Iterator[Any]:
    """Each once. The validator leaves an element at its first misplaced child, so the parts are asked apart."""
    judge, told = schema(), set()
    for element in root.iter(*_PARTS):
        if judge.validate(element):
            continue
        log: Any = judge.error_log
        for entry in log:
            if not _is_echo(entry) and (key := (entry.line, entry.message)) not in told:
                told.add(key)
                yield entry


def _is_echo(entry: Any) -> bool:
    """A wrong value is told twice, as what it is not and as what it is not in: the second is left out."""
    return bool(entry.type_name == "SCHEMAV_CVC_ENUMERATION_VALID")


def _finding(entry: Any, path: str) -> Finding:
    message = _NAMESPACE.sub("", entry.message)
    element = message.split("'")[1] if "'" in message else "?"
    about: dict[str, Any] = {"line": entry.line, "element": element}
    expected = _EXPECTED.search(message)
    shown = (expected.group(1) if expected else "-").replace(" ", "")
    if "Missing child" in message:
        return Finding(codes.MISSING, Severity.ERROR, path, about | {"expected": shown})
    if "attribute" in message:
        attribute = _ATTRIBUTE.search(message)
        return Finding(codes.ATTRIBUTE, Severity.ERROR, path, about | {"attribute": attribute[1] if attribute else "-"})
    if "not expected" in message:
        return Finding(codes.UNEXPECTED, Severity.ERROR, path, about | {"expected": shown})
    if "not a valid value" in message:
        value = message.split("'")[3] if message.count("'") > 3 else ""
        return Finding(codes.WRONG_VALUE, Severity.ERROR, path, about | {"value": value[:80]})
    return Finding(codes.STRUCTURE, Severity.ERROR, path, about | {"reason": message[:200]})


def duplicate_identifiers(root: etree._Element, path: str) -> Iterator[Finding]:
    """Identifiers that stand twice: a reference to one of them would not say which."""
    seen: Counter[str] = Counter()
    for element in root.iter(etree.Element):
        for identifier in _identifiers(element):
            seen[identifier] += 1
            if seen[identifier] == 2:
                about = {"identifier": identifier, "line": line_of(element)}
                yield Finding(codes.DUPLICATE_ID, Severity.ERROR, path, about)


_ATTRIBUTES = (names.DATA_ID, names.DATA_GROUP_ID, names.CODING_ID)
_ELEMENTS = frozenset(names.tag(name) for name in ("修改标识符", "文档标识符", "签名标识符"))


def _identifiers(element: etree._Element) -> list[str]:
    found = [element.get(name, "") for name in _ATTRIBUTES]
    if element.tag in _ELEMENTS:
        found.append(text_of(element))
    return [each for each in found if each]


def empty_elements(layer: Layer, path: str) -> Iterator[Finding]:
    """Required elements that are there and say nothing. Those that are missing the schema tells."""
    for name in ("封装包创建时间", "封装包创建单位"):
        yield from _empty(layer.element.find(names.tag(name)), path)
    if layer.content_element is not None:
        yield from _empty_in(Content, layer.content_element, path)
    for signature in layer.signature_elements:
        yield from _empty_in(Signature, signature, path)


def _empty_in(shape: type, element: etree._Element, path: str) -> Iterator[Finding]:
    for each in fields(shape):
        about = each.metadata
        if "name" not in about:
            continue
        for child in element.findall(names.tag(about["name"])):
            if "shape" in about:
                yield from _empty_in(about["shape"], child, path)
            elif about["required"] and (shape, each.name) != (Electronic, "name"):  # told of with the file itself
                yield from _empty(child, path)


def _empty(element: etree._Element | None, path: str) -> Iterator[Finding]:
    if element is not None and not text_of(element):
        about = {"element": names.local(element.tag), "line": line_of(element)}
        yield Finding(codes.EMPTY, Severity.WARNING, path, about)
