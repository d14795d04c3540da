"""Outlines by glyph: fonts embedded in the file, and the two free fonts that stand in for those that are not."""

from __future__ import annotations

import io
import logging
import struct
import threading
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools import agl
from fontTools.cffLib import CFFFontSet
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont, TTLibError
from pylopdf_fonts_zh_cn import sans_path, serif_path

from lantai.engines.formats.ofd.resources import FontSpec

# fontTools raises whatever a broken table makes it stumble over.
FONT_ERRORS = (
    TTLibError,
    struct.error,
    LookupError,
    ArithmeticError,
    AssertionError,
    ValueError,
    AttributeError,
    TypeError,
    RecursionError,
    EOFError,
    NotImplementedError,
    OSError,
)
_MAX_OPERATIONS = 20_000
_SANS_WORDS = (
    "黑", "圆", "幼", "等线", "雅黑", "苹方", "hei", "sans", "arial", "helvetica", "calibri", "verdana", "tahoma",
    "gothic", "dengxian", "pingfang", "yahei", "htjw", "fzht", "fzlth",
)  # fmt: skip
_HEAVY_WORDS = ("小标宋", "大标宋", "粗宋", "xbs", "dbs", "bold", "heavy", "粗", "black")


logging.getLogger("fontTools").setLevel(logging.ERROR)  # its remarks on odd tables help nobody here


class PathPen(BasePen):  # type: ignore[misc]
    """Writes an outline as PDF path operators in font units, and stops where a hostile font would go on for ever."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.operators: list[str] = []

    def _add(self, operator: str) -> None:
        if len(self.operators) >= _MAX_OPERATIONS:
            msg = "outline too long"
            raise ValueError(msg)
        self.operators.append(operator)

    def _moveTo(self, pt: tuple[float, float]) -> None:
        self._add(f"{pt[0]:.2f} {pt[1]:.2f} m")

    def _lineTo(self, pt: tuple[float, float]) -> None:
        self._add(f"{pt[0]:.2f} {pt[1]:.2f} l")

    def _curveToOne(self, a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> None:
        self._add(f"{a[0]:.2f} {a[1]:.2f} {b[0]:.2f} {b[1]:.2f} {c[0]:.2f} {c[1]:.2f} c")

    def _closePath(self) -> None:
        self._add("h")


class _TrueTypeGlyphs:
    """Glyphs of a glyf table by name, drawn without hmtx, which subsets often get wrong or leave out."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __getitem__(self, name: str) -> _TrueTypeGlyph:
        return _TrueTypeGlyph(self._table[name], self._table)

    def __contains__(self, name: str) -> bool:
        return name in self._table.glyphs


class _TrueTypeGlyph:
    def __init__(self, glyph: Any, table: Any) -> None:
        self._glyph, self._table = glyph, table

    def draw(self, pen: BasePen) -> None:
        self._glyph.draw(pen, self._table)


