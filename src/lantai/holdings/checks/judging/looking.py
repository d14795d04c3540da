"""One file looked at in a reader's process: what it is, whether it opens, how many pages, and some of its text.

This module is imported by the limited children that open foreign files: it knows neither models nor schemes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from lantai.base.common.findings import Finding
from lantai.engines.formats import legibility
from lantai.engines.formats.identify import FormatKind, identify
from lantai.engines.formats.model import FileReading
from lantai.engines.formats.readers.base import Limits
from lantai.engines.formats.reading import read_file

PAGES_READ = 20
"""So many pages from the beginning are read, and the last one: enough to know whether a document opens."""
_ANNEX = re.compile(r"(?m)^[\s\u3000]*附\s*件\s*[:：]?[\s\u3000]*((?:[\s\u3000]*\d{1,2}[.．、][^\n]*\n?)+)")
_NUMBERED = re.compile(r"(?m)^[\s\u3000]*(\d{1,2})[.．、]|(?<=[:：])[\s\u3000]*(\d{1,2})[.．、]")


@dataclass(frozen=True, slots=True)
class Look:
    """`illegible` is empty or the word for why the text cannot be made out; `annexes` how many the text lists."""

    puid: str
    mime: str
    kind: str
    name: str
    extensions: tuple[str, ...]
    pages: int | None
    findings: tuple[Finding, ...]
    illegible: str = ""
    annexes: int = 0


def look_at(path: Path, *, name: str) -> Look:
    """Raises OSError when the file cannot be opened at all."""
    identity = identify(path)
    reading = read_file(path, identity=identity, limits=Limits(max_pages=PAGES_READ), name=name)
    pages = _pages(reading, identity.kind)
    findings = list(reading.findings)
    if pages is not None and pages > PAGES_READ:
        last = read_file(path, identity=identity, limits=Limits(first_page=pages, max_pages=1), name=name)
        findings += [each for each in last.findings if each not in findings]
    text = "\n".join(page.text for page in reading.pages)[:200_000]
    verdict = legibility.judge(text)
    return Look(
        identity.puid,
        identity.mime,
        str(identity.kind),
        identity.name or identity.mime,
        identity.extensions,
        pages,
        tuple(findings),
        "" if verdict.legible else verdict.reason,
        annexes_in(text),
    )


def _pages(reading: FileReading, kind: FormatKind) -> int | None:
    """Pages as paper would have them; None where a format has none (text flows, a sheet is endless)."""
    told = reading.metadata.get("pages") or reading.metadata.get("frames")
    if told and told.isdigit():
        return int(told)
    return len(reading.pages) if kind is FormatKind.OFD else None


def annexes_in(text: str) -> int:
    """How many annexes the text lists: `附件：1.名单 2.…`; 0 when it lists none."""
    found = [int(one or other) for list_ in _ANNEX.finditer(text) for one, other in _NUMBERED.findall(list_[0])]
    return max(found, default=0)
