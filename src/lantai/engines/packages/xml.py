"""XML of packages, element by element: no entity is resolved, no network asked, no tree kept, no encoding believed.

The text goes to the parser as UTF-8, whatever the XML declaration says: what encoding the bytes really have was found
out before. What is wrong is told as findings; elements before the break are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from lxml import etree

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages import codes
from lantai.engines.packages.text import Encoding, Opener, blocks, encoding_of

Event = tuple[Literal["start", "end"], Any]
_DECLARED = re.compile(r"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")


class XmlFile:
    """One XML file of a package. `findings` grows while `events` runs."""

    def __init__(self, opened: Opener, source: str) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self._opened = opened
        self.encoding: Encoding = encoding_of(opened)

    def events(self) -> Iterator[Event]:
        """Starts and ends of elements, in order. Call `shed` on what has been read. Ends where the XML breaks."""
        self._compare_encodings()
        reader = _Utf8(blocks(self._opened, self.encoding.codec))
        try:
            parser = etree.iterparse(
                reader, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
                huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8",
            )  # fmt: skip
            first = True
            for event, element in parser:
                if first:
                    first = False
                    self._look_for_doctype(element)
                yield event, element
        except etree.XMLSyntaxError as error:
            line = error.position[0] if error.position else 1
            self._say(codes.NOT_XML, Severity.ERROR, line=line, reason=str(error.msg)[:200])

    def _compare_encodings(self) -> None:
        start = next(blocks(self._opened, self.encoding.codec), "")[:400]
        declared = _DECLARED.match(start.lstrip("\ufeff"))
        if declared and not self.encoding.agrees_with(declared[1]):
            used = self.encoding.title
            self._say(codes.BAD_ENCODING, Severity.WARNING, encoding=declared[1], used=used)
        if self.encoding.lossy:
            self._say(codes.LOST_CHARACTERS, Severity.ERROR, encoding=self.encoding.title)

    def _look_for_doctype(self, root: Any) -> None:
        if root.getroottree().docinfo.internalDTD is not None:
            self._say(codes.DOCTYPE, Severity.ERROR)

    def _say(self, code: str, severity: Severity, **params: Any) -> None:
        self.findings.append(Finding(code, severity, self.source, {"source": self.source, **params}))


class _Utf8:
    """A stream of text as a stream of UTF-8, which is all the parser ever sees."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts = texts
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            self._rest = next(self._texts, "").lstrip("\ufeff").encode("utf-8", errors="replace")
        given, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return given


def local(element: Any) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: Any) -> str:
    """The text of an element and what is in it, blanks at both ends left out."""
    return "".join(_texts(element)).strip() if len(element) else (element.text or "").strip()


def _texts(element: Any) -> Iterator[str]:
    """Entities that were not resolved are passed over; what follows them is not."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _texts(child)
        yield child.tail or ""


def shed(element: Any) -> None:
    """Forget an element that has been read, and all before it: memory does not grow with the file."""
    element.clear()
    above = element.getparent()
    if above is not None:
        while element.getprevious() is not None:
            del above[0]
