"""The files in a package: each 编码 under a name of its own, what it says of the file, where the bytes are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from lantai.engines.packages.eep import names
from lantai.engines.packages.eep.layers import Layer
from lantai.engines.packages.eep.names import tag
from lantai.engines.packages.eep.survey import Survey
from lantai.engines.packages.eep.trees import text_of
from lantai.engines.packages.files import LONGEST_PART, safe_name

_DIGEST_SIZES = {32: ("md5",), 40: ("sha1",), 64: ("sm3", "sha256"), 96: ("sha384",), 128: ("sha512",)}
_WHOLE_NUMBER = re.compile(r"^(\d+)\s*(?:B|字节|bytes?)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Held:
    """One file as the package describes it. `data` is the element that holds its bytes, in this layer or an inner one.

    `name` is the identifier of the data, a slash, and 计算机文件名, so that two files of one name are two;
    `told_name` is what stands in the package.
    """

    name: str
    told_name: str
    layer: int
    element: etree._Element
    data: etree._Element | None
    identifier: str
    reference: str

    def _text(self, name: str) -> str:
        return text_of(self.element.find(f"{tag('电子属性')}/{tag(name)}"))

    @property
    def keyword(self) -> str:
        return text_of(self.element.find(tag("反编码关键字")))

    @property
    def told_size(self) -> str:
        return self._text("计算机文件大小")

    @property
    def size(self) -> int | None:
        """What the package says the size is, where that is a number of bytes."""
        found = _WHOLE_NUMBER.match(self.told_size)
        return int(found.group(1)) if found and len(found.group(1)) < 18 else None

    @property
    def checksum(self) -> str:
        """校验码, which other editions of the standard have: hexadecimal, in lower case."""
        text = self._text("校验码").lower().rpartition(":")[2].strip()
        return text if text and re.fullmatch("[0-9a-f]+", text) else ""

    @property
    def checksum_algorithms(self) -> tuple[str, ...]:
        """What 校验码 may be: SM3 and SHA-256 are of one length."""
        return _DIGEST_SIZES.get(len(self.checksum), ())


def held_files(layers: list[Layer], survey: Survey) -> list[Held]:
    """Every 编码 of every layer, outermost first."""
    by_identifier = {
        element.get(names.DATA_ID, ""): element
        for element in survey.amounts
        if not element.get(names.DATA_REFERENCE) and element in survey.places
    }
    used: dict[str, int] = {}
    return [
        _held(element, layer.depth, number, by_identifier, used)
        for layer in layers
        for number, element in enumerate(_codings(layer), start=1)
    ]


def _codings(layer: Layer) -> Iterator[etree._Element]:
    """编码 where the standard has it; programs also put 电子属性 into 文档数据 itself."""
    content = layer.content_element
    if content is None:
        return
    for version in content.iter(tag("文档数据")):
        codings = version.findall(tag("编码"))
        if codings:
            yield from codings
        elif version.find(tag("电子属性")) is not None:
            yield version


def _held(
    element: etree._Element, layer: int, number: int, known: dict[str, etree._Element], used: dict[str, int]
) -> Held:
    data = element.find(tag(names.DATA))
    identifier = ("" if data is None else data.get(names.DATA_ID, "")) or element.get(names.CODING_ID, "")
    reference = "" if data is None else data.get(names.DATA_REFERENCE, "")
    told = text_of(element.find(f"{tag('电子属性')}/{tag('计算机文件名')}"))
    place = _plain(identifier) or f"{layer}-{number}"
    name = f"{place}/{_usable(told) or place}"
    used[name] = used.get(name, 0) + 1
    if used[name] > 1:
        name = f"{place}-{used[name]}/{_usable(told) or place}"
    has_own = data is not None and not reference
    return Held(name, told, layer, element, data if has_own else known.get(reference), identifier, reference)


def _plain(identifier: str) -> str:
    return re.sub(r"[/\\\0\s]", "-", identifier)[:80].strip(".")


def _usable(told: str) -> str:
    """A name of a file that leads nowhere and that a disk takes; empty when none can be made of it."""
    name = safe_name(told.replace("\\", "/"))
    if name is None:
        name = safe_name(re.split(r"[/\\]", told)[-1]) or ""
    parts = [part for part in name.split("/") if part]
    return "/".join(parts) if all(len(part.encode()) <= LONGEST_PART for part in parts) else ""
