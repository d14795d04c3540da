"""The two fonts of a redacted file: one that shows the marks, embedded as a subset; one that shows nothing at all."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import lru_cache

from lantai.engines.formats.redacting.pdf_writer import PdfWriter

_SUBSTITUTE = "?"
_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "×·；：，。（）［］⬚年月日第页共处"
_FIRST_SURROGATE, _LAST_SURROGATE = 0xD800, 0xDFFF
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
%s
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


@dataclass(frozen=True, slots=True)
class ShownFont:
    """A subset of the house's sans-serif: `glyphs` gives each character its CID and its width in thousandths."""

    program: bytes
    glyphs: dict[str, tuple[int, int]]
    ascent: int
    descent: int
    bounds: tuple[int, int, int, int]

    def width(self, text: str, size: float) -> float:
        return sum(self._glyph(character)[1] for character in text) * size / 1000

    def codes(self, text: str) -> str:
        """The text as the operand of `Tj`."""
        return "<" + "".join(f"{self._glyph(character)[0]:04X}" for character in text) + ">"

    def _glyph(self, character: str) -> tuple[int, int]:
        return self.glyphs.get(character) or self.glyphs[_SUBSTITUTE]

    def write(self, pdf: PdfWriter) -> int:
        program = pdf.put_stream(self.program, "/Subtype /CIDFontType0C")
        box = " ".join(map(str, self.bounds))
        descriptor = pdf.put(
            f"<< /Type /FontDescriptor /FontName /LANTAI+NotoSansSC-Regular /Flags 4 /FontBBox [{box}] /ItalicAngle 0 "
            f"/Ascent {self.ascent} /Descent {self.descent} /CapHeight {self.ascent} /StemV 80 "
            f"/FontFile3 {program} 0 R >>"
        )
        widths = " ".join(f"{cid} [{wide}]" for cid, wide in sorted(set(self.glyphs.values())))
        child = pdf.put(
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /LANTAI+NotoSansSC-Regular /CIDSystemInfo "
            f"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /W [{widths}] "
            f"/FontDescriptor {descriptor} 0 R >>"
        )
        by_cid = {cid: character for character, (cid, _) in sorted(self.glyphs.items(), reverse=True)}
        return _composite(pdf, "LANTAI+NotoSansSC-Regular", child, sorted(by_cid.items()))


@lru_cache(maxsize=8)
def shown_font(characters: frozenset[str]) -> ShownFont:
    """The sans-serif with just these characters and those every page number needs. A second and a half, once."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from pylopdf_fonts_zh_cn import sans_path

    options = subset.Options(
        layout_features=[], name_IDs=[], hinting=False, desubroutinize=True, recalc_timestamp=False, notdef_outline=True
    )
    with TTFont(sans_path(), lazy=True) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(text="".join(sorted(characters)) + _ALWAYS)
        cutter.subset(font)
        scale = 1000 / font["head"].unitsPerEm
        glyphs = {
            chr(code): (_cid(name), round(font["hmtx"][name][0] * scale)) for code, name in font.getBestCmap().items()
        }
        head, across = font["head"], font["hhea"]
        bounds = tuple(round(v * scale) for v in (head.xMin, head.yMin, head.xMax, head.yMax))
        program = font["CFF "].compile(font)
        return ShownFont(
            program, glyphs, round(across.ascent * scale), round(across.descent * scale),
            (bounds[0], bounds[1], bounds[2], bounds[3]),
        )  # fmt: skip


def _cid(glyph: str) -> int:
    found = re.fullmatch(r"cid(\d+)", glyph)
    return int(found[1]) if found else 0


class HiddenFont:
    """Places text nobody sees: each character is an empty square. Its code is the character itself, in UTF-16.

    Characters beyond the first plane get the codes of surrogates, in the order they come.
    """

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._far = 0

    def codes(self, text: str) -> str:
        return "<" + "".join(f"{self._code(character):04X}" for character in text) + ">"

    def _code(self, character: str) -> int:
        known = self._codes.get(character)
        if known is None:
            known = self._new_code(character)
            self._codes[character] = known
        return known

    def _new_code(self, character: str) -> int:
        code = ord(character)
        if code < 0x20:
            return self._code(" ")
        if code <= 0xFFFF and not _FIRST_SURROGATE <= code <= _LAST_SURROGATE:
            return code
        if code > 0xFFFF and _FIRST_SURROGATE + self._far <= _LAST_SURROGATE:
            self._far += 1
            return _FIRST_SURROGATE + self._far - 1
        return self._code("\ufffd")

    def write(self, pdf: PdfWriter, number: int) -> None:
        program = pdf.put_stream(_empty_font(), f"/Length1 {len(_empty_font())}")
        descriptor = pdf.put(
            "<< /Type /FontDescriptor /FontName /LANTAI+Hidden /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 "
            f"/Ascent 1000 /Descent 0 /CapHeight 1000 /StemV 80 /FontFile2 {program} 0 R >>"
        )
        every = pdf.put_stream(b"\x00\x01" * 0x10000)
        child = pdf.put(
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /LANTAI+Hidden /CIDSystemInfo "
            f"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /CIDToGIDMap {every} 0 R "
            f"/FontDescriptor {descriptor} 0 R >>"
        )
        by_code: dict[int, str] = {}
        for character, code in self._codes.items():
            by_code[code] = by_code.get(code) or _standing_for(code, character)
        _composite(pdf, "LANTAI+Hidden", child, sorted(by_code.items()), number)


def _standing_for(code: int, character: str) -> str:
    """What a code reads as: what could not be placed reads as the substitute it was given."""
    return character if ord(character) > 0xFFFF and _FIRST_SURROGATE <= code <= _LAST_SURROGATE else chr(code)


def _composite(
    pdf: PdfWriter, name: str, child: int, characters: list[tuple[int, str]], number: int | None = None
) -> int:
    to_unicode = pdf.put_stream((_CMAP % "\n".join(_singly(characters))).encode("ascii"))
    return pdf.put(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{child} 0 R] "
        f"/ToUnicode {to_unicode} 0 R >>",
        number,
    )


def _singly(characters: list[tuple[int, str]]) -> list[str]:
    """A hundred at a time, as the specification asks."""
    parts = []
    for at in range(0, len(characters), 100):
        some = characters[at : at + 100]
        rows = "\n".join(f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in some)
        parts.append(f"{len(some)} beginbfchar\n{rows}\nendbfchar")
    return parts


@lru_cache(maxsize=1)
def _empty_font() -> bytes:
    """A TrueType font of two glyphs: nothing, and a square, which is not shown either as all of the layer is unseen.

    The square gives each letter a size: PDFium passes over a letter that stands alone and has none.
    """
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 1000), (1000, 1000), (1000, 0)):
        pen.lineTo(corner)
    pen.closePath()

    builder = FontBuilder(1000, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.setupGlyphOrder([".notdef", "space"])
    builder.setupCharacterMap({0x20: "space"})
    builder.setupGlyf({".notdef": Glyph(), "space": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "space": (1000, 0)})
    builder.setupHorizontalHeader(ascent=1000, descent=0)
    builder.setupPost()
    builder.setupOS2()
    builder.setupNameTable({})
    builder.updateHead(created=0, modified=0)
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()
