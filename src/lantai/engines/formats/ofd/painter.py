"""Draws the objects of a page in their order: texts, paths, pictures, composite units, clips, annotations, seals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml.etree import _Element as Element

from lantai.engines.formats.ofd.canvas import BLEND_MODES, Canvas, Full, Sheet
from lantai.engines.formats.ofd.colours import BLACK, DrawCell, Paint, Palette
from lantai.engines.formats.ofd.document import Page
from lantai.engines.formats.ofd.glyphs import FontShelf, Glyph, Looks, TextRun, font_of, looks, text_runs
from lantai.engines.formats.ofd.images import Pictures
from lantai.engines.formats.ofd.package import Package
from lantai.engines.formats.ofd.paths import operators, path_operators
from lantai.engines.formats.ofd.problems import TOO_COMPLEX
from lantai.engines.formats.ofd.resources import Resources
from lantai.engines.formats.ofd.values import (
    Matrix,
    Rect,
    apply,
    box,
    child,
    child_text,
    children,
    compose,
    flag,
    local_name,
    matrix,
    number,
    numbers,
    object_matrix,
    shift,
)

MAX_OBJECTS = 200_000
MAX_NESTING = 16
MAX_CELLS = 4
_LINE_WIDTH = 0.353
_MITER = 4.234
_JOINS = {"Miter": 0, "Round": 1, "Bevel": 2}
_CAPS = {"Butt": 0, "Round": 1, "Square": 2}
_EDGE = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how objects are drawn: the matrix onto the sheet, what layers and composites set for all inside."""

    m: Matrix
    resources: Resources
    params: tuple[Element, ...] = ()
    alpha: float = 1.0
    depth: int = 0
    cells: int = 0


