"""One reading of a package: its tree without the base64, and where everything lies that is read again.

What is kept is small: the metadata of a package, never its documents. A package whose metadata alone would fill the
memory is stopped with words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from lantai.engines.packages.eep import names
from lantai.engines.packages.eep.events import Broken, Parser, Reader
from lantai.engines.packages.eep.source import Source, Span, Unreadable, WrongEncoding
from lantai.engines.signatures.c14n import XML, Surroundings, is_declaration

MOST_TEXT = 64 << 20
MOST_ELEMENTS = 1_000_000
_LAST_LINE = 65535  # libxml2 counts no further
_PLACED = frozenset(names.tag(name) for name in (names.SIGNED, names.SIGNATURES, names.SIGNATURE, names.DATA))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element lies in the stream, whole, and what it inherits."""

    span: Span
    around: Surroundings


@dataclass(slots=True)
class Amount:
    """How much base64 an element holds, counted without decoding it."""

    characters: int = 0
    padding: int = 0

    @property
    def size(self) -> int:
        """The number of bytes it decodes to, if it is base64 at all."""
        return max(self.characters // 4 * 3 - self.padding, 0)


@dataclass(slots=True)
class Survey:
    """What one reading found. Where it broke off, `broken` says why, and the tree ends there."""

    root: etree._Element | None = None
    places: dict[etree._Element, Place] = field(default_factory=dict)
    amounts: dict[etree._Element, Amount] = field(default_factory=dict)
    broken: Broken | WrongEncoding | Unreadable | None = None
    is_without_namespace: bool = False


def survey(source: Source, *, told: Callable[[int], object] | None = None) -> Survey:
    """Read the whole package once. What is wrong is in the answer; only what `told` raises passes through."""
    builder = _Builder()
    parser = builder.parser = Parser(builder)
    try:
        parser.feed(source.blocks(told=told))
    except (Broken, WrongEncoding, Unreadable) as error:
        builder.found.broken = error
    return builder.found


class _Builder(Reader):
    """Hears the parser and builds the tree."""

    parser: Parser

    def __init__(self) -> None:
        self.found = Survey()
        self._stack: list[etree._Element] = []
        self._around = [Surroundings()]
        self._open: list[tuple[int, bool] | None] = []
        self._pieces: list[str] = []
        self._amount: Amount | None = None
        self._count = self._size = 0

    def start(self, name: str, attributes: list[tuple[str, str]], at: int, line: int) -> None:
        self._put_text()
        around = self._around[-1].within(attributes)
        self._around.append(around)
        element = self._element(name, around, attributes)
        element.sourceline = min(line, _LAST_LINE)  # type: ignore[assignment] # the stubs know no lines
        self._stack.append(element)
        self._amount = None
        if element.tag not in _PLACED:
            self._open.append(None)
            return
        self._open.append((at, self.parser.is_empty_tag()))
        if element.tag == names.tag(names.DATA):
            self._amount = self.found.amounts[element] = Amount()

    def _element(self, name: str, around: Surroundings, attributes: list[tuple[str, str]]) -> etree._Element:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise Broken(f"there are more than {MOST_ELEMENTS} elements", self.parser.line)
        try:
            plain = {self._attribute(key, around): value for key, value in attributes if not is_declaration(key)}
            if self._stack:
                return etree.SubElement(self._stack[-1], self._tag(name, around), plain)
            self.found.is_without_namespace = name == names.ROOT and not around.namespaces.get("")
            self.found.root = etree.Element(self._tag(name, around), plain)
        except ValueError as error:  # a name that XML with namespaces does not allow
            raise Broken(f"the name {name} cannot stand here", self.parser.line) from error
        return self.found.root

    def _tag(self, name: str, around: Surroundings) -> str:
        if ":" in name:
            return self._attribute(name, around)
        space = around.namespaces.get("", "")
        if not space and self.found.is_without_namespace:
            space = names.NAMESPACE
        return f"{{{space}}}{name}" if space else name

    def _attribute(self, name: str, around: Surroundings) -> str:
        prefix, _, bare = name.rpartition(":")
        if not prefix:
            return name
        space = XML if prefix == "xml" else around.namespaces.get(prefix)
        if not space:
            raise Broken(f"the prefix {prefix} is not declared", self.parser.line)
        return f"{{{space}}}{bare}"

    def end(self, name: str, at: int) -> None:
        self._put_text()
        element, opened = self._stack.pop(), self._open.pop()
        self._around.pop()
        if opened is not None:
            start, is_empty = opened
            end = at if is_empty else at + self.parser.tag_length()
            self.found.places[element] = Place(Span(start, end), self._around[-1])
        self._amount = None

    def text(self, data: str, *, literal: bool) -> None:
        if self._amount is not None:
            self._amount.characters += len(data) - sum(map(data.count, " \t\n\r"))
            self._amount.padding += data.count("=")
            return
        self._size += len(data)
        if self._size > MOST_TEXT:
            raise Broken(f"the metadata alone are longer than {MOST_TEXT >> 20} MB", self.parser.line)
        self._pieces.append(data)

    def _put_text(self) -> None:
        """Into the tree, once for each stretch: text comes in many pieces where somebody means harm."""
        if not self._pieces:
            return
        data, self._pieces = "".join(self._pieces), []
        element = self._stack[-1]
        try:
            if len(element):
                element[-1].tail = (element[-1].tail or "") + data
            else:
                element.text = (element.text or "") + data
        except ValueError as error:  # U+FFFE and the like, which expat lets pass
            raise Broken("there are characters that XML does not allow", self.parser.line) from error
