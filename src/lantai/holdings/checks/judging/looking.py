"""One file looked at in a reader's process: what it is, whether it opens, how many pages, and some of its text.

This module is imported by the limited children that open foreign files: it knows neither models nor schemes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lantai.base.common.findings import Finding, Severity
from lantai.engines.formats import legibility
from lantai.engines.formats.identify import FormatKind, identify
from lantai.engines.formats.model import FileReading, PageReading
from lantai.engines.formats.ofd.problems import SIGNATURE, SIGNED_PART_CHANGED
from lantai.engines.formats.readers.base import Limits
from lantai.engines.formats.reading import read_file
from lantai.engines.signatures.verdict import State
from lantai.holdings.checks.judging import codes

PAGES_READ = 20
"""So many pages from the beginning are read, and the last one: enough to know whether a document opens."""
_ANNEX = re.compile(r"(?m)^[\s\u3000]*附\s*件\s*[:：]?[\s\u3000]*((?:[\s\u3000]*\d{1,2}[.．、][^\n]*\n?)+)")
_NUMBERED = re.compile(r"(?m)^[\s\u3000]*(\d{1,2})[.．、]|(?<=[:：])[\s\u3000]*(\d{1,2})[.．、]")


@dataclass(frozen=True, slots=True)
class Look:
    """`illegible` is empty or the word for why the text cannot be made out; `annexes` how many the text lists.

    `scanned`: those of the pages looked at that are scans, without their text.
    """

    puid: str
    mime: str
    kind: str
    name: str
    extensions: tuple[str, ...]
    pages: int | None
    findings: tuple[Finding, ...]
    illegible: str = ""
    annexes: int = 0
    signatures: int = 0
    scanned: tuple[PageReading, ...] = ()


def look_at(path: Path, *, name: str) -> Look:
    """Raises OSError when the file cannot be opened at all."""
    identity = identify(path)
    reading = read_file(path, identity=identity, limits=Limits(max_pages=PAGES_READ), name=name)
    pages = _pages(reading, identity.kind)
    findings, looked_at = list(reading.findings), reading.pages
    if pages is not None and pages > PAGES_READ:
        last = read_file(path, identity=identity, limits=Limits(first_page=pages, max_pages=1), name=name)
        findings += [each for each in last.findings if each not in findings]
        looked_at += last.pages
    signed = list(_signed(path, name)) if identity.kind is FormatKind.PDF else list(_sealed(findings, name))
    findings += signed
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
        len(signed),
        tuple(replace(page, lines=()) for page in looked_at if page.scan is not None),
    )


def look_at_all(files: Sequence[tuple[Path, str]]) -> list[Look | None]:
    """Each of these paths as `look_at` sees it under its name; None for one to be looked at alone, which says why."""
    return [_look_or_nothing(path, name) for path, name in files]


def _look_or_nothing(path: Path, name: str) -> Look | None:
    try:
        return look_at(path, name=name)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever it is, it is met and told when the file is looked at alone
        return None


def breaks_of_pdfa(path: Path) -> tuple[str, ...]:
    """The rules of PDF/A-2 a file breaks, in words, some of them; which part it claims to be is not asked."""
    from lantai.engines.formats.pdfa.check import check_pdfa  # heavy: only for files that call themselves PDF/A

    found = [breach for breach in check_pdfa(path).breaches if breach.rule != "conformance"]
    return tuple(f"{breach.sentence()} {breach.where}".strip() for breach in found[:5])


def _signed(path: Path, name: str) -> Iterator[Finding]:
    """What the signatures of a PDF are worth: those of others may stand between the parts of one file."""
    from lantai.engines.signatures.pdf_signatures import signatures_in  # heavy: only for PDF files

    found = signatures_in(path)
    for number, each in enumerate(found, 1):
        said = {"path": name, "number": number, "found": each.signer}
        if each.state is State.INVALID:
            yield Finding(codes.PDF_SIGNATURE_CHANGED, Severity.ERROR, name, said)
        elif each.state is State.UNVERIFIABLE:
            yield Finding(codes.PDF_SIGNATURE_UNREAD, Severity.WARNING, name, said)
        elif each.state is State.OLD_ALGORITHM:
            yield Finding(codes.PDF_SIGNATURE_OLD, Severity.WARNING, name, said)
        else:
            yield Finding(codes.PDF_SIGNED, Severity.INFO, name, said)
        if each.is_stamped is False:
            yield Finding(codes.PDF_STAMP_DOUBTFUL, Severity.WARNING, name, said)
    if found and (behind := min(each.behind for each in found)):
        yield Finding(codes.PDF_ADDED_BEHIND, Severity.WARNING, name, {"path": name, "found": behind})


def _sealed(findings: Iterable[Finding], name: str) -> Iterator[Finding]:
    """Its reader has compared what seals cover; nobody here has verified the seals themselves."""
    told = {each.code for each in findings}
    if SIGNATURE in told and SIGNED_PART_CHANGED not in told:
        yield Finding(codes.SEAL_NOT_VERIFIED, Severity.WARNING, name, {"path": name})


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
