"""The parser: events of one XML document with the place of each, entities and document types refused, depth limited."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.parsers import expat

DEEPEST = 200
_START_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(/?)>""")
_TEXT = 1 << 16


class Broken(ValueError):
    """The document is not in order as XML, or of a kind that is not read. `reason` is English, as parsers give it."""

    def __init__(self, reason: str, line: int, *, doctype: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.line, self.doctype = reason, line, doctype


class Reader:
    """What hears the events; each reader writes the methods it needs.

    Names and attributes are as they stand, prefixes included; `at` counts bytes of UTF-8 from where the parser began.
    `literal`: the text stands in a CDATA section.
    """

    def start(self, name: str, attributes: list[tuple[str, str]], at: int, line: int) -> None:
        """An element begins."""

    def end(self, name: str, at: int) -> None:
        """An element ends; `at` is its end tag, or what comes after `<name/>`."""

    def text(self, data: str, *, literal: bool) -> None:
        """Some text: a stretch of it may come in several pieces."""

    def instruction(self, target: str, data: str) -> None:
        """A processing instruction."""


class Parser:
    """Feeds a reader. A push parser, so that several things can be done with each block as it is read."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._depth, self._literal = reader, 0, False
        parser = expat.ParserCreate("utf-8")
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.buffer_size = _TEXT
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.ProcessingInstructionHandler = reader.instruction
        parser.StartCdataSectionHandler, parser.EndCdataSectionHandler = self._open_literal, self._close_literal
        parser.StartDoctypeDeclHandler = self._refuse
        self._parser = parser

    def feed(self, blocks: Iterable[bytes]) -> None:
        """Everything, to the end. Raises `Broken`, and whatever the reader raises."""
        for block in blocks:
            self.push(block)
        self.push(b"", final=True)

    def push(self, block: bytes, *, final: bool = False) -> None:
        try:
            self._parser.Parse(block, final)
        except expat.ExpatError as error:
            raise Broken(expat.ErrorString(error.code), error.lineno) from error

    def is_empty_tag(self) -> bool:
        """Inside `start`: whether the element is written `<name/>`."""
        found = _START_TAG.match(self._parser.GetInputContext() or b"")
        return bool(found and found.group(1))

    def tag_length(self) -> int:
        """Inside `end` of an element that is not written `<name/>`: how many bytes its end tag has."""
        return (self._parser.GetInputContext() or b"").index(b">") + 1

    @property
    def line(self) -> int:
        return int(self._parser.CurrentLineNumber)

    def _start(self, name: str, flat: list[str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Broken(f"elements lie more than {DEEPEST} deep", self.line)
        attributes = list(zip(flat[::2], flat[1::2], strict=True))
        self._reader.start(name, attributes, self._parser.CurrentByteIndex, self.line)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._reader.end(name, self._parser.CurrentByteIndex)

    def _text(self, data: str) -> None:
        self._reader.text(data, literal=self._literal)

    def _open_literal(self) -> None:
        self._literal = True

    def _close_literal(self) -> None:
        self._literal = False

    def _refuse(self, *_declared: object) -> None:
        raise Broken("a document type is declared", self.line, doctype=True)
