"""Canonical XML 1.0, inclusive and exclusive, written as the events of a parser come: any length, little memory.

lxml canonicalises a tree it holds whole; a package of 20 GB has no tree. What is written here is equal byte for byte: a
test compares. The parser is the caller's: it must report namespaces as plain attributes, give text with line ends
already normalised, and refuse document types (attribute defaults and entities do not occur then).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
XML = "http://www.w3.org/XML/1998/namespace"

_IN_TEXT = re.compile("[&<>\r]")
_IN_VALUE = re.compile('[&<"\t\n\r]')
_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"}


def canonical(xml: bytes, *, exclusive: bool = True) -> bytes:
    """The canonical form, without comments, of a whole small document of our own making.

    Of a whole document only: of an element inside one libxml2 canonicalises a copy, and the inclusive form of the copy
    may have declarations that the element has not. Raises `lxml.etree.XMLSyntaxError`.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.tostring(etree.fromstring(xml, parser), method="c14n", exclusive=exclusive, with_comments=False)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an element inherits: namespaces in scope by prefix, and the attributes `xml:…` of what is around."""

    namespaces: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)

    def within(self, attributes: Sequence[tuple[str, str]]) -> Surroundings:
        """The surroundings of the children of an element with these attributes."""
        declared = declarations(attributes)
        held = {name: value for name, value in attributes if name.startswith("xml:")}
        if not declared and not held:
            return self
        return Surroundings({**self.namespaces, **declared}, {**self.attributes, **held})


class UndeclaredPrefix(ValueError):
    """A name has a prefix that nothing declares: the document breaks the rules of namespaces."""


@dataclass(slots=True)
class _Level:
    scope: dict[str, str]
    rendered: dict[str, str]


class Canonicaliser:
    """One element and everything in it, to `write`, piece by piece. Comments are left out.

    The first `start` is the element itself; what stands around it is told by `around`.
    """

    def __init__(
        self, write: Callable[[bytes], object], *, exclusive: bool = True, around: Surroundings | None = None
    ) -> None:
        self._write, self._exclusive = write, exclusive
        self._around = around or Surroundings()
        self._levels = [_Level({"": "", **self._around.namespaces}, {"": ""})]

    def start(self, name: str, attributes: Sequence[tuple[str, str]]) -> None:
        above = self._levels[-1]
        declared = declarations(attributes)
        scope = {**above.scope, **declared} if declared else above.scope
        plain = [(key, value) for key, value in attributes if not is_declaration(key)]
        if len(self._levels) == 1 and not self._exclusive:
            own = {key for key, _ in plain}
            plain += [(key, value) for key, value in self._around.attributes.items() if key not in own]
        fresh = self._declarations_to_write(name, plain, scope, above.rendered)
        rendered = {**above.rendered, **dict(fresh)} if fresh else above.rendered
        self._levels.append(_Level(scope, rendered))
        self._write(_start_tag(name, fresh, _ordered(plain, scope)).encode())

    def _declarations_to_write(
        self, name: str, plain: Sequence[tuple[str, str]], scope: Mapping[str, str], rendered: Mapping[str, str]
    ) -> list[tuple[str, str]]:
        used = {_prefix(name), *(_prefix(key) for key, _ in plain if ":" in key)} - {"xml"}
        if missing := used - set(scope):
            raise UndeclaredPrefix(next(iter(missing)))
        shown = used if self._exclusive else set(scope) - {"xml"}
        return sorted((prefix, scope[prefix]) for prefix in shown if scope[prefix] != rendered.get(prefix))

    def end(self, name: str) -> None:
        self._levels.pop()
        self._write(f"</{name}>".encode())

    def text(self, data: str) -> None:
        self._write(escaped(data).encode())

    def instruction(self, target: str, data: str) -> None:
        data = data.replace("\r", "&#xD;")
        self._write((f"<?{target} {data}?>" if data else f"<?{target}?>").encode())


def declarations(attributes: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The namespaces an element declares, by prefix; the empty prefix is the default."""
    return {key[6:]: value for key, value in attributes if is_declaration(key)}


def is_declaration(name: str) -> bool:
    return name == "xmlns" or name.startswith("xmlns:")


def escaped(data: str) -> str:
    """Text as canonical XML writes it. Base64 has nothing to escape, and a plain search finds that out fastest."""
    if "&" in data or "<" in data or ">" in data or "\r" in data:
        return _IN_TEXT.sub(lambda found: _REFERENCES[found[0]], data)
    return data


def escaped_value(data: str) -> str:
    return _IN_VALUE.sub(lambda found: _REFERENCES[found[0]], data)


def _prefix(name: str) -> str:
    return name.partition(":")[0] if ":" in name else ""


def _ordered(plain: Sequence[tuple[str, str]], scope: Mapping[str, str]) -> list[tuple[str, str]]:
    """Attributes by the name of their namespace, then by their own: those without a namespace come first."""

    def place(attribute: tuple[str, str]) -> tuple[str, str]:
        prefix, _, local = attribute[0].rpartition(":")
        return (XML if prefix == "xml" else scope[prefix] if prefix else "", local)

    return sorted(plain, key=place) if len(plain) > 1 else list(plain)


def _start_tag(name: str, fresh: Sequence[tuple[str, str]], attributes: Sequence[tuple[str, str]]) -> str:
    spaces = [(f"xmlns:{prefix}" if prefix else "xmlns", uri) for prefix, uri in fresh]
    return f"<{name}{''.join(attribute_text(key, value) for key, value in (*spaces, *attributes))}>"


def attribute_text(name: str, value: str) -> str:
    return f' {name}="{escaped_value(value)}"'
