"""A second look at a file's bytes where PRONOM gives no answer or a general one: OFD, cut-off files, mail, text."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from lantai.engines.formats import encodings

HEAD = encodings.SAMPLE + 1
"""One byte more than encodings are told by: a character cut in two at the end is then known to be cut, not wrong."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OOXML = "application/vnd.openxmlformats-officedocument."
_DOCX = _OOXML + "wordprocessingml.document"
_XLSX = _OOXML + "spreadsheetml.sheet"
_PPTX = _OOXML + "presentationml.presentation"
_XLSB = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"


@dataclass(frozen=True, slots=True)
class Sniffed:
    """`puid` is PRONOM's id for the family, or one of ours (`lantai/…`)."""

    puid: str
    mime: str
    name: str


OFD = Sniffed("lantai/ofd", "application/ofd", "OFD (GB/T 33190)")
ZIP = Sniffed("x-fmt/263", "application/zip", "ZIP Format")
LOCKED = Sniffed("fmt/494", "application/vnd.ms-office-encrypted", "Microsoft Office Encrypted Document")
MAIL = Sniffed("fmt/278", "message/rfc822", "Internet Message Format")
MBOX = Sniffed("fmt/720", "application/mbox", "MBOX")
HTML = Sniffed("fmt/96", "text/html", "Hypertext Markup Language")
XML = Sniffed("fmt/101", "application/xml", "Extensible Markup Language")
TEXT = Sniffed("x-fmt/111", "text/plain", "Plain Text File")

_MAGIC: tuple[tuple[bytes, Sniffed], ...] = (
    (b"\xff\xd8\xff", Sniffed("fmt/41", "image/jpeg", "Raw JPEG Stream")),
    (b"\x89PNG\r\n\x1a\n", Sniffed("fmt/11", "image/png", "Portable Network Graphics")),
    (b"II*\x00", Sniffed("fmt/353", "image/tiff", "Tagged Image File Format")),
    (b"MM\x00*", Sniffed("fmt/353", "image/tiff", "Tagged Image File Format")),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", Sniffed("x-fmt/392", "image/jp2", "JP2 (JPEG 2000 part 1)")),
    (b"\xff\x4f\xff\x51", Sniffed("lantai/j2c", "image/jp2", "JPEG 2000 codestream")),
    (b"GIF8", Sniffed("fmt/4", "image/gif", "Graphics Interchange Format")),
    (b"BM", Sniffed("fmt/116", "image/bmp", "Windows Bitmap")),
    (b"{\\rtf", Sniffed("fmt/355", "application/rtf", "Rich Text Format")),
    (b"\x1f\x8b", Sniffed("x-fmt/266", "application/gzip", "GZIP Format")),
    (b"BZh", Sniffed("x-fmt/268", "application/x-bzip2", "BZIP2 Compressed Archive")),
    (b"\xfd7zXZ\x00", Sniffed("fmt/1098", "application/x-xz", "XZ File Format")),
    (b"7z\xbc\xaf\x27\x1c", Sniffed("fmt/484", "application/x-7z-compressed", "7Zip format")),
    (b"Rar!\x1a\x07", Sniffed("fmt/613", "application/vnd.rar", "RAR Archive")),
)
_ZIP_MARKS: tuple[tuple[str, Sniffed], ...] = (
    ("word/", Sniffed("fmt/412", _DOCX, "Microsoft Word for Windows")),
    ("xl/workbook.bin", Sniffed("fmt/595", _XLSB, "Microsoft Excel Non-XML Binary Workbook")),
    ("xl/", Sniffed("fmt/214", _XLSX, "Microsoft Excel for Windows")),
    ("ppt/", Sniffed("fmt/215", _PPTX, "Microsoft Powerpoint for Windows")),
)
_ODF = {
    "text": Sniffed("fmt/291", "application/vnd.oasis.opendocument.text", "OpenDocument Text"),
    "spreadsheet": Sniffed("fmt/295", "application/vnd.oasis.opendocument.spreadsheet", "OpenDocument Spreadsheet"),
    "presentation": Sniffed("fmt/293", "application/vnd.oasis.opendocument.presentation", "OpenDocument Presentation"),
}
_OLE_STREAMS: tuple[tuple[str, Sniffed], ...] = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", Sniffed("fmt/40", "application/msword", "Microsoft Word Document")),
    ("Workbook", Sniffed("fmt/61", "application/vnd.ms-excel", "Microsoft Excel 97-2003 Workbook (xls)")),
    ("Book", Sniffed("fmt/59", "application/vnd.ms-excel", "Microsoft Excel 5.0/95 Workbook (xls)")),
    ("PowerPoint Document", Sniffed("fmt/126", "application/vnd.ms-powerpoint", "Microsoft Powerpoint Presentation")),
)
_CONTROLS = bytes((*range(8), *range(14, 27), *range(28, 32)))
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,60}:(?:\s|$)")
_TELLING = {"from", "to", "subject", "date", "received", "message-id", "mime-version", "return-path", "content-type"}
_HTML_START = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_TAGS = re.compile(r"<(?:html|head|body|table|p|div|meta|title|br|a)\b[^>]*>", re.I)


