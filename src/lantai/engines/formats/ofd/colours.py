"""Colours as PDF operators: plain ones in any colour space, axial, radial and triangle shadings, tiling patterns."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from lxml.etree import _Element as Element
from pikepdf import Array, Dictionary, Name

from lantai.engines.formats.ofd.canvas import Sheet
from lantai.engines.formats.ofd.paths import operators, shown
from lantai.engines.formats.ofd.resources import ColourSpace, Resources
from lantai.engines.formats.ofd.values import (
    IDENTITY,
    Matrix,
    child,
    children,
    compose,
    local_name,
    matrix,
    number,
    numbers,
    shift,
)

SHADINGS = ("AxialShd", "RadialShd", "GouraudShd", "LaGouraudShd")
MAX_TILES = 40_000
MAX_REPEATS = 200
_OPERATORS = {1: ("g", "G"), 3: ("rg", "RG"), 4: ("k", "K")}

DrawCell = Callable[[Element, Sheet], bytes]


@dataclass(frozen=True, slots=True)
class Paint:
    """What fills or strokes: the operators that choose it, and how opaque it is."""

    fill: str
    stroke: str
    alpha: float = 1.0


BLACK = Paint("0 g", "0 G")


class Palette:
    """Turns colour elements into paints for one sheet."""

    def __init__(self, sheet: Sheet, resources: Resources, draw_cell: DrawCell) -> None:
        self._sheet, self._resources, self._draw_cell = sheet, resources, draw_cell

    def paint(self, colour: Element, m: Matrix) -> Paint | None:
        """The paint for an object whose space is placed on the sheet by `m`; None when it paints nothing."""
        alpha = number(colour.get("Alpha"), 255) / 255
        special = next((one for one in children(colour) if local_name(one) in (*SHADINGS, "Pattern")), None)
        if special is not None:
            name = self._pattern(special, m) if local_name(special) == "Pattern" else self._shading(special, m)
            return Paint(f"/Pattern cs {name} scn", f"/Pattern CS {name} SCN", alpha) if name else None
        values = self._components(colour)
        if values is None:
            return None
        fill, stroke = _OPERATORS[len(values)]
        return Paint(operators(values, fill), operators(values, stroke), alpha)

    def _components(self, colour: Element) -> list[float] | None:
        """One, three or four parts from 0 to 1."""
        space = self._resources.colour_spaces.get(colour.get("ColorSpace", ""), ColourSpace(""))
        values = _colour_values(colour.get("Value"))
        index = colour.get("Index")
        if not values and index is not None and 0 <= int(number(index, -1)) < len(space.palette):
            values = list(space.palette[int(number(index, 0))])
        if not values:
            return None
        top = float((1 << space.bits) - 1)
        parts = [max(0.0, min(1.0, value / top)) for value in values]
        wanted = {"GRAY": 1, "CMYK": 4}.get(space.kind, 3 if space.kind else len(parts))
        if wanted == 1 or len(parts) < 3:
            return parts[:1]
        return parts[:4] if wanted >= 4 and len(parts) >= 4 else parts[:3]

    def _rgb(self, colour: Element | None) -> list[float]:
        """Three parts, for shadings, which must be of one kind."""
        values = (self._components(colour) if colour is not None else None) or [0.0]
        if len(values) == 1:
            return values * 3
        if len(values) == 4:
            return [(1 - value) * (1 - values[3]) for value in values[:3]]
        return values

    def _shading(self, element: Element, m: Matrix) -> str | None:
        name = local_name(element)
        if name in ("GouraudShd", "LaGouraudShd"):
            shading = self._mesh(element, lattice=name == "LaGouraudShd")
        else:
            shading, m = self._gradient(element, m, radial=name == "RadialShd")
        if shading is None:
            return None
        pattern = Dictionary(Type=Name.Pattern, PatternType=2, Shading=shading, Matrix=Array(_decimals(m)))
        return self._sheet.add("Pattern", pattern)

    def _gradient(self, element: Element, m: Matrix, *, radial: bool) -> tuple[Any, Matrix]:
        start, end = numbers(element.get("StartPoint")), numbers(element.get("EndPoint"))
        stops = self._stops(element)
        if len(start) < 2 or len(end) < 2 or not stops:
            return None, m
        extend = int(number(element.get("Extend"), 0))
        coordinates = [*start[:2], *end[:2]]
        if radial:
            near, far = number(element.get("StartRadius"), 0.0), number(element.get("EndRadius"), 0.0)
            m = compose(m, _ellipse(element, (start[0], start[1])))
            coordinates = [*start[:2], max(near, 0.0), *end[:2], max(far, 0.0)]
            length = abs(far - near)
        else:
            length = math.dist(start[:2], end[:2])
        stops = _repeated(stops, element, length)
        shading = Dictionary(
            ShadingType=3 if radial else 2,
            ColorSpace=Name.DeviceRGB,
            Coords=Array(_decimals(coordinates)),
            Function=_stitched(stops),
            Extend=Array([bool(extend & 1), bool(extend & 2)]),
        )
        return shading, m

    def _stops(self, element: Element) -> list[tuple[float, list[float]]]:
        """Positions from 0 to 1, rising. Without positions the first is 0, the last 1, the others in even steps."""
        segments = list(children(element, "Segment", "Seg"))[:1000]
        last = max(len(segments) - 1, 1)
        found = [
            (number(one.get("Position"), at / last), self._rgb(child(one, "Color"))) for at, one in enumerate(segments)
        ]
        found.sort(key=lambda stop: stop[0])
        if len(found) == 1:
            found.append((1.0, found[0][1]))
        return [(max(0.0, min(1.0, position)), colour) for position, colour in found]

    def _mesh(self, element: Element, *, lattice: bool) -> Any:
        points = list(self._mesh_points(element))
        if len(points) < 3:
            return None
        per_row = int(number(element.get("VerticesPerRow"), 0))
        if lattice and per_row < 2:
            return None
        xs, ys = [one[1] for one in points], [one[2] for one in points]
        x0, y0, wide, high = min(xs), min(ys), (max(xs) - min(xs)) or 1.0, (max(ys) - min(ys)) or 1.0
        data = bytearray()
        for edge, x, y, colour in points:
            data += b"" if lattice else bytes([edge])
            data += struct.pack(">HH", round((x - x0) / wide * 65535), round((y - y0) / high * 65535))
            data += bytes(round(part * 255) for part in colour)
        entries: dict[str, Any] = {"VerticesPerRow": per_row} if lattice else {"BitsPerFlag": 8}
        return self._sheet.stream(
            bytes(data),
            ShadingType=5 if lattice else 4,
            ColorSpace=Name.DeviceRGB,
            BitsPerCoordinate=16,
            BitsPerComponent=8,
            Decode=Array([*_decimals([x0, x0 + wide, y0, y0 + high]), 0, 1, 0, 1, 0, 1]),
            **entries,
        )

    def _mesh_points(self, element: Element) -> Iterator[tuple[int, float, float, list[float]]]:
        for one in list(children(element, "Point"))[:20_000]:
            edge = int(number(one.get("EdgeFlag"), 0))
            yield (
                edge if edge in (1, 2) else 0,
                number(one.get("X"), 0),
                number(one.get("Y"), 0),
                self._rgb(child(one, "Color")),
            )

    def _pattern(self, element: Element, m: Matrix) -> str | None:
        """A tiling cell; mirrored tilings get a cell of two or four copies."""
        cell = child(element, "CellContent")
        wide, high = number(element.get("Width"), 0), number(element.get("Height"), 0)
        x_step = abs(number(element.get("XStep"), 0)) or wide
        y_step = abs(number(element.get("YStep"), 0)) or high
        placed = compose(m, matrix(element.get("CTM")) or IDENTITY)
        area = x_step * y_step * abs(placed[0] * placed[3] - placed[1] * placed[2])
        if cell is None or wide <= 0 or high <= 0 or area <= 0:
            return None
        if self._sheet.width * self._sheet.height / area > MAX_TILES:
            return None
        content = self._draw_cell(cell, self._sheet)
        across, down = _mirrors(element.get("ReflectMethod", "Normal"))
        if across or down:
            content = self._mirrored(content, (wide, high), (x_step, y_step), across=across, down=down)
        wide, x_step = (x_step + wide, 2 * x_step) if across else (wide, x_step)
        high, y_step = (y_step + high, 2 * y_step) if down else (high, y_step)
        stream = self._sheet.stream(
            content,
            Type=Name.Pattern,
            PatternType=1,
            PaintType=1,
            TilingType=1,
            BBox=Array(_decimals([0, 0, wide, high])),
            XStep=_decimal(x_step),
            YStep=_decimal(y_step),
            Matrix=Array(_decimals(placed)),
            Resources=self._sheet.resources,
        )
        return self._sheet.add("Pattern", stream)

    def _mirrored(
        self, content: bytes, size: tuple[float, float], step: tuple[float, float], *, across: bool, down: bool
    ) -> bytes:
        form = self._sheet.stream(
            content,
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array(_decimals([0, 0, *size])),
            Resources=self._sheet.resources,
        )
        name = self._sheet.add("XObject", form)
        copies = [IDENTITY]
        if across:
            copies.append((-1.0, 0.0, 0.0, 1.0, step[0] + size[0], 0.0))
        if down:
            copies += [compose(copy, (1.0, 0.0, 0.0, -1.0, 0.0, step[1] + size[1])) for copy in list(copies)]
        return "\n".join(f"q {operators(copy, 'cm')} {name} Do Q" for copy in copies).encode("ascii")


def _colour_values(value: str | None) -> list[float]:
    """Decimal parts, or hexadecimal ones behind a #."""
    parts = (value or "").replace(",", " ").split()
    try:
        return [float(int(part[1:], 16)) if part.startswith("#") else float(part) for part in parts]
    except ValueError:
        return []


