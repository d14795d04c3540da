"""What readers share: the source, the limits, the reasons to give up, and how long text becomes parts."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lantai.base.common.findings import Finding, Severity
from lantai.engines.formats import codes, encodings
from lantai.engines.formats.identify import Identity
from lantai.engines.formats.model import Line, PageReading, PlainLines, TextSource

PART = 4_000
"""Characters of running text after which a part ends at the next paragraph, so that a hit leads to a place."""
LONGEST_LINE = 8_000
_ENDS = ("。！？", "；;.", "，, \t")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one file is read. Everything beyond is a finding, never an exception."""

    first_page: int = 1
    max_pages: int = 20_000
    max_pixels: int = 300_000_000
    max_characters: int = 50_000_000
    max_part_bytes: int = 512 * 1024 * 1024
    max_rows: int = 1_000_000
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read. `shown` is what findings call it."""

    path: Path
    identity: Identity
    limits: Limits
    shown: str


@dataclass(slots=True)
class Extract:
    """What a reader found; `notes` are findings about the content that did not stop the reading."""

    pages: list[PageReading] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)

    def note(self, source: Source, code: str, severity: Severity = Severity.WARNING, **params: Any) -> None:
        self.notes.append(Finding(code, severity, source.shown, params))


class Unreadable(Exception):
    """A reader gives up on a file for a reason that has a finding code."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def finding(self, path: str) -> Finding:
        """A warning where the file may well be in order and only we cannot read it, else an error."""
        mild = {codes.UNKNOWN_FORMAT, codes.NO_READER, codes.TOOL_MISSING}
        severity = Severity.WARNING if self.code in mild else Severity.ERROR
        return Finding(self.code, severity, path, self.params)


def shown_name(path: Path) -> str:
    """A path as text that can be stored, whatever bytes its name holds."""
    return os.fsencode(path).decode("utf-8", "replace")


def lines_of(text: str) -> Iterator[Line]:
    """Clean text as lines; a line without end is divided at sentence ends so that no part grows without bound."""
    return map(Line, _texts_of(text))


def _texts_of(text: str) -> Iterator[str]:
    for paragraph in encodings.clean(text).split("\n"):
        trimmed = paragraph.rstrip()
        if len(trimmed) <= LONGEST_LINE:
            yield trimmed
        else:
            yield from _pieces(trimmed)


def _pieces(paragraph: str) -> Iterator[str]:
    start = 0
    while len(paragraph) - start > LONGEST_LINE:
        ends = (max(paragraph.rfind(mark, start + PART // 2, start + PART) for mark in marks) for marks in _ENDS)
        end = next((end + 1 for end in ends if end >= 0), start + PART)
        yield paragraph[start:end]
        start = end
    yield paragraph[start:]


def parts(text: str, *, engine: str) -> list[PageReading]:
    """Running text as parts of about `PART` characters, each ending with a paragraph; blank runs are one blank line."""
    pages: list[PageReading] = []
    lines: list[str] = []
    size = 0
    for line in _texts_of(text):
        if not line and (not lines or not lines[-1]):
            continue
        if lines and size + len(line) > PART * 1.25:
            pages.append(_plain_part(len(pages) + 1, lines, engine))
            lines, size = [], 0
        lines.append(line)
        size += len(line) + 1
        if size >= PART:
            pages.append(_plain_part(len(pages) + 1, lines, engine))
            lines, size = [], 0
    if any(lines):
        pages.append(_plain_part(len(pages) + 1, lines, engine))
    return pages


def _plain_part(number: int, lines: list[str], engine: str) -> PageReading:
    """Of text alone; not one object a line."""
    text = "\n".join(lines).strip("\n")
    return PageReading(number, lines=PlainLines(text), source=TextSource.BORN_DIGITAL, engine=engine)


def part(number: int, lines: Iterable[Line], *, engine: str) -> PageReading:
    """One part of a text document: no page image, text as it was born. Blank lines at both ends are dropped."""
    rows = list(lines)
    while rows and not rows[-1].text:
        rows.pop()
    while rows and not rows[0].text:
        rows.pop(0)
    source = TextSource.BORN_DIGITAL if rows else TextSource.NONE
    return PageReading(number, lines=tuple(rows), source=source, engine=engine)


def renumbered(pages: Iterable[PageReading]) -> list[PageReading]:
    return [replace(page, number=number) for number, page in enumerate(pages, start=1)]


def read_bytes(source: Source) -> bytes:
    """The whole file, refused when it is beyond the limit."""
    return read_limited(source.path, source.limits.max_part_bytes)


def read_limited(path: Path, limit: int) -> bytes:
    size = path.stat().st_size
    if size > limit:
        raise Unreadable(codes.TOO_LARGE, detail=f"{size} > {limit} bytes")
    return path.read_bytes()


def open_package(source: Source) -> zipfile.ZipFile:
    """A zip-based document; a missing directory means the end of the file is missing."""
    try:
        return zipfile.ZipFile(source.path)
    except zipfile.BadZipFile as error:
        raise Unreadable(codes.TRUNCATED, detail=str(error)) from error


def member(package: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    """One member's bytes, never more than the limit however small it claims to be."""
    with package.open(name) as handle:
        data = handle.read(limits.max_part_bytes + 1)
    if len(data) > limits.max_part_bytes:
        raise Unreadable(codes.TOO_LARGE, detail=f"{name} > {limits.max_part_bytes} bytes")
    return data


def tidy_inline(text: str) -> str:
    """Text of one cell or one header on one line."""
    return re.sub(r"\s+", " ", text).strip()
