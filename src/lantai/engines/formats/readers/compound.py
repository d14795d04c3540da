"""Word and PowerPoint of 1993–2003 (OLE compound files): the piece table gives the text, antiword is asked second."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from legacy_doc.exceptions import LegacyDocError
from legacy_doc.ole import OleReader
from legacy_doc.types import ExtractionOptions

from lantai.base.common.findings import Severity
from lantai.engines.formats import codes, encodings, probe
from lantai.engines.formats.model import PageReading
from lantai.engines.formats.readers import base, plain
from lantai.engines.formats.readers.base import Extract, Source, Unreadable

ENGINE = "lantai ole 1"
_WORD_97 = 0xC1
_ENCRYPTED, _SECOND_TABLE, _COMPLEX = 0x0100, 0x0200, 0x0004
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*\x14|\x13[^\x13\x14\x15]*\x15|[\x14\x15]")
_ROW_END = re.compile("\x07\x07|\x07\r")
_OPTIONS = ExtractionOptions(max_file_bytes=512 * 1024 * 1024, max_chain_sectors=1 << 20)


def read_doc(source: Source) -> Extract:
    """The text of a .doc; what our own look cannot make out is given to antiword, and that is said."""
    data = base.read_bytes(source)
    try:
        text = _word_text(data)
        engine = ENGINE
    except (LegacyDocError, struct.error, IndexError) as error:
        text, engine = _antiword(source, str(error))
    extract = Extract()
    extract.pages = base.parts(plain.capped(source, extract, text), engine=engine)
    return extract


def _antiword(source: Source, detail: str) -> tuple[str, str]:
    version = probe.version("antiword")
    if version is None:
        raise Unreadable(codes.TOOL_MISSING, tool="antiword", install="apt-get install antiword")
    answer = probe.run(["antiword", "-m", "UTF-8.txt", "-w", "0", str(source.path)], seconds=20)
    text = answer.stdout.decode("utf-8", "replace")
    if not text.strip():
        raise Unreadable(codes.DAMAGED, detail=detail)
    return text, f"antiword {version}"


def _word_text(data: bytes) -> str:
    ole = OleReader(data, options=_OPTIONS)
    if ole.has_stream("EncryptedPackage"):
        raise Unreadable(codes.ENCRYPTED)
    stream = ole.read_stream("WordDocument")
    version, flags = struct.unpack_from("<H", stream, 2)[0], struct.unpack_from("<H", stream, 10)[0]
    if flags & _ENCRYPTED:
        raise Unreadable(codes.ENCRYPTED)
    if version < _WORD_97:
        return _layout(_word_6_text(stream, complex_=bool(flags & _COMPLEX)))
    table = ole.read_stream("1Table" if flags & _SECOND_TABLE else "0Table")
    offset, size = struct.unpack_from("<II", stream, 0x1A2)
    return _layout("".join(_pieces(stream, table[offset : offset + size])))


def _word_6_text(stream: bytes, *, complex_: bool) -> str:
    """Word 6 and 95 kept text in the code page of the machine, in China GBK, in one run unless saved quickly."""
    start, end = struct.unpack_from("<II", stream, 0x18)
    if complex_ or end <= start or end > len(stream):
        raise LegacyDocError("fast-saved Word 6 text")
    return encodings.decode(stream[start:end].replace(b"\r", b"\n")).text


def _pieces(stream: bytes, clx: bytes) -> Iterator[str]:
    """The pieces of the document in order: 8-bit where bit 30 says so, else UTF-16."""
    table = _piece_table(clx)
    count = (len(table) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", table)
    for i in range(count):
        (packed,) = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * i + 2)
        length = ends[i + 1] - ends[i]
        if packed & 0x40000000:
            start = (packed & 0x3FFFFFFF) // 2
            yield stream[start : start + length].decode("cp1252", "replace")
        else:
            yield stream[packed : packed + 2 * length].decode("utf-16-le", "replace")


def _piece_table(clx: bytes) -> bytes:
    """The part marked 2, after any number of property parts marked 1."""
    position = 0
    while position < len(clx) and clx[position] == 1:
        position += 3 + struct.unpack_from("<H", clx, position + 1)[0]
    if position + 5 > len(clx) or clx[position] != 2:
        raise LegacyDocError("no piece table")
    size = struct.unpack_from("<I", clx, position + 1)[0]
    return clx[position + 5 : position + 5 + size]


def _layout(text: str) -> str:
    """Word's control characters as line breaks and tabs; field codes go, their results stay."""
    for _ in range(8):
        text, changed = _FIELD_CODE.subn("", text)
        if not changed:
            break
    text = _ROW_END.sub("\n", text).replace("\x07", "\t")
    return text.replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n").replace("\x1e", "-").replace("\x1f", "")


_SLIDE_TEXT = {0x0FA0: "utf-16-le", 0x0FA8: "cp1252"}
_SLIDE, _NOTES, _PERSIST, _MASTER = 0x03EE, 0x03F0, 0x03F3, 0x03F8


def read_ppt(source: Source) -> Extract:
    """PowerPoint 97–2003: the outline gives a part a slide; text boxes drawn on slides follow."""
    data = base.read_bytes(source)
    try:
        ole = OleReader(data, options=_OPTIONS)
        stream = ole.read_stream("PowerPoint Document")
    except LegacyDocError as error:
        raise Unreadable(codes.DAMAGED, detail=str(error)) from error
    if ole.has_stream("EncryptedSummary"):
        raise Unreadable(codes.ENCRYPTED)
    slides: list[list[str]] = [[]]
    _collect(stream, slides)
    extract = Extract()
    extract.pages = [_slide(number, texts) for number, texts in enumerate(filter(None, slides), start=1)]
    if not extract.pages:
        extract.note(source, codes.NO_TEXT, Severity.INFO)
    return extract


def _slide(number: int, texts: list[str]) -> PageReading:
    lines = base.lines_of("\n".join(dict.fromkeys(text.strip() for text in texts)).replace("\r", "\n"))
    return base.part(number, lines, engine=ENGINE)


def _collect(stream: bytes, slides: list[list[str]]) -> None:
    """Walk the records; a container is entered, an atom of text is kept, a slide begins a new part."""
    position = 0
    while position + 8 <= len(stream):
        head, kind, size = struct.unpack_from("<HHI", stream, position)
        position += 8
        if kind in {_SLIDE, _NOTES, _PERSIST}:
            slides.append([])
        if head & 0xF == 0xF and kind != _MASTER:
            continue
        if kind in _SLIDE_TEXT:
            slides[-1].append(stream[position : position + size].decode(_SLIDE_TEXT[kind], "replace"))
        position += size