def _mirrors(method: str) -> tuple[bool, bool]:
    return method in ("Column", "RowAndColumn"), method in ("Row", "RowAndColumn")


def _ellipse(element: Element, centre: tuple[float, float]) -> Matrix:
    """A radial shading may be an ellipse: narrowed across its long axis, which is turned by an angle."""
    eccentricity = max(0.0, min(0.999, number(element.get("Eccentricity"), 0.0)))
    if not eccentricity:
        return IDENTITY
    angle = math.radians(number(element.get("Angle"), 0.0))
    turn = (math.cos(angle), math.sin(angle), -math.sin(angle), math.cos(angle), 0.0, 0.0)
    back = (math.cos(angle), -math.sin(angle), math.sin(angle), math.cos(angle), 0.0, 0.0)
    narrow = (1.0, 0.0, 0.0, math.sqrt(1 - eccentricity**2), 0.0, 0.0)
    inner = compose(turn, compose(narrow, back))
    return compose(shift(*centre), compose(inner, shift(-centre[0], -centre[1])))


def _repeated(
    stops: list[tuple[float, list[float]]], element: Element, length: float
) -> list[tuple[float, list[float]]]:
    """Repeat and Reflect: the stops fill one unit of length, again and again up to the end."""
    method, unit = element.get("MapType", "Direct"), number(element.get("MapUnit"), 0.0)
    if method not in ("Repeat", "Reflect") or not 0 < unit < length:
        return stops
    share = unit / length
    found: list[tuple[float, list[float]]] = []
    for at in range(min(math.ceil(1 / share), MAX_REPEATS)):
        turned = method == "Reflect" and at % 2
        own = [(1 - position, colour) for position, colour in reversed(stops)] if turned else stops
        found += [((at + position) * share, colour) for position, colour in own]
    return [(min(position, 1.0), colour) for position, colour in found]


def _stitched(stops: Sequence[tuple[float, list[float]]]) -> Any:
    if stops[0][0] > 0:
        stops = [(0.0, stops[0][1]), *stops]
    if stops[-1][0] < 1:
        stops = [*stops, (1.0, stops[-1][1])]
    pieces = [
        Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array(_decimals(a)), C1=Array(_decimals(b)), N=1)
        for (_, a), (_, b) in pairwise(stops)
    ]
    if len(pieces) == 1:
        return pieces[0]
    return Dictionary(
        FunctionType=3,
        Domain=Array([0, 1]),
        Functions=Array(pieces),
        Bounds=Array(_decimals([position for position, _ in stops[1:-1]])),
        Encode=Array([0, 1] * len(pieces)),
    )


def _decimal(value: float) -> Any:
    return Decimal(shown(value))


def _decimals(values: Sequence[float]) -> list[Any]:
    return [_decimal(value) for value in values]
