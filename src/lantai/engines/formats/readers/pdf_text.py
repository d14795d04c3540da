"""Characters of a PDF page as lines with one box each, in pixels of the page as it is shown."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from lantai.engines.formats.legibility import is_han
from lantai.engines.formats.model import Box, Line

Float4 = tuple[float, float, float, float]
Factors = tuple[float, float, float]
Floats = npt.NDArray[np.float64]
_FAR = 10_000_000
_SAMPLE = 400
_NOWHERE: Float4 = (0.0, 0.0, 0.0, 0.0)
_DROPPED = frozenset({*range(0x20), *range(0x7F, 0xA0), 0xFEFF, 0xFFFE, 0xFFFF})


@dataclass(frozen=True, slots=True)
class Layer:
    """The text of one page and the share of its glyphs for which the file names no character."""

    lines: tuple[Line, ...]
    unmapped: float


class Placing:
    """Page coordinates (points, origin bottom left, unrotated) to pixels of the shown page."""

    def __init__(self, page: Any, width: int, height: int) -> None:
        self._size = (width, height)
        x0, y0 = _to_device(page, 0, 0)
        x1, y1 = _to_device(page, 1000, 0)
        x2, y2 = _to_device(page, 0, 1000)
        sx, sy = width / _FAR, height / _FAR
        self._x = ((x1 - x0) / 1000 * sx, (x2 - x0) / 1000 * sx, x0 * sx)
        self._y = ((y1 - y0) / 1000 * sy, (y2 - y0) / 1000 * sy, y0 * sy)

    def boxes(self, places: list[Float4]) -> list[Box | None]:
        """Left, bottom, right, top in points to whole pixels inside the page; None for what is not on the page."""
        if not places:
            return []
        left, bottom, right, top = np.array(places, dtype=np.float64).T
        xs = self._axis(self._x, left, bottom), self._axis(self._x, right, top)
        ys = self._axis(self._y, left, bottom), self._axis(self._y, right, top)
        width, height = self._size
        x0, x1 = np.maximum(np.minimum(*xs), 0.0), np.minimum(np.maximum(*xs), width)
        y0, y1 = np.maximum(np.minimum(*ys), 0.0), np.minimum(np.maximum(*ys), height)
        seen = (x1 >= x0) & (y1 >= y0) & (x0 < width) & (y0 < height) & (left != right)
        whole_x, whole_y = x0.astype(np.int64), y0.astype(np.int64)
        wide = np.maximum(1, np.rint(x1).astype(np.int64) - whole_x)
        high = np.maximum(1, np.rint(y1).astype(np.int64) - whole_y)
        rows = zip(whole_x.tolist(), whole_y.tolist(), wide.tolist(), high.tolist(), strict=True)
        return [row if there else None for row, there in zip(rows, seen.tolist(), strict=True)]

    @staticmethod
    def _axis(factors: Factors, across: Floats, up: Floats) -> Floats:
        return np.asarray(np.nan_to_num(factors[0] * across + factors[1] * up + factors[2], posinf=1e9, neginf=-1e9))


def _to_device(page: Any, x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _FAR, _FAR, 0, x, y, across, down)
    return across.value, down.value


def layer_of(page: Any, width: int, height: int) -> Layer:
    """The lines in the order of the content, as PDFium divides them; stacked single characters are vertical lines."""
    textpage = page.get_textpage()
    try:
        rows = _rows(textpage.raw, Placing(page.raw, width, height))
        unmapped = _unmapped(textpage.raw)
    finally:
        textpage.close()
    lines = [line for line in map(_line, rows) if line is not None]
    return Layer(tuple(_stacked(lines)), unmapped)


_Char = tuple[str, Box | None, bool]
"""Character, box, and whether PDFium put it there itself because it saw a gap."""


def _rows(textpage: Any, placing: Placing) -> list[list[_Char]]:
    found, places = _characters(textpage)
    rows: list[list[_Char]] = [[]]
    for (character, generated), box in zip(found, placing.boxes(places), strict=True):
        if character == "\n":
            rows.append([])
        else:
            rows[-1].append((character, box, generated))
    return [row for row in rows if row]


def _characters(textpage: Any) -> tuple[list[tuple[str, bool]], list[Float4]]:
    """Every character with whether PDFium made it up, and where it stands; an empty place where that is unknown."""
    found: list[tuple[str, bool]] = []
    places: list[Float4] = []
    place = pdfium.FS_RECTF()
    high = 0
    for i in range(pdfium.FPDFText_CountChars(textpage)):
        code = pdfium.FPDFText_GetUnicode(textpage, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
        character = _character(code)
        if not character:
            continue
        known = character != "\n" and pdfium.FPDFText_GetLooseCharBox(textpage, i, place)
        places.append((place.left, place.bottom, place.right, place.top) if known else _NOWHERE)
        found.append((character, character == " " and pdfium.FPDFText_IsGenerated(textpage, i) == 1))
    return found, places


def _character(code: int) -> str:
    """The character for the index: a hyphen at a line's end stays one, a glyph without a character is U+FFFD."""
    if code in (10, 13):
        return "\n"
    if code in (2, 0xAD):
        return "-"
    if code in (9, 0xA0):
        return " "
    if code == 0:
        return "\ufffd"
    return "" if code in _DROPPED or code > 0x10FFFF else chr(code)


