"""Any file in, one `FileReading` out: every way in which a file can be bad is a finding, never an exception."""

from __future__ import annotations

import logging
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from legacy_doc.exceptions import LegacyDocError
from lxml import etree
from PIL import Image
from python_calamine import CalamineError

from lantai.base.common.findings import UNEXPECTED, Finding, Severity
from lantai.engines.formats import codes
from lantai.engines.formats.identify import FormatKind, Identity, identify, mismatch
from lantai.engines.formats.model import Box, FileReading, Line, PageReading
from lantai.engines.formats.readers import base, compound, html, images, mail, odf, office, pdf, plain, rtf, sheets
from lantai.engines.formats.readers.base import Extract, Limits, Source, Unreadable

logger = logging.getLogger(__name__)

Reader = Callable[[Source], Extract]

# What libraries raise when the bytes are not what the format says. Anything else is a fault of ours and is logged.
_BROKEN: tuple[type[Exception], ...] = (
    OSError,
    ValueError,
    KeyError,
    IndexError,
    EOFError,
    RecursionError,
    OverflowError,
    NotImplementedError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    etree.LxmlError,
    LegacyDocError,
    CalamineError,
    Image.DecompressionBombError,
)


def read_file(
    path: Path, *, identity: Identity | None = None, limits: Limits | None = None, name: str | None = None
) -> FileReading:
    """Read one file in this process. `name` is what findings call it and whose ending is checked (default: the path).

    Never raises for bad input. Memory and time are not limited here: hostile files belong into a `ReaderPool`.
    """
    path = Path(path)
    shown = name or base.shown_name(path)
    try:
        identity = identity or identify(path)
    except OSError as error:
        finding = Finding(codes.DAMAGED, Severity.ERROR, shown, {"detail": error.strerror or str(error)})
        return FileReading("", "application/octet-stream", findings=(finding,))
    source = Source(path, identity, limits or Limits(), shown)
    extract = _attempt(source)
    notes = [finding for finding in (mismatch(shown, identity), *extract.notes) if finding is not None]
    if _is_silent(extract):
        notes.append(Finding(codes.NO_TEXT, Severity.INFO, shown))
    return FileReading(identity.puid, identity.mime, tuple(extract.pages), tuple(notes), extract.metadata)


def _is_silent(extract: Extract) -> bool:
    """Nothing to read, nothing to recognise, and nobody has said so yet."""
    return not extract.notes and not any(page.lines or page.needs_ocr for page in extract.pages)


def _attempt(source: Source) -> Extract:
    extract = Extract()
    try:
        return READERS.get(source.identity.kind, _refuse)(source)
    except Unreadable as failure:
        extract.notes.append(failure.finding(source.shown))
    except MemoryError:
        raise
    except _BROKEN as error:
        if "password required" in str(error) or "encrypted" in str(error):
            extract.note(source, codes.ENCRYPTED, Severity.ERROR)
        else:
            extract.note(source, codes.DAMAGED, Severity.ERROR, detail=_told(error))
    except Exception as error:
        logger.exception("reading a file of kind %s", source.identity.kind)
        extract.note(source, UNEXPECTED, Severity.ERROR, error=_told(error))
    return extract


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:200]}".rstrip(": ")


def _refuse(source: Source) -> Extract:
    kind = source.identity.kind
    if kind is FormatKind.EMPTY:
        raise Unreadable(codes.EMPTY)
    if kind is FormatKind.LOCKED:
        raise Unreadable(codes.ENCRYPTED)
    if kind is FormatKind.UNKNOWN and not source.identity.puid:
        raise Unreadable(codes.UNKNOWN_FORMAT)
    raise Unreadable(codes.NO_READER, format=source.identity.name or source.identity.mime)


def _read_ofd(source: Source) -> Extract:
    from lantai.engines.formats.ofd import ofd_metadata, read_ofd

    pages, findings = read_ofd(source.path)
    notes = [replace(finding, path=source.shown) for finding in findings]
    return Extract(list(pages), notes, ofd_metadata(source.path))


def _read_mail(source: Source) -> Extract:
    return mail.read_mail(source, _opened)


def _opened(path: Path, parent: Source) -> FileReading:
    """An attachment read one level down; its findings carry the name of the message."""
    limits = replace(parent.limits, depth=parent.limits.depth - 1)
    reading = read_file(path, limits=limits, name=f"{parent.shown}!{path.name}")
    return replace(reading, findings=tuple(f for f in reading.findings if f.code != codes.NO_TEXT))


def _kept_closed(source: Source) -> Extract:
    """An archive is opened by the intake, or not at all: never while its text is looked for."""
    return Extract(notes=[Finding(codes.NESTED, Severity.INFO, source.shown)])


READERS: dict[FormatKind, Reader] = {
    FormatKind.PDF: pdf.read_pdf,
    FormatKind.IMAGE: images.read_image,
    FormatKind.OFD: _read_ofd,
    FormatKind.WORD: office.read_word,
    FormatKind.SLIDES: office.read_slides,
    FormatKind.DOC: compound.read_doc,
    FormatKind.PPT: compound.read_ppt,
    FormatKind.ODT: odf.read_odf,
    FormatKind.SHEET: sheets.read_sheets,
    FormatKind.RTF: rtf.read_rtf,
    FormatKind.TEXT: plain.read_text,
    FormatKind.HTML: html.read_html,
    FormatKind.MAIL: _read_mail,
    FormatKind.ARCHIVE: _kept_closed,
}


def merge_page(layer: PageReading, recognised: PageReading) -> PageReading:
    """A page that has text of its own beside a picture with text: recognised lines fill the gaps."""
    if not layer.lines:
        return recognised
    missing = [line for line in recognised.lines if line.boxes and not _is_covered(line, layer.lines)]
    if not missing:
        return replace(layer, needs_ocr=False)
    lines = sorted((*layer.lines, *missing), key=_top)
    engine = f"{layer.engine} + {recognised.engine}"
    return replace(layer, lines=tuple(lines), engine=engine, needs_ocr=False)


def _top(line: Line) -> int:
    return min((box[1] for box in line.boxes), default=0)


def _is_covered(line: Line, others: tuple[Line, ...]) -> bool:
    """Whether most of the characters stand where the layer already has some."""
    spots = [(x + w / 2, y + h / 2) for x, y, w, h in line.boxes]
    boxes = [box for other in others for box in _hull(other)]
    inside = sum(1 for spot in spots if any(_holds(box, spot) for box in boxes))
    return inside > 0.5 * len(spots)


def _hull(line: Line) -> list[Box]:
    """The rectangle round a line, one comparison instead of one a character."""
    if not line.boxes:
        return []
    left, top = min(b[0] for b in line.boxes), min(b[1] for b in line.boxes)
    right, bottom = max(b[0] + b[2] for b in line.boxes), max(b[1] + b[3] for b in line.boxes)
    return [(left, top, right - left, bottom - top)]


def _holds(box: Box, spot: tuple[float, float]) -> bool:
    return box[0] <= spot[0] <= box[0] + box[2] and box[1] <= spot[1] <= box[1] + box[3]