def sniff(path: Path) -> Sniffed | None:
    """What the bytes say, or None when they say nothing."""
    with path.open("rb") as handle:
        head = handle.read(HEAD)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK")):
        return _zip(path, head)
    if head.startswith(_OLE):
        return _ole(path, head)
    for magic, answer in _MAGIC:
        if head.startswith(magic) and (magic != b"BM" or b"\x00" in head[:64]):
            return answer
    if _is_pdf(head):
        return Sniffed("fmt/18", "application/pdf", "Acrobat PDF 1.4 - Portable Document Format")
    return textual(head)


def _is_pdf(head: bytes) -> bool:
    """The mark may stand behind other bytes, or be missing where the objects themselves are in order."""
    if re.search(rb"%PDF-\d", head[:4096]):
        return not head.lstrip().startswith(b"<")
    return bool(re.match(rb"(?:%[^\r\n]{0,80}\s*)?\d+ \d+ obj\b", head.lstrip())) and b"/Type" in head


def _zip(path: Path, head: bytes) -> Sniffed:
    """A package is told by its members; where the directory is cut off, by the names that stand in the data."""
    try:
        with zipfile.ZipFile(path) as package:
            return _by_members(package)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, zlib.error, EOFError):
        return _by_names(_local_names(head)) or ZIP


def _by_members(package: zipfile.ZipFile) -> Sniffed:
    names = package.namelist()
    if "OFD.xml" in names and _starts(package, "OFD.xml", 2048).find(b"OFD") >= 0:
        return OFD
    if "mimetype" in names:
        declared = _starts(package, "mimetype", 128).decode("ascii", "replace")
        for family, answer in _ODF.items():
            if declared.startswith(f"application/vnd.oasis.opendocument.{family}"):
                return answer
    return _by_names(names) or ZIP


def _starts(package: zipfile.ZipFile, name: str, size: int) -> bytes:
    with package.open(name) as member:
        return member.read(size)


def _by_names(names: list[str]) -> Sniffed | None:
    if "OFD.xml" in names:
        return OFD
    if not any(name in {"[Content_Types].xml", "_rels/.rels"} for name in names):
        return None
    for mark, answer in _ZIP_MARKS:
        if any(name.startswith(mark) for name in names):
            return answer
    return None


def _local_names(head: bytes) -> list[str]:
    """Names in local file headers, for a zip whose central directory is missing."""
    names = []
    for found in re.finditer(rb"PK\x03\x04", head):
        header = head[found.start() : found.start() + 30]
        size = int.from_bytes(header[26:28], "little")
        names.append(head[found.start() + 30 : found.start() + 30 + size].decode("utf-8", "replace"))
    return names


def _ole(path: Path, head: bytes) -> Sniffed | None:
    """Stream names of a compound file stand as UTF-16 in its directory, somewhere in the first or last megabytes."""
    size = path.stat().st_size
    with path.open("rb") as handle:
        data = head + handle.read(4 << 20)
        handle.seek(max(0, size - (1 << 20)))
        data += handle.read()
    for stream, answer in _OLE_STREAMS:
        if (stream + "\0").encode("utf-16-le") in data:
            return answer
    return None


def textual(head: bytes) -> Sniffed | None:
    """Plain text, HTML, XML or mail; None for bytes that are not text."""
    if not head or not _is_text(head):
        return None
    text = encodings.decode(head).text.lstrip()
    if _HTML_START.match(text) or len(_HTML_TAGS.findall(text[:8192])) >= 6:
        return HTML
    if _is_mail(text):
        return MBOX if text.startswith("From ") else MAIL
    return XML if text.startswith("<?xml") else TEXT


def _is_text(head: bytes) -> bool:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    encoding, doubtful = encodings.detect(head)
    if encoding.startswith(("utf-16", "utf-32")):
        return True
    return controls <= len(head) // 200 and not (doubtful and controls)


def _is_mail(text: str) -> bool:
    """A block of headers (after the envelope line of a mailbox), at least two of them those that every message has."""
    if text.startswith("From "):
        text = text.partition("\n")[2]
    seen = set()
    for line in text.split("\n", 200)[:200]:
        if not line.strip():
            break
        if line.startswith((" ", "\t")):
            continue
        if not _HEADER.match(line):
            return False
        seen.add(line.split(":", 1)[0].lower())
    return len(seen & _TELLING) >= 2
