"""What a file says when it is read: pages, lines, one box per character. The only shapes that leave this app.

Coordinates are pixels of the page image as it is *shown* (upright, see `PageReading.rotation`), origin top left.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, overload

from lantai.base.common.findings import Finding

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels of the upright page image."""


class TextSource(StrEnum):
    """Where a page's text comes from."""

    BORN_DIGITAL = "born-digital"
    OCR = "ocr"
    SUPPLIED = "supplied"
    CORRECTED = "corrected"
    NONE = "none"


class Colour(StrEnum):
    """What the pixels of a scan can hold."""

    BILEVEL = "bilevel"
    GREY = "grey"
    COLOUR = "colour"


@dataclass(frozen=True, slots=True)
class Scan:
    """How a page image was scanned, as the head of its file says it. What that does not say is 0 or empty.

    `dpi` is the lesser of both directions. Millimetres are those of the upright page. `turned`: degrees clockwise by
    which only a note in the file (EXIF) turns it upright. `is_blank`: next to nothing stands on it.
    """

    dpi: int = 0
    colour: str = ""
    width_mm: int = 0
    height_mm: int = 0
    turned: int = 0
    is_blank: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line in reading order. `boxes` is empty (no layout known) or holds one box per character of `text`.

    `text` holds no line break. `score` is the engine's confidence, 0 to 1; born-digital text has 1.
    """

    text: str
    boxes: tuple[Box, ...] = ()
    score: float = 1.0
    vertical: bool = False

    def __post_init__(self) -> None:
        if self.boxes and len(self.boxes) != len(self.text):
            msg = f"{len(self.text)} characters but {len(self.boxes)} boxes"
            raise ValueError(msg)


class PlainLines(Sequence[Line]):
    """Lines of which nothing is known but their text: one string until somebody asks for a line.

    A book is tens of thousands of lines, and intake wants none of them singly.
    """

    __slots__ = ("_lines", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines: tuple[Line, ...] | None = None

    def _all(self) -> tuple[Line, ...]:
        if self._lines is None:
            self._lines = plain_lines(self.text)
        return self._lines

    def __len__(self) -> int:
        return self.text.count("\n") + 1

    def __iter__(self) -> Iterator[Line]:
        return iter(self._all())

    @overload
    def __getitem__(self, wanted: int) -> Line: ...
    @overload
    def __getitem__(self, wanted: slice) -> tuple[Line, ...]: ...
    def __getitem__(self, wanted: int | slice) -> Line | tuple[Line, ...]:
        return self._all()[wanted]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PlainLines):
            return self.text == other.text
        return self._all() == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return f"PlainLines({self.text!r})"


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page. `number` counts from 1 inside its file; width and height are 0 where there is no page image.

    `rotation`: degrees (0, 90, 180, 270) the stored image must be turned clockwise to stand upright.
    `engine`: name and version of what produced the text, e.g. `rapidocr 3.10.0`. `scan` only where the page is one.
    """

    number: int
    width: int = 0
    height: int = 0
    lines: Sequence[Line] = ()
    source: TextSource = TextSource.NONE
    engine: str = ""
    rotation: int = 0
    needs_ocr: bool = False
    scan: Scan | None = None

    @property
    def text(self) -> str:
        """The page as one string, lines joined by a line break: offsets into it are what hits use."""
        if isinstance(self.lines, PlainLines):
            return self.lines.text
        return "\n".join([line.text for line in self.lines])

    @property
    def is_plain(self) -> bool:
        """Whether the text says everything: horizontal lines without boxes, certain as only born-digital text is."""
        if isinstance(self.lines, PlainLines):
            return True
        return all(not line.boxes and line.score == 1.0 and not line.vertical for line in self.lines)

    @property
    def confidence(self) -> float:
        """Mean score weighted by length; 0 for a page without text."""
        if isinstance(self.lines, PlainLines):
            return 1.0 if self.lines.text.strip("\n") else 0.0
        n = sum([len(line.text) for line in self.lines])
        return sum([line.score * len(line.text) for line in self.lines]) / n if n else 0.0

    def __post_init__(self) -> None:
        given: object = self.lines
        if isinstance(given, str):  # from another process
            object.__setattr__(self, "lines", PlainLines(given))

    def __reduce__(self) -> tuple[type[PageReading], tuple[Any, ...]]:
        """Between processes plain lines go as one text: thousands of objects take longer than the reading.

        Not `__getstate__`: a frozen dataclass with slots gets one of its own in the first releases of Python 3.11.
        """
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        if self.lines and self.is_plain:
            values["lines"] = self.text
        return PageReading, tuple(values.values())


@dataclass(frozen=True, slots=True)
class FileReading:
    """Everything reading one file gave, findings included: a file that could not be read still gives one of these.

    `kind`: a `FormatKind`, as what it was read; empty when that was never found out.
    """

    puid: str
    mime: str
    pages: tuple[PageReading, ...] = ()
    findings: tuple[Finding, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    kind: str = ""


def plain_lines(text: str) -> tuple[Line, ...]:
    """The lines of a page that is kept as nothing but its text (`PageReading.is_plain`)."""
    return tuple([Line(line) for line in text.split("\n")])


def pack_lines(lines: Sequence[Line]) -> bytes:
    """Lines with boxes as compressed JSON `[[text, score, vertical, [x,y,w,h, …]], …]`: open, small, readable."""
    rows = [
        [line.text, round(line.score, 4), int(line.vertical), [v for box in line.boxes for v in box]] for line in lines
    ]
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpack_lines(data: bytes) -> tuple[Line, ...]:
    """The inverse of `pack_lines`."""
    return tuple(_line(*row) for row in json.loads(zlib.decompress(data)))


def _line(text: str, score: float, vertical: int, flat: list[int], *_more: Any) -> Line:
    boxes = tuple((flat[i], flat[i + 1], flat[i + 2], flat[i + 3]) for i in range(0, len(flat), 4))
    return Line(text, boxes, score, bool(vertical))
