"""Font programs: ISO 19005-2, 6.2.11.4. Each is opened: is it what the dictionary says, whole, and all of it listed?"""

from __future__ import annotations

import io
import logging
import re
import struct
from collections.abc import Iterable
from typing import Any

from fontTools.cffLib import CFFFontSet
from fontTools.misc import eexec
from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Dictionary, Name, PdfError, Stream

from lantai.engines.formats.pdfa.rules import Breaches

logging.getLogger("fontTools").setLevel(logging.CRITICAL)  # what it remarks on odd tables helps nobody here

PROGRAMS = (Name.FontFile, Name.FontFile2, Name.FontFile3)
BROKEN = (
    TTLibError, PdfError, struct.error, LookupError, ArithmeticError, AssertionError, ValueError, AttributeError,
    TypeError, RecursionError, EOFError, NotImplementedError, OSError,
)  # fmt: skip
"""What a broken table makes fontTools stumble over."""
_OF_KIND = {
    "/FontFile": {"/Type1", "/MMType1"},
    "/FontFile2": {"/TrueType", "/CIDFontType2"},
    "/Type1C": {"/Type1", "/MMType1"},
    "/CIDFontType0C": {"/CIDFontType0"},
    "/OpenType": {"/Type1", "/MMType1", "/TrueType", "/CIDFontType0", "/CIDFontType2"},
}
"""Which fonts a program may be of: ISO 32000-1, table 126."""
_TABLES = ("head", "hhea", "hmtx", "maxp")
_TAG = re.compile(r"/([A-Z]{6})\+")
_EEXEC_KEY = 55665


def check_program(font: Any, found: Breaches) -> None:
    """The program of a simple font or of the descendant of a composite one; a font without any is told elsewhere."""
    told, name, kind = font.get(Name.FontDescriptor), str(font.get(Name.BaseFont, "")), str(font.get(Name.Subtype))
    if not isinstance(told, Dictionary):
        return
    _check_tags(name, str(told.get(Name.FontName, "")), found)
    for key in PROGRAMS:
        stream = told.get(key)
        if isinstance(stream, Stream):
            _check_stream(str(key), stream, (name, kind), told, found)
            return


def _check_tags(name: str, described: str, found: Breaches) -> None:
    """A font embedded in part bears a tag of six letters, the same wherever it is named (ISO 32000-1, 9.6.4)."""
    tags = [match[1] if (match := _TAG.match(each)) else "" for each in (name, described)]
    if tags[0] != tags[1]:
        found.add("subset", f"{name} {described}")


def _check_stream(key: str, stream: Stream, font: tuple[str, str], told: Dictionary, found: Breaches) -> None:
    name, kind = font
    stored = str(stream.get(Name.Subtype)) if key == "/FontFile3" else key
    if kind not in _OF_KIND.get(stored, ()):
        found.add("font_program", f"{name}: {stored} {kind}")
        return
    try:
        present = _characters(stored, kind, stream.read_bytes())
    except BROKEN as error:
        found.add("font_program", f"{name}: {error or type(error).__name__}")
        return
    listed = _listed(told, kind)
    if listed is not None and present is not None and present - listed:
        found.add("subset", f"{name}: {', '.join(map(str, sorted(present - listed, key=str)[:3]))}")


def _characters(stored: str, kind: str, data: bytes) -> set[str] | set[int] | None:
    """The names or CIDs of a program without notdef; None where it has no list of them. Raises `BROKEN`."""
    if stored == "/FontFile":
        return _type1(data)
    if stored in ("/FontFile2", "/OpenType"):
        font = TTFont(io.BytesIO(data), lazy=True, fontNumber=0)
        if "CFF " in font:
            return _cff(font["CFF "].cff, by_cid=kind == "/CIDFontType0")
        _require_outlines(font)
        return None
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(data), None)
    return _cff(fonts, by_cid=kind == "/CIDFontType0")


def _type1(data: bytes) -> set[str]:
    """Glyphs of a Type 1 program: the clear part begins with %!, the rest is ciphered."""
    clear, _, rest = data.partition(b"eexec")
    rest = rest.lstrip(b" \t\r\n")
    if not clear.startswith(b"%!") or not rest:
        raise ValueError("no Type 1 program")
    if re.match(rb"[0-9A-Fa-f]{8}", rest):  # the same in hexadecimal
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", rest.partition(b"cleartomark")[0])
        rest = bytes.fromhex(digits[: len(digits) & ~1].decode())
    private, _key = eexec.decrypt(rest, _EEXEC_KEY)
    _head, mark, glyphs = private.partition(b"/CharStrings")
    if not mark:
        raise ValueError("no glyphs")
    names = re.findall(rb"/([^\s/\[\]{}()<>%]+)\s+\d+\s+(?:RD|-\||\S{1,3})\s", glyphs)
    return {name.decode("latin-1") for name in names} - {".notdef"}


def _cff(fonts: CFFFontSet, *, by_cid: bool) -> set[str] | set[int] | None:
    """Its character set; a program that is not keyed by CID has no CIDs of its own."""
    top = fonts[0]
    names = top.charset
    if len(names) != len(top.CharStrings):
        raise ValueError("characters and glyphs differ in number")
    if not by_cid:
        return set(names) - {".notdef"}
    return {int(each[3:]) for each in names if each.startswith("cid")} - {0} if hasattr(top, "ROS") else None


def _require_outlines(font: TTFont) -> None:
    """The tables ISO 32000-1, 9.9, asks of a TrueType program, and as many outlines as it says to have."""
    missing = [each for each in (*_TABLES, "loca", "glyf") if each not in font]
    if missing:
        raise ValueError(f"no {missing[0]}")
    places, count = font["loca"], font["maxp"].numGlyphs
    if len(places) < count + 1 or places[count] > len(font.reader["glyf"]):
        raise ValueError("outlines are cut off")
    if font["head"].unitsPerEm < 1 or not len(font["hmtx"].metrics):
        raise ValueError("no metrics")


def _listed(told: Dictionary, kind: str) -> set[str] | set[int] | None:
    """What a list of the descriptor says is there: names of a simple font, CIDs of a composite one."""
    if kind in ("/Type1", "/MMType1") and Name.CharSet in told:
        return set(str(told.CharSet).split("/")[1:]) - {".notdef"}
    numbers = told.get(Name.CIDSet)
    if kind == "/CIDFontType0" and isinstance(numbers, Stream):
        return set(_bits(numbers.read_bytes()))
    return None


def _bits(data: bytes) -> Iterable[int]:
    """The highest bit of the first byte is CID 0."""
    return (8 * place + bit for place, byte in enumerate(data) if byte for bit in range(8) if byte & (0x80 >> bit))
