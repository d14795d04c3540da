"""The whole check of one file. Foreign files belong into a limited process: see `ReaderPool.call`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pikepdf

from lantai.engines.formats.pdfa.catalogue import check_catalogue
from lantai.engines.formats.pdfa.colours import Intents
from lantai.engines.formats.pdfa.contents import Contents
from lantai.engines.formats.pdfa.fonts import check_font
from lantai.engines.formats.pdfa.interactive import check_annotations, check_forms
from lantai.engines.formats.pdfa.metadata import check_metadata
from lantai.engines.formats.pdfa.objects import check_objects
from lantai.engines.formats.pdfa.rules import Breach, Breaches

_HEAD, _TAIL = 1024, 2048
_BROKEN = (
    pikepdf.PdfError, OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError,
    RuntimeError, NotImplementedError,
)  # fmt: skip
"""What a PDF of the wrong shape makes the library raise: a word where a number should be, a number for a dictionary."""


@dataclass(frozen=True, slots=True)
class PdfaVerdict:
    """Which rules a file breaks, and how many pages it has."""

    breaches: tuple[Breach, ...]
    pages: int = 0

    @property
    def passed(self) -> bool:
        return not self.breaches


def check_pdfa(path: Path) -> PdfaVerdict:
    """Every rule of `rules` on one file; never raises for what is in it."""
    found = Breaches()
    try:
        pages = _check(Path(path), found)
    except pikepdf.PasswordError:
        found.add("encrypted")
        pages = 0
    except _BROKEN as error:
        found.add("unreadable", error)
        pages = 0
    return PdfaVerdict(found.all(), pages)


def _check(path: Path, found: Breaches) -> int:
    _check_bytes(path, found)
    with pikepdf.open(path) as pdf:
        if pdf.is_encrypted:
            found.add("encrypted")
        if not all(len(bytes(part)) for part in pdf.trailer.get("/ID", [b""])):
            found.add("identifier")
        check_catalogue(pdf, found)
        check_metadata(pdf, found)
        intents = Intents(pdf, found)
        check_objects(pdf, found)
        contents = Contents(found, intents)
        for number, page in enumerate(pdf.pages, start=1):
            contents.look_at(page, number)
            check_annotations(page, number, found)
        for font in contents.fonts.values():
            check_font(font, found)
        check_forms(pdf, found)
        return len(pdf.pages)


def _check_bytes(path: Path, found: Breaches) -> None:
    """6.1.2 and the end of 6.1.3: where the file begins and ends, as bytes."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        stream.seek(max(0, path.stat().st_size - _TAIL))
        tail = stream.read()
    lines = head.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    begins = len(lines[0]) == 8 and lines[0].startswith(b"%PDF-1.") and lines[0][7:8] in b"01234567"
    comment = lines[1] if len(lines) > 1 else b""
    if not begins or comment[:1] != b"%" or sum(byte > 127 for byte in comment[1:5]) < 4:
        found.add("header", head[:16])
    if tail.rpartition(b"%%EOF")[2] not in (b"", b"\n", b"\r", b"\r\n"):
        found.add("after_end")
