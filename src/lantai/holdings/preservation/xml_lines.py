"""XML as lines of text, the same for the same facts: what PREMIS and METS documents are written with."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML can hold. Said by what it is, not by what it is not: that took Python ten times as long to prepare."""


class XmlLines:
    """Elements as lines of text, indented one blank a level: a tree of objects first takes several times longer."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._lines = ["<?xml version='1.0' encoding='UTF-8'?>"]
        self._open: list[str] = []
        self._indent = ""

    def element(self, name: str, attributes: str = "") -> XmlLines:
        """Begin an element; used with `with`, it ends with the block."""
        self._lines.append(f"{self._indent}<{self._prefix}:{name}{attributes}>")
        self._open.append(name)
        self._indent += " "
        return self

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_error: object) -> None:
        self._indent = self._indent[:-1]
        self._lines.append(f"{self._indent}</{self._prefix}:{self._open.pop()}>")

    def leaf(self, name: str, text: str, attributes: str = "") -> None:
        if text and not text.isalnum():
            text = escape(NOT_IN_XML.sub("\ufffd", text))
        ending = f">{text}</{self._prefix}:{name}>" if text else " />"
        self._lines.append(f"{self._indent}<{self._prefix}:{name}{attributes}{ending}")

    def inner(self) -> list[str]:
        """The lines inside the outermost element."""
        return self._lines[2:-1]

    def document(self) -> bytes:
        return ("\n".join(self._lines) + "\n").encode()
