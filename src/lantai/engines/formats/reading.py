"""Any file in, one `FileReading` out: every way in which a file can be bad is a finding, never an exception."""

from __future__ import annotations

import logging
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import cast

from lantai.base.common.findings import UNEXPECTED, Finding, Severity
from lantai.engines.formats import codes
from lantai.engines.formats.identify import FormatKind, Identity, identify, mismatch
from lantai.engines.formats.model import FileReading
from lantai.engines.formats.readers import base, plain
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
)
_BROKEN_BY_NAME = {
    ("lxml.etree", "LxmlError"),
    ("legacy_doc.exceptions", "LegacyDocError"),
    ("python_calamine", "CalamineError"),
    ("PIL.Image", "DecompressionBombError"),
}
"""The same, of libraries that are loaded only when a file needs them."""


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
    pages = tuple(extract.pages)
    return FileReading(identity.puid, identity.mime, pages, tuple(notes), extract.metadata, identity.kind)


def _is_silent(extract: Extract) -> bool:
    """Nothing to read, nothing to recognise, and nobody has said so yet."""
    return not extract.notes and not any(page.lines or page.needs_ocr for page in extract.pages)


def _attempt(source: Source) -> Extract:
    extract = Extract()
    try:
        return _reader(source.identity.kind)(source)
    except Unreadable as failure:
        extract.notes.append(failure.finding(source.shown))
    except MemoryError:
        raise
    except Exception as error:
        if not _is_broken(error):
            logger.exception("reading a file of kind %s", source.identity.kind)
            extract.note(source, UNEXPECTED, Severity.ERROR, error=_told(error))
        elif "password required" in str(error) or "encrypted" in str(error):
            extract.note(source, codes.ENCRYPTED, Severity.ERROR)
        else:
            extract.note(source, codes.DAMAGED, Severity.ERROR, detail=_told(error))
    return extract


def _is_broken(error: Exception) -> bool:
    """Whether the bytes are at fault, not we."""
    kinds = {(kind.__module__, kind.__qualname__) for kind in type(error).__mro__}
    return isinstance(error, _BROKEN) or not kinds.isdisjoint(_BROKEN_BY_NAME)


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
    from lantai.engines.formats.readers import mail

    return mail.read_mail(source, _opened)


def _opened(path: Path, parent: Source) -> FileReading:
    """An attachment read one level down; its findings carry the name of the message."""
    limits = replace(parent.limits, depth=parent.limits.depth - 1)
    reading = read_file(path, limits=limits, name=f"{parent.shown}!{path.name}")
    return replace(reading, findings=tuple(f for f in reading.findings if f.code != codes.NO_TEXT))


def _kept_closed(source: Source) -> Extract:
    """An archive is opened by the intake, or not at all: never while its text is looked for. But whether it can be."""
    from lantai.engines.formats.readers import packed

    return packed.read_archive(source)


READERS: dict[FormatKind, Reader | str] = {
    FormatKind.PDF: "pdf.read_pdf",
    FormatKind.IMAGE: "images.read_image",
    FormatKind.OFD: _read_ofd,
    FormatKind.WORD: "office.read_word",
    FormatKind.SLIDES: "office.read_slides",
    FormatKind.DOC: "compound.read_doc",
    FormatKind.PPT: "compound.read_ppt",
    FormatKind.ODT: "odf.read_odf",
    FormatKind.SHEET: "sheets.read_sheets",
    FormatKind.RTF: "rtf.read_rtf",
    FormatKind.TEXT: plain.read_text,
    FormatKind.HTML: "html.read_html",
    FormatKind.MAIL: _read_mail,
    FormatKind.ARCHIVE: _kept_closed,
}
"""Readers named in words are loaded with the first file of their kind: their libraries take longer to load than a text
takes to read.
"""


def _reader(kind: FormatKind) -> Reader:
    found = READERS.get(kind, _refuse)
    if isinstance(found, str):
        module, _, function = found.partition(".")
        found = cast("Reader", getattr(import_module(f"lantai.engines.formats.readers.{module}"), function))
    return found
