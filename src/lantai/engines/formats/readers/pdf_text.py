"""Characters of a PDF page as lines with one box each, in pixels of the page as it is shown."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pypdfium2.raw as pdfium

from lantai.engines.formats.legibility import is_han
from lantai.engines.formats.model import Box, Line

Float4 = tuple[float, float, float, float]
_FAR = 10_000_000
_SAMPLE = 400
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

    def rectangle(self, left: float, bottom: float, right: float, top: float) -> Float4:
        """Left, top, right, bottom in pixels."""
        (ax, bx, cx), (ay, by, cy) = self._x, self._y
        xs = (ax * left + bx * bottom + cx, ax * right + bx * top + cx)
        ys = (ay * left + by * bottom + cy, ay * right + by * top + cy)
        return min(xs), min(ys), max(xs), max(ys)

    def box(self, place: Float4) -> Box | None:
        """Whole pixels inside the page; None when nothing of it is on the page."""
        width, height = self._size
        left, top = max(0.0, place[0]), max(0.0, place[1])
        right, bottom = min(float(width), place[2]), min(float(height), place[3])
        if right < left or bottom < top or left >= width or top >= height:
            return None
        return int(left), int(top), max(1, round(right) - int(left)), max(1, round(bottom) - int(top))


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
    rows: list[list[_Char]] = [[]]
    place = pdfium.FS_RECTF()
    high = 0
    for i in range(pdfium.FPDFText_CountChars(textpage)):
        code = pdfium.FPDFText_GetUnicode(textpage, i)
        if code in (10, 13):
            if rows[-1]:
                rows.append([])
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
        character = _character(code)
        if not character:
            continue
        box = None
        if pdfium.FPDFText_GetLooseCharBox(textpage, i, place) and place.right != place.left:
            box = placing.box(placing.rectangle(place.left, place.bottom, place.right, place.top))
        rows[-1].append((character, box, character == " " and pdfium.FPDFText_IsGenerated(textpage, i) == 1))
    return rows


def _character(code: int) -> str:
    """The character for the index: a hyphen at a line's end stays one, a glyph without a character is U+FFFD."""
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