class Face:
    """One font: glyph by character, outline by glyph, advance by glyph; all three forgiving.

    `substitute` says that this is not the font the file asked for, so its widths may not fit the file's positions.
    """

    def __init__(self, source: bytes, *, substitute: bool = False) -> None:
        self.substitute = substitute
        self.units = 1000.0
        self._lock = threading.Lock()
        self._outlines: dict[int, str] = {}
        self._extents: dict[int, tuple[float, float, float, float] | None] = {}
        self._advances: dict[str, tuple[int, int]] = {}
        self._cmap: dict[int, str] = {}
        if source[:1] == b"\x01":
            self._open_bare_cff(source)
        else:
            self._open_sfnt(source)
        self._ids = {name: at for at, name in enumerate(self._order)}

    def _open_sfnt(self, source: bytes) -> None:
        font = TTFont(io.BytesIO(source), lazy=True, fontNumber=0, recalcTimestamp=False, recalcBBoxes=False)
        if "glyf" in font:
            count = int(font["maxp"].numGlyphs)
            font.setGlyphOrder([f"g{at}" for at in range(count)])
            self._glyphs: Any = _TrueTypeGlyphs(font["glyf"])
            self._order: list[str] = font.getGlyphOrder()
        else:
            self._order = font["CFF "].cff[0].charset if "CFF " in font else font.getGlyphOrder()
            self._glyphs = font.getGlyphSet()
        self._font = font
        self.units = float(_or_none(lambda: font["head"].unitsPerEm) or 1000)
        self._advances = _or_none(lambda: font["hmtx"].metrics) or {}
        self._cmap = _or_none(lambda: _character_map(font)) or {}

    def _open_bare_cff(self, source: bytes) -> None:
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(source), None)
        top = fonts[0]
        self._order = list(top.charset)
        self._glyphs = top.CharStrings
        self.units = 1.0 / (top.FontMatrix[0] or 0.001)
        for name in self._order:
            text = agl.toUnicode(name)
            if len(text) == 1:
                self._cmap.setdefault(ord(text), name)

    def glyph(self, character: str) -> int | None:
        """The glyph of a character, None when the font has none for it."""
        name = self._cmap.get(ord(character))
        return self._ids.get(name) if name is not None else None

    def advance(self, glyph: int | None, character: str = "") -> float:
        """How far the pen moves, in ems; a guess by the character's width class when the font does not say."""
        if glyph is not None and 0 <= glyph < len(self._order):
            metric = self._advances.get(self._order[glyph])
            if metric and 0 < metric[0] <= 4 * self.units:
                return metric[0] / self.units
        return natural_width(character)

    def outline(self, glyph: int) -> str:
        """PDF path operators in font units, y upwards; empty for a glyph that is blank, absent or broken."""
        if glyph not in self._outlines:
            with self._lock:
                self._outlines[glyph] = self._drawn(glyph)
        return self._outlines[glyph]

    def extent(self, glyph: int) -> tuple[float, float, float, float] | None:
        """The corners of the ink in ems, y upwards; None for a blank."""
        if glyph not in self._extents:
            numbers = [float(part) for part in self.outline(glyph).split() if not part.isalpha()]
            xs, ys, u = numbers[::2], numbers[1::2], self.units
            corners = (min(xs), min(ys), max(xs), max(ys)) if numbers else None
            if corners:
                corners = (corners[0] / u, corners[1] / u, corners[2] / u, corners[3] / u)
            self._extents[glyph] = corners
        return self._extents[glyph]

    def _drawn(self, glyph: int) -> str:
        if not 0 <= glyph < len(self._order):
            return ""
        pen = PathPen(self._glyphs)
        try:
            self._glyphs[self._order[glyph]].draw(pen)
        except FONT_ERRORS:
            return ""
        return "\n".join(pen.operators)


def natural_width(character: str) -> float:
    return 1.0 if character and unicodedata.east_asian_width(character[0]) in "WF" else 0.5


def _or_none(read: Any) -> Any:
    """A table that may be absent or broken without making the outlines useless."""
    try:
        return read()
    except FONT_ERRORS:
        return None


def _character_map(font: TTFont) -> dict[int, str]:
    """Unicode first; a symbol table is moved down from its private block; else whatever there is."""
    best: dict[int, str] | None = font.getBestCmap()
    if best:
        return best
    found: dict[int, str] = {}
    for table in font["cmap"].tables:
        for code, name in getattr(table, "cmap", {}).items():
            found.setdefault(code & 0xFF if 0xF000 <= code <= 0xF0FF else code, name)
    return found


@lru_cache(maxsize=2)
def _stand_in(path: Path) -> Face:
    # Bytes, not an open file: workers that fork would share its position.
    return Face(path.read_bytes(), substitute=True)


def is_sans(spec: FontSpec) -> bool:
    words = f"{spec.name} {spec.family}".lower()
    return any(word in words for word in _SANS_WORDS)


def is_heavy(spec: FontSpec) -> bool:
    """Whether a stand-in must be thickened to look like the font that was asked for."""
    words = f"{spec.name} {spec.family}".lower()
    return spec.bold or any(word in words for word in _HEAVY_WORDS)


def stand_in(spec: FontSpec) -> Face:
    """Noto Sans SC for the black and round faces, Noto Serif SC for Song, Fangsong, Kai and everything else."""
    return _stand_in(sans_path() if is_sans(spec) else serif_path())


def other_stand_in(face: Face) -> Face:
    """The second chance for a character the first stand-in lacks."""
    serif = _stand_in(serif_path())
    return _stand_in(sans_path()) if face is serif else serif
