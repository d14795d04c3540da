"""What a file is, by its content and never its name: PRONOM through Siegfried, rules of ours where it is silent."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import pygfried

from lantai.base.common.findings import Finding, Severity
from lantai.engines.formats import codes, sniff
from lantai.engines.formats.outlines import outline_of
from lantai.engines.formats.sniff import Sniffed


class FormatKind(StrEnum):
    """What we can do with a file; one reader each."""

    PDF = "pdf"
    IMAGE = "image"
    OFD = "ofd"
    WORD = "word"
    DOC = "doc"
    ODT = "odt"
    SHEET = "sheet"
    SLIDES = "slides"
    PPT = "ppt"
    RTF = "rtf"
    TEXT = "text"
    HTML = "html"
    MAIL = "mail"
    ARCHIVE = "archive"
    LOCKED = "locked"
    AUDIO = "audio"
    VIDEO = "video"
    EMPTY = "empty"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Identity:
    """`puid` is PRONOM's id, or `lantai/…` where PRONOM has none; `extensions` fit it, without dot."""

    puid: str
    mime: str
    kind: FormatKind
    extensions: tuple[str, ...] = ()
    name: str = ""


_EXTENSIONS: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pdf", "ai"),
    "application/ofd": ("ofd",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/tiff": ("tif", "tiff"),
    "image/jp2": ("jp2", "jpf", "jpx", "j2k"),
    "image/gif": ("gif",),
    "image/bmp": ("bmp", "dib"),
    "image/webp": ("webp",),
    "application/msword": ("doc", "dot", "wps", "wpt", "wri"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx", "docm", "dotx", "dotm"),
    "application/vnd.ms-excel": ("xls", "xlt", "xla", "et", "ett"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx", "xlsm", "xltx", "xltm"),
    "application/vnd.ms-excel.sheet.binary.macroEnabled.12": ("xlsb",),
    "application/vnd.ms-powerpoint": ("ppt", "pps", "pot", "dps", "dpt"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (
        "pptx",
        "pptm",
        "ppsx",
        "potx",
        "potm",
    ),
    "application/vnd.oasis.opendocument.text": ("odt", "ott", "sxw", "stw"),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods", "ots", "sxc"),
    "application/vnd.oasis.opendocument.presentation": ("odp", "otp", "sxi"),
    "application/rtf": ("rtf", "doc"),
    "message/rfc822": ("eml", "mht", "mhtml", "mime", "emlx"),
    "application/mbox": ("mbox", "mbx", "eml"),
    "text/html": ("html", "htm", "xhtml", "shtml"),
    "application/zip": ("zip",),
    "application/x-tar": ("tar",),
    "application/gzip": ("gz", "tgz"),
    "application/x-bzip2": ("bz2", "tbz2", "tbz"),
    "application/x-xz": ("xz", "txz"),
    "application/x-7z-compressed": ("7z",),
    "application/vnd.rar": ("rar",),
}
_KNOWN = frozenset(ending for endings in _EXTENSIONS.values() for ending in endings)

# Reference codes end in numbers after a full stop: only what has a letter is an ending.
_ENDING = re.compile(r"(?=.*[a-z])[a-z0-9]{1,5}")

_KIND_BY_MIME = {
    "application/pdf": FormatKind.PDF,
    "application/ofd": FormatKind.OFD,
    "application/msword": FormatKind.DOC,
    "application/rtf": FormatKind.RTF,
    "text/rtf": FormatKind.RTF,
    "message/rfc822": FormatKind.MAIL,
    "application/mbox": FormatKind.MAIL,
    "text/html": FormatKind.HTML,
    "application/xhtml+xml": FormatKind.HTML,
    "application/xml": FormatKind.TEXT,
    "application/json": FormatKind.TEXT,
    "application/zip": FormatKind.ARCHIVE,
    "application/x-tar": FormatKind.ARCHIVE,
    "application/gzip": FormatKind.ARCHIVE,
    "application/x-bzip2": FormatKind.ARCHIVE,
    "application/x-xz": FormatKind.ARCHIVE,
    "application/x-7z-compressed": FormatKind.ARCHIVE,
    "application/vnd.rar": FormatKind.ARCHIVE,
    "application/vnd.ms-powerpoint": FormatKind.PPT,
    "application/vnd.ms-office-encrypted": FormatKind.LOCKED,
}
_KIND_BY_PREFIX = (
    ("application/vnd.openxmlformats-officedocument.wordprocessingml", FormatKind.WORD),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml", FormatKind.SHEET),
    ("application/vnd.openxmlformats-officedocument.presentationml", FormatKind.SLIDES),
    ("application/vnd.ms-word", FormatKind.WORD),
    ("application/vnd.ms-excel", FormatKind.SHEET),
    ("application/vnd.ms-powerpoint.", FormatKind.SLIDES),
    ("application/vnd.oasis.opendocument.text", FormatKind.ODT),
    ("application/vnd.oasis.opendocument.presentation", FormatKind.ODT),
    ("application/vnd.oasis.opendocument.graphics", FormatKind.ODT),
    ("application/vnd.oasis.opendocument.spreadsheet", FormatKind.SHEET),
    ("image/", FormatKind.IMAGE),
    ("audio/", FormatKind.AUDIO),
    ("video/", FormatKind.VIDEO),
    ("text/", FormatKind.TEXT),
)
# PRONOM names these formats without a media type, or with one shared by unlike things.
_MIME_BY_PUID = {
    "fmt/1451": "application/pdf",
    "fmt/494": "application/vnd.ms-office-encrypted",
    "x-fmt/16": "text/plain",
    "fmt/484": "application/x-7z-compressed",
    "x-fmt/264": "application/vnd.rar",
    "fmt/411": "application/vnd.rar",
    "fmt/613": "application/vnd.rar",
    "fmt/1098": "application/x-xz",
    "fmt/2055": "message/rfc822",
    "fmt/1218": "text/plain",
    "x-fmt/274": "application/msword",
}
# Answers too general to act on: our own look at the content goes before them.
_GENERIC = frozenset({"UNKNOWN", "x-fmt/263", "fmt/111", "x-fmt/111", "fmt/101", "fmt/189", "fmt/583", "x-fmt/3"})
_GENERIC_MIMES = frozenset({"", "text/plain", "text/csv", "text/markdown", "application/mbox"})
PLAIN_PICTURES = frozenset(
    {"fmt/11", "fmt/12", "fmt/13", "fmt/41", "fmt/42", "fmt/43", "fmt/44", "fmt/353", "fmt/645", "fmt/1507"}
    | {"x-fmt/390", "x-fmt/391", "x-fmt/398"}
)
"""PNG, JPEG and TIFF as scanners and cameras write them. What an outline shows to be something more is looked at whole.
"""


def identify(path: Path) -> Identity:
    """Reads of a picture what it says of itself, of others as far as PRONOM asks (and a zip's directory).

    Raises OSError when the file cannot be opened at all.
    """
    path = Path(path)
    if path.stat().st_size == 0:
        return Identity("", "application/x-empty", FormatKind.EMPTY, (), "empty file")
    return _weigh(path, _pronom(path))


def identify_many(paths: Iterable[Path]) -> list[Identity]:
    """The identities in the order of the paths, for all of a folder in one call."""
    return [identify(path) for path in paths]


def mismatch(name: str, identity: Identity) -> Finding | None:
    """A finding when the ending of `name` belongs to another format than the content."""
    extension = Path(name).suffix.lower().lstrip(".")
    if not _ENDING.fullmatch(extension) or extension in identity.extensions:
        return None
    if identity.kind in {FormatKind.EMPTY, FormatKind.LOCKED}:
        return None
    if not identity.extensions and (extension not in _KNOWN or identity.kind is FormatKind.UNKNOWN):
        return None
    params = {
        "name": Path(name).name,
        "extension": extension,
        "format": identity.name or identity.mime,
        "expected": ", ".join(f".{ending}" for ending in identity.extensions) or identity.mime,
    }
    return Finding(codes.EXTENSION_MISMATCH, Severity.WARNING, name, params)


@lru_cache(maxsize=1)
def _scanner() -> Any:
    """One scanner a process: loading the signatures takes longer than identifying a hundred files."""
    return pygfried.Scanner()


def load_signatures() -> None:
    """The library reads them at the first file it sees, whatever that is."""
    _scanner().identify(os.devnull, detailed=True)


def _pronom(path: Path) -> dict[str, str]:
    return _pronom_by_outline(path) or _pronom_by_whole(path)


def _pronom_by_outline(path: Path) -> dict[str, str] | None:
    """The answer for an ordinary picture without its pixels; None for every other file, and every other answer."""
    outline = outline_of(path)
    if outline is None:
        return None
    descriptor = os.memfd_create("outline")
    try:
        written = os.write(descriptor, outline)
        answer = _scanner().identify(f"/proc/self/fd/{descriptor}", detailed=True)
    finally:
        os.close(descriptor)
    matches = answer["files"][0]["matches"]
    is_plain = written == len(outline) and len(matches) == 1 and matches[0]["id"] in PLAIN_PICTURES
    return matches[0] if is_plain and "byte match" in matches[0]["basis"] else None


def _pronom_by_whole(path: Path) -> dict[str, str]:
    """Siegfried's best match. A name that is not UTF-8 is handed over as an open descriptor instead."""
    name = os.fspath(path)
    try:
        name.encode()
    except UnicodeEncodeError:
        return _pronom_by_descriptor(path)
    return _first_match(_scanner().identify(name, detailed=True))


def _pronom_by_descriptor(path: Path) -> dict[str, str]:
    with path.open("rb") as handle:
        return _first_match(_scanner().identify(f"/proc/self/fd/{handle.fileno()}", detailed=True))


def _first_match(answer: dict[str, Any]) -> dict[str, str]:
    files: Sequence[dict[str, Any]] = answer.get("files") or ()
    matches = files[0].get("matches") if files else ()
    return matches[0] if matches else {"id": "UNKNOWN", "mime": "", "format": ""}


def _weigh(path: Path, match: dict[str, str]) -> Identity:
    puid = match["id"]
    mime = _MIME_BY_PUID.get(puid) or match.get("mime", "").split(",")[0].strip()
    by_name_only = "match on extension only" in match.get("warning", "")
    if puid in _GENERIC or mime in _GENERIC_MIMES or by_name_only:
        seen = sniff.sniff(path)
        if seen is not None:
            return _from_sniff(seen, puid, mime, match)
        if puid == "UNKNOWN" or by_name_only:
            return Identity("", "application/octet-stream", FormatKind.UNKNOWN, (), "unknown format")
    return _identity(puid, mime or "application/octet-stream", _name(match))


def _from_sniff(seen: Sniffed, puid: str, mime: str, match: dict[str, str]) -> Identity:
    """Our own look decides the kind; PRONOM's id stays where it says more, so that a .csv remains x-fmt/18."""
    if kind_of(seen.mime) is kind_of(mime) and puid != "UNKNOWN":
        return _identity(puid, mime, _name(match))
    if puid in _GENERIC or mime:
        return _identity(seen.puid, seen.mime, seen.name)
    return Identity(puid, seen.mime, kind_of(seen.mime), (), _name(match))


def _identity(puid: str, mime: str, name: str) -> Identity:
    return Identity(puid, mime, kind_of(mime), extensions_of(mime), name)


def _name(match: dict[str, str]) -> str:
    return " ".join(part for part in (match.get("format", ""), match.get("version", "")) if part)


def extensions_of(mime: str) -> tuple[str, ...]:
    """The endings that fit a media type; empty where any text-like ending will do."""
    if mime in _EXTENSIONS:
        return _EXTENSIONS[mime]
    for prefix, kind in _KIND_BY_PREFIX[:6]:
        if mime.startswith(prefix):
            return _FAMILY.get(kind, ())
    return ()


_FAMILY = {
    FormatKind.WORD: _EXTENSIONS["application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
    FormatKind.SHEET: (
        *_EXTENSIONS["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
        *_EXTENSIONS["application/vnd.ms-excel"],
        "xlsb",
    ),
    FormatKind.SLIDES: _EXTENSIONS["application/vnd.openxmlformats-officedocument.presentationml.presentation"],
}


def kind_of(mime: str) -> FormatKind:
    """The reader a media type belongs to."""
    if mime in _KIND_BY_MIME:
        return _KIND_BY_MIME[mime]
    for prefix, kind in _KIND_BY_PREFIX:
        if mime.startswith(prefix):
            return kind
    return FormatKind.UNKNOWN
