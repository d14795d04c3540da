"""Widths: ISO 19005-2, 6.2.11.5. Those a composite font states are those of its program, to a thousandth of an em.

Only what is stated for single characters (/W) is compared, of programs whose characters are numbered: TrueType by the
map from CIDs to glyphs, CFF by its own CIDs. Which codes of a simple font are shown is not known here, and its list has
to say something of the others too, so its widths are not compared.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from fontTools.cffLib import CFFFontSet
from fontTools.pens.basePen import NullPen
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream

from lantai.engines.formats.pdfa.programs import BROKEN
from lantai.engines.formats.pdfa.rules import Breaches

_TOLERANCE = 1.0
_MOST = 20_000
"""So many characters of one font are compared at most."""
_PLAIN_MATRIX = [0.001, 0, 0, 0.001, 0, 0]

_Width = Callable[[int], float | None]
"""The width of a CID in thousandths; None where the program has no such character."""


def check_widths(font: Any, found: Breaches) -> None:
    """The descendant of a composite font. A program that does not open is told elsewhere."""
    told = font.get(Name.FontDescriptor)
    if not isinstance(told, Dictionary):
        return
    try:
        width = _widths(font, told)
        wrong = [cid for cid, said in islice(_stated(font), _MOST) if width and _differ(width(cid), said)]
    except BROKEN:
        return
    if wrong:
        found.add("widths", f"{font.get(Name.BaseFont, '')}: {', '.join(map(str, wrong[:3]))}")


def _differ(own: float | None, said: float) -> bool:
    return own is not None and abs(own - said) > _TOLERANCE


def _stated(font: Any) -> Iterator[tuple[int, float]]:
    """CID and width of /W: a first CID with widths in a row, or a first and a last one with a width for all."""
    row = list(font.get(Name.W, ()))
    at = 0
    while at + 1 < len(row):
        first = int(row[at])
        if isinstance(row[at + 1], Array):
            yield from ((first + n, float(said)) for n, said in enumerate(row[at + 1]))
            at += 2
        elif at + 2 < len(row):
            yield from ((cid, float(row[at + 2])) for cid in range(first, int(row[at + 1]) + 1))
            at += 3
        else:
            return


def _widths(font: Any, told: Dictionary) -> _Width | None:
    kind = font.get(Name.Subtype)
    if kind == Name.CIDFontType2 and isinstance(told.get(Name.FontFile2), Stream):
        return _of_true_type(told.FontFile2.read_bytes(), font.get(Name.CIDToGIDMap))
    program = told.get(Name.FontFile3)
    if kind == Name.CIDFontType0 and isinstance(program, Stream) and program.get(Name.Subtype) == Name.CIDFontType0C:
        return _of_cff(program.read_bytes())
    return None


def _of_true_type(data: bytes, mapped: Any) -> _Width:
    font = TTFont(io.BytesIO(data), lazy=True, fontNumber=0)
    count, glyphs, units = font["hhea"].numberOfHMetrics, font["maxp"].numGlyphs, font["head"].unitsPerEm
    advances = [each[0] for each in struct.iter_unpack(">Hh", font.reader["hmtx"][: 4 * count])]
    table = mapped.read_bytes() if isinstance(mapped, Stream) else b""

    def width(cid: int) -> float | None:
        glyph = int.from_bytes(table[2 * cid : 2 * cid + 2], "big") if table else cid
        if not 0 < glyph < glyphs:
            return None
        return float(1000 * advances[min(glyph, count - 1)] / units)

    return width


def _of_cff(data: bytes) -> _Width | None:
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(data), None)
    top = fonts[0]
    if not hasattr(top, "ROS") or list(top.FontMatrix) != _PLAIN_MATRIX:
        return None
    known = {int(each[3:]): each for each in top.charset if each.startswith("cid")}

    def width(cid: int) -> float | None:
        if not cid or cid not in known:
            return None
        outline = top.CharStrings[known[cid]]
        outline.draw(NullPen())
        return float(outline.width)

    return width