class Painter:
    """Draws onto one sheet. Counts what it draws, so that no file can keep it busy for ever."""

    def __init__(self, package: Package, shelf: FontShelf, sheet: Sheet) -> None:
        self._package, self._shelf, self._sheet = package, shelf, sheet
        self._pictures = Pictures(sheet, package)
        self._left = MAX_OBJECTS

    @property
    def pictures(self) -> Pictures:
        return self._pictures

    def page(self, page: Page, canvas: Canvas, m: Matrix, number_: int) -> None:
        """Layers in their order, then annotations. Stops in the middle, with a note, where it becomes too much."""
        origin = compose(m, shift(-page.box[0], -page.box[1]))
        try:
            for layer in page.layers:
                self.objects(layer.element, canvas, self._inside(layer.element, Place(origin, page.resources)))
            for one in page.annotations:
                self._block(one.appearance, canvas, Place(origin, page.resources))
        except Full:
            self._package.note(TOO_COMPLEX, str(number_), page=number_)

    def _inside(self, element: Element, place: Place) -> Place:
        """The place for what a layer or a block holds: its drawing parameters come first."""
        found = tuple(_params(element, place.resources))
        return replace(place, params=(*found, *place.params), depth=place.depth + 1)

    def _block(self, element: Element, canvas: Canvas, place: Place) -> None:
        """An annotation's appearance: a block with a boundary, which is its origin and its edge."""
        at = box(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
        with canvas.saved():
            if at[2] > 0 and at[3] > 0:
                self.clip_to(canvas, place.m, at, _EDGE)
            self.objects(
                element, canvas, self._inside(element, replace(place, m=compose(place.m, shift(at[0], at[1]))))
            )

    def objects(self, container: Element, canvas: Canvas, place: Place) -> None:
        if place.depth > MAX_NESTING:
            return
        for element in children(container):
            self._left -= 1
            if self._left < 0:
                raise Full
            name = local_name(element)
            if not flag(element.get("Visible"), default=True):
                continue
            if name == "PageBlock":
                self.objects(element, canvas, self._inside(element, place))
            elif name in ("TextObject", "PathObject", "ImageObject", "CompositeObject"):
                with canvas.saved():
                    self._object(name, element, canvas, place)

    def _object(self, name: str, element: Element, canvas: Canvas, place: Place) -> None:
        alpha = place.alpha * number(element.get("Alpha"), 255) / 255
        if alpha <= 0.001:
            return
        inner = replace(self._inside(element, place), m=compose(place.m, object_matrix(element)), alpha=alpha)
        area = box(element.get("Boundary"))
        if name != "TextObject" and area and area[2] > 0 and area[3] > 0:
            # Boundaries are often a hair too tight, and a line's own width is left out of them.
            edge = _EDGE + number(self._setting(element, inner, "LineWidth"), _LINE_WIDTH) * _scale(element)
            self.clip_to(canvas, place.m, area, edge)
        self._clips(element, canvas, place, inner)
        draw = {
            "TextObject": self._text,
            "PathObject": self._path,
            "ImageObject": self._image,
            "CompositeObject": self._composite,
        }
        draw[name](element, canvas, inner)

    def clip_to(self, canvas: Canvas, m: Matrix, area: Rect, edge: float = 0.0) -> None:
        x0, y0, x1, y1 = area[0] - edge, area[1] - edge, area[0] + area[2] + edge, area[1] + area[3] + edge
        corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        points = [apply(m, x, y) for x, y in corners]
        canvas.put(" ".join(operators(point, "l" if at else "m") for at, point in enumerate(points)) + " h W n")

    def _clips(self, element: Element, canvas: Canvas, outer: Place, inner: Place) -> None:
        """Every Clip narrows further; the areas inside one Clip add up."""
        clips = child(element, "Clips")
        if clips is None:
            return
        at = box(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
        moved = flag(clips.get("TransFlag"), default=True)
        m = inner.m if moved else compose(outer.m, shift(at[0], at[1]))
        for clip in children(clips, "Clip"):
            areas = list(children(clip, "Area"))
            outlines = [line for area in areas for line in self._clip_outlines(area, inner, m)]
            even_odd = len(areas) == 1 and any(one.get("Rule") == "Even-Odd" for one in children(areas[0], "Path"))
            canvas.put("\n".join(outlines) if outlines else "0 0 0 0 re")
            canvas.put("W* n" if even_odd else "W n")

    def _clip_outlines(self, area: Element, place: Place, m: Matrix) -> Iterator[str]:
        """Outlines under different matrices, all on one path: cm may not stand inside a path, so points are moved."""
        m = compose(m, matrix(area.get("CTM")) or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0))
        for one in children(area, "Path", "Text"):
            own = compose(m, object_matrix(one))
            if local_name(one) == "Path":
                yield moved_path(path_operators(child_text(one, "AbbreviatedData")), own)
                continue
            spec = font_of(one, place.resources)
            face = self._shelf.face(spec)
            for run in text_runs(one, face, spec):
                for glyph in run.glyphs:
                    yield moved_path(_outline(glyph), _outline_matrix(own, run, glyph, Looks(0.0, 0.0)))

    def _setting(self, element: Element, place: Place, name: str) -> str | None:
        """An attribute of the object, else of the drawing parameters around it, nearest first."""
        for one in (element, *place.params):
            if (value := one.get(name)) is not None:
                return value
        return None

    def _colour(self, element: Element, place: Place, name: str) -> Element | None:
        for one in (element, *place.params):
            if (found := child(one, name)) is not None:
                return found
        return None

    def _paint(self, element: Element, place: Place, name: str, default: Paint | None) -> Paint | None:
        colour = self._colour(element, place, name)
        if colour is None:
            return default
        return Palette(self._sheet, place.resources, self._cell(place)).paint(colour, place.m) or (
            default if not len(colour) and not colour.get("Value") and not colour.get("Index") else None
        )

    def _cell(self, place: Place) -> DrawCell:
        def draw(cell: Element, sheet: Sheet) -> bytes:
            canvas = Canvas(sheet)
            if place.cells < MAX_CELLS:
                inside = Place((1.0, 0.0, 0.0, 1.0, 0.0, 0.0), place.resources, cells=place.cells + 1)
                self.objects(cell, canvas, inside)
            return canvas.content()

        return draw

    def _path(self, element: Element, canvas: Canvas, place: Place) -> None:
        outline = path_operators(child_text(element, "AbbreviatedData"))
        if not outline:
            return
        fill = self._paint(element, place, "FillColor", None) if flag(element.get("Fill"), default=False) else None
        stroke = (
            self._paint(element, place, "StrokeColor", BLACK) if flag(element.get("Stroke"), default=True) else None
        )
        canvas.transform(place.m)
        if fill is not None and fill.alpha > 0:
            self._blend(element, canvas, place.alpha * fill.alpha)
            canvas.put(f"{fill.fill}\n{outline}")
            canvas.put("f*" if element.get("Rule") == "Even-Odd" else "f")
        if stroke is not None and stroke.alpha > 0:
            self._blend(element, canvas, place.alpha * stroke.alpha, always=fill is not None)
            self._pen(element, canvas, place)
            canvas.put(f"{stroke.stroke}\n{outline}\nS")

    def _blend(self, element: Element, canvas: Canvas, alpha: float, *, always: bool = False) -> None:
        mode = element.get("BlendMode", "Normal")
        mode = mode if mode in BLEND_MODES else "Normal"
        if always:
            canvas.put(f"{self._sheet.state(max(0.0, min(1.0, alpha)), mode)} gs")
        else:
            canvas.state(alpha, mode)

    def _pen(self, element: Element, canvas: Canvas, place: Place) -> None:
        width = max(0.0, number(self._setting(element, place, "LineWidth"), _LINE_WIDTH))
        join = _JOINS.get(self._setting(element, place, "Join") or "Miter", 0)
        cap = _CAPS.get(self._setting(element, place, "Cap") or "Butt", 0)
        miter = max(1.0, number(self._setting(element, place, "MiterLimit"), _MITER))
        canvas.put(f"{operators((width,), 'w')} {join} j {cap} J {operators((miter,), 'M')}")
        dashes = numbers(self._setting(element, place, "DashPattern"))[:32]
        if dashes and min(dashes) >= 0 and sum(dashes) > 0:
            offset = max(0.0, number(self._setting(element, place, "DashOffset"), 0.0))
            canvas.put(f"[{operators(dashes, '')}] {operators((offset,), 'd')}")

    def _text(self, element: Element, canvas: Canvas, place: Place) -> None:
        spec = font_of(element, place.resources)
        face = self._shelf.face(spec)
        look = looks(element, spec, face)
        fill = self._paint(element, place, "FillColor", BLACK) if flag(element.get("Fill"), default=True) else None
        stroke = (
            self._paint(element, place, "StrokeColor", BLACK) if flag(element.get("Stroke"), default=False) else None
        )
        if fill is None and stroke is None:
            return
        self._blend(element, canvas, place.alpha * (fill or stroke or BLACK).alpha)
        canvas.put(" ".join(paint for paint in (fill and fill.fill, stroke and stroke.stroke) if paint))
        if fill and not stroke and look.bold:
            canvas.put(fill.stroke)
        width = number(self._setting(element, place, "LineWidth"), _LINE_WIDTH) if stroke else 0.0
        for run in text_runs(element, face, spec):
            for glyph in run.glyphs:
                pen = (width / run.size if stroke else look.bold) * glyph.face.units
                painter = ("B" if pen else "f") if fill else "S"
                self._glyph(canvas, glyph, _outline_matrix(place.m, run, glyph, look), (painter, pen))

    def _glyph(self, canvas: Canvas, glyph: Glyph, m: Matrix, how: tuple[str, float]) -> None:
        outline = _outline(glyph)
        if outline:
            pen = f"{operators((how[1],), 'w')} 1 j\n" if how[1] else ""
            canvas.put(f"q {operators(m, 'cm')}\n{pen}{outline}\n{how[0]} Q")

    def _image(self, element: Element, canvas: Canvas, place: Place) -> None:
        ids = (element.get("ResourceID", ""), element.get("Substitution", ""))
        mask = element.get("ImageMask", "")
        placed = next((found for one in ids if one and (found := self._picture(one, mask, place))), None)
        if placed is None:
            return
        m = place.m
        area = box(element.get("Boundary"))
        if matrix(element.get("CTM")) is None and area:
            m = compose(m, (area[2], 0.0, 0.0, area[3], 0.0, 0.0))
        self._blend(element, canvas, place.alpha)
        canvas.transform(compose(m, (1.0, 0.0, 0.0, -1.0, 0.0, 1.0)))
        canvas.put(f"{placed} Do")

    def _picture(self, resource_id: str, mask_id: str, place: Place) -> str | None:
        placed = self._pictures.by_id(resource_id, mask_id, place.resources)
        return placed.name if placed else None

    def _composite(self, element: Element, canvas: Canvas, place: Place) -> None:
        content = child(place.resources.units.get(element.get("ResourceID", "")), "Content")
        if content is not None:
            self.objects(content, canvas, self._inside(content, place))


def _params(element: Element, resources: Resources) -> Iterator[Element]:
    """The drawing parameters an element names, and those they build on."""
    seen: set[str] = set()
    key = element.get("DrawParam", "")
    while key and key not in seen and (found := resources.draw_params.get(key)) is not None:
        seen.add(key)
        yield found
        key = found.get("Relative", "")


def _scale(element: Element) -> float:
    m = matrix(element.get("CTM"))
    return (abs(m[0] * m[3] - m[1] * m[2]) ** 0.5) if m else 1.0


def _outline(glyph: Glyph) -> str:
    if glyph.glyph_id is not None:
        return glyph.face.outline(glyph.glyph_id)
    # A character no font here has shows as the empty box of its font, so that nobody takes it for a blank.
    return glyph.face.outline(0) if glyph.text.strip() else ""


def _outline_matrix(m: Matrix, run: TextRun, glyph: Glyph, look: Looks) -> Matrix:
    """From font units, y upwards, to the sheet."""
    unit = 1 / glyph.face.units
    return compose(compose(m, run.glyph_matrix(glyph)), (unit, 0.0, look.slant * unit, -unit, 0.0, 0.0))


def moved_path(outline: str, m: Matrix) -> str:
    """The same path with every point moved by a matrix."""
    moved = []
    for line in outline.split("\n"):
        *values, name = line.split(" ") if line else ["h"]
        points = [float(value) for value in values]
        pairs = zip(points[::2], points[1::2], strict=False)
        moved.append(operators([v for x, y in pairs for v in apply(m, x, y)], name))
    return "\n".join(moved)