def _line(row: list[_Char]) -> Line | None:
    """One line. Spaces have no box in the file and get the gap; text wholly off the page is not on the page."""
    while row and row[-1][0] == " ":
        row.pop()
    while row and row[0][0] == " ":
        row.pop(0)
    if not any(box for _, box, _ in row):
        return None
    boxes = _filled([box for _, box, _ in row])
    kept = [i for i in range(len(row)) if not _is_typographic(row, boxes, i)]
    return Line("".join(row[i][0] for i in kept), tuple(boxes[i] for i in kept))


def _is_typographic(row: list[_Char], boxes: list[Box], i: int) -> bool:
    """A small gap that typesetting puts between Han and digits or letters: nobody typed a space there."""
    if not row[i][2] or i == 0 or i + 1 == len(row):
        return False
    before, after = boxes[i - 1], boxes[i + 1]
    gap = max(after[0] - before[0] - before[2], after[1] - before[1] - before[3])
    return (is_han(row[i - 1][0]) or is_han(row[i + 1][0])) and gap < 0.4 * max(before[3], after[3])


def _filled(boxes: list[Box | None]) -> list[Box]:
    filled: list[Box] = []
    for i, box in enumerate(boxes):
        if box is not None:
            filled.append(box)
            continue
        following = next((later for later in boxes[i + 1 : i + 9] if later), None)
        before = filled[-1] if filled else following or next(b for b in boxes if b)
        x = before[0] + before[2]
        gap = following[0] - x if following else 1
        filled.append((x, before[1], max(1, min(gap, 4 * before[3])), before[3]))
    return filled


def _stacked(lines: list[Line]) -> list[Line]:
    """Lines of one character under one another, as vertical writing arrives, joined to one line each column."""
    joined: list[Line] = []
    for single, group in groupby(lines, key=lambda line: len(line.text) == 1):
        if not single:
            joined.extend(group)
            continue
        column: list[Line] = []
        for line in group:
            if column and not _below(column[-1].boxes[0], line.boxes[0]):
                joined.extend(_column(column))
                column = []
            column.append(line)
        joined.extend(_column(column))
    return joined


def _below(upper: Box, lower: Box) -> bool:
    middle = lower[0] + lower[2] / 2
    return upper[0] <= middle <= upper[0] + upper[2] and 0 < lower[1] - upper[1] < 2.5 * max(upper[3], upper[2])


def _column(lines: list[Line]) -> list[Line]:
    if len(lines) < 2:
        return lines
    return [Line("".join(n.text for n in lines), tuple(n.boxes[0] for n in lines), vertical=True)]


def _unmapped(textpage: Any) -> float:
    """Share of glyphs without a Unicode value, from the first few hundred."""
    count = min(pdfium.FPDFText_CountChars(textpage), _SAMPLE)
    own = [i for i in range(count) if pdfium.FPDFText_IsGenerated(textpage, i) != 1]
    if not own:
        return 0.0
    return sum(1 for i in own if pdfium.FPDFText_HasUnicodeMapError(textpage, i) == 1) / len(own)
