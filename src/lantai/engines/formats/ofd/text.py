"""Characters of a page with their places: the body with its templates, and what annotations say, kept apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from lantai.engines.formats.ofd.document import Page
from lantai.engines.formats.ofd.glyphs import FontShelf, Glyph, Looks, TextRun, font_of, looks, text_runs
from lantai.engines.formats.ofd.resources import Resources
from lantai.engines.formats.ofd.values import (
    Matrix,
    Rect,
    apply,
    bounds,
    box,
    child,
    children,
    compose,
    flag,
    local_name,
    matrix,
    number,
    object_matrix,
    shift,
)

MAX_NESTING = 16
MAX_RUNS = 200_000
_EDGE = 2.0
_OVERHANG = 0.5
_ABOVE, _BELOW = 0.88, 0.14
_ABOVE_NARROW, _BELOW_NARROW = 0.84, 0.26
_WATERMARKS = ("Watermark",)


@dataclass(frozen=True, slots=True)
class Char:
    """One character (or one ligature's text) with its box as corners in millimetres of the page."""

    text: str
    box: Rect


@dataclass(frozen=True, slots=True)
class Run:
    """Characters written in one go: `x`, `y` is the first one's place on the baseline, `size` the em, all in mm."""

    chars: tuple[Char, ...]
    x: float
    y: float
    size: float
    vertical: bool = False

    @property
    def text(self) -> str:
        return "".join(char.text for char in self.chars)

    @property
    def right(self) -> float:
        return max(char.box[2] for char in self.chars)

    @property
    def left(self) -> float:
        return min(char.box[0] for char in self.chars)


@dataclass(slots=True)
class PageText:
    """What a page says and what else is on it, enough to decide whether OCR must read it."""

    body: list[Run] = field(default_factory=list)
    annotations: list[Run] = field(default_factory=list)
    watermarks: list[str] = field(default_factory=list)
    nameless: int = 0
    hidden: int = 0
    image_area: float = 0.0
    drawings: int = 0
    cut: bool = False


def page_text(page: Page, shelf: FontShelf) -> PageText:
    """Everything written on the page, in the order of the file."""
    found = PageText()
    origin = shift(-page.box[0], -page.box[1])
    reader = _Reader(page, shelf, found)
    for layer in page.layers:
        found.body += reader.runs(layer.element, origin, page.resources)
    for one in page.annotations:
        at = box(one.appearance.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
        runs = list(reader.runs(one.appearance, compose(origin, shift(at[0], at[1])), page.resources))
        if one.kind in _WATERMARKS:
            found.watermarks += [run.text.strip() for run in runs if run.text.strip()]
        else:
            found.annotations += runs
    return found


class _Reader:
    def __init__(self, page: Page, shelf: FontShelf, found: PageText) -> None:
        self._page, self._shelf, self._found = page, shelf, found
        self._left = MAX_RUNS

    def runs(self, container: Element, outer: Matrix, resources: Resources, depth: int = 0) -> Iterator[Run]:
        for element in children(container):
            if self._left <= 0:
                self._found.cut = True
                return
            self._left -= 1
            name = local_name(element)
            if name == "TextObject":
                yield from self._text(element, compose(outer, object_matrix(element)), resources)
            elif name == "ImageObject":
                self._image(element, outer)
            elif name == "PathObject":
                self._found.drawings += 1
            elif depth < MAX_NESTING:
                yield from self._inside(element, name, outer, resources, depth + 1)

    def _inside(self, element: Element, name: str, outer: Matrix, resources: Resources, depth: int) -> Iterator[Run]:
        if name == "PageBlock":
            yield from self.runs(element, outer, resources, depth)
        elif name == "CompositeObject":
            content = child(resources.units.get(element.get("ResourceID", "")), "Content")
            if content is not None:
                yield from self.runs(content, compose(outer, object_matrix(element)), resources, depth)

    def _image(self, element: Element, outer: Matrix) -> None:
        at = box(element.get("Boundary"))
        m = matrix(element.get("CTM"))
        if at is None:
            return
        inner = compose(shift(at[0], at[1]), m) if m else (at[2], 0.0, 0.0, at[3], at[0], at[1])
        x0, y0, x1, y1 = bounds(compose(outer, inner), 0, 0, 1, 1)
        wide = min(x1, self._page.box[2]) - max(x0, 0.0)
        high = min(y1, self._page.box[3]) - max(y0, 0.0)
        self._found.image_area = max(self._found.image_area, max(wide, 0.0) * max(high, 0.0))

    def _text(self, element: Element, m: Matrix, resources: Resources) -> Iterator[Run]:
        spec = font_of(element, resources)
        face = self._shelf.face(spec)
        look = looks(element, spec, face)
        for run in text_runs(element, face, spec):
            chars = [_char(run, glyph, m, look) for glyph in run.glyphs if glyph.text]
            self._found.nameless += sum(_is_nameless(glyph) for glyph in run.glyphs)
            kept = [char for char in chars if _readable(char.text) and self._on_page(char.box)]
            if not kept:
                continue
            if _is_hidden(element):
                self._found.hidden += len(kept)
            x, y = apply(m, run.glyphs[0].x, run.glyphs[0].y)
            yield Run(tuple(kept), x, y, _em(run, m), _goes_down(kept))

    def _on_page(self, at: Rect) -> bool:
        wide, high = self._page.box[2], self._page.box[3]
        return at[2] > -_EDGE and at[3] > -_EDGE and at[0] < wide + _EDGE and at[1] < high + _EDGE


def _char(run: TextRun, glyph: Glyph, m: Matrix, look: Looks) -> Char:
    """The character's cell: its advance wide, ascenders high, descenders deep, and what ink hangs over."""
    wide = unicodedata.east_asian_width(glyph.text[0]) in "WF"
    above, below = (_ABOVE, _BELOW) if wide else (_ABOVE_NARROW, _BELOW_NARROW)
    scale = run.size * run.h_scale * glyph.squeeze
    left, right = 0.0, glyph.advance / scale if scale else 1.0
    ink = glyph.face.extent(glyph.glyph_id) if glyph.glyph_id is not None else None
    if ink:
        # A font that claims ink far outside its em is not believed.
        pen, lean = look.bold / 2, look.slant
        left = min(left, max(ink[0] - pen + min(ink[1] * lean, 0), -_OVERHANG))
        right = max(right, min(ink[2] + pen + max(ink[3] * lean, 0), right + _OVERHANG))
        above = max(above, min(ink[3] + pen, 1 + _OVERHANG))
        below = max(below, min(pen - ink[1], _OVERHANG))
    return Char(glyph.text, bounds(compose(m, run.glyph_matrix(glyph)), left, -above, right, below))


def _em(run: TextRun, m: Matrix) -> float:
    return run.size * (abs(m[0] * m[3] - m[1] * m[2]) ** 0.5 or 1.0)


def _goes_down(chars: list[Char]) -> bool:
    first, last = chars[0].box, chars[-1].box
    return len(chars) > 1 and abs(last[1] - first[1]) > abs(last[0] - first[0])


def _readable(text: str) -> bool:
    return not any(unicodedata.category(c) in ("Co", "Cn", "Cc") or c == "�" for c in text)


def _is_nameless(glyph: Glyph) -> bool:
    """A glyph that is drawn but that no character, or only a private one, stands for."""
    if glyph.named:
        return not _readable(glyph.text)
    return glyph.glyph_id is not None and bool(glyph.face.outline(glyph.glyph_id))


def _is_hidden(element: Element) -> bool:
    """Text under a scan that is there to be searched, not seen."""
    if not flag(element.get("Visible"), default=True) or number(element.get("Alpha"), 255) == 0:
        return True
    colour = child(element, "FillColor")
    unseen = colour is not None and number(colour.get("Alpha"), 255) == 0
    unfilled = not flag(element.get("Fill"), default=True) or unseen
    return unfilled and not flag(element.get("Stroke"), default=False)


def without_doubles(runs: Iterable[Run]) -> list[Run]:
    """Runs drawn twice at one spot to look bold count once; blank ones do not count."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for run in runs:
        key = (run.text, round(run.x * 2), round(run.y * 2))
        if key not in seen and run.text.strip():
            seen.add(key)
            kept.append(run)
    return kept
