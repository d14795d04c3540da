"""Path outlines: OFD's abbreviated data (S M L Q B A C) turned into PDF path operators."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator

_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_FAR = 1e7
MAX_STEPS = 500_000

Point = tuple[float, float]


def shown(value: float) -> str:
    """A number as PDF wants it: never with an exponent."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text if text not in ("-0", "") else "0"


def operators(values: Iterable[float], name: str) -> str:
    return " ".join([*(shown(value) for value in values), name])


def path_operators(data: str | None) -> str:
    """The whole path. An unknown letter or a missing number ends it there: what was good before it is kept."""
    return "\n".join(_Path().run(_steps(data or "")))


def rectangle(x: float, y: float, width: float, height: float) -> str:
    return operators((x, y, width, height), "re")


def _steps(data: str) -> Iterator[tuple[str, list[float]]]:
    tokens = _TOKEN.findall(data)
    at = count = 0
    name = ""
    while at < len(tokens) and count < MAX_STEPS:
        if tokens[at].isalpha():
            name = tokens[at].upper()
            at += 1
        needed = _OPERANDS.get(name, -1)
        values = tokens[at : at + needed] if needed > 0 else []
        # A number where a letter must stand repeats the last operator, as SVG allows; after C it means nothing.
        if needed < 0 or len(values) < needed or any(value.isalpha() for value in values) or (not needed and values):
            return
        if needed == 0 and at < len(tokens) and not tokens[at].isalpha():
            return
        yield name, [max(-_FAR, min(_FAR, float(value))) for value in values]
        at += needed
        count += 1


class _Path:
    """Keeps the current point, which arcs and quadratic curves need."""

    def __init__(self) -> None:
        self._here: Point = (0.0, 0.0)
        self._start: Point | None = None

    def run(self, steps: Iterator[tuple[str, list[float]]]) -> Iterator[str]:
        for name, values in steps:
            if name in "SM":
                self._here = self._start = (values[0], values[1])
                yield operators(values, "m")
                continue
            if self._start is None:
                self._start = self._here
                yield operators(self._here, "m")
            yield from self._drawn(name, values)

    def _drawn(self, name: str, values: list[float]) -> Iterator[str]:
        if name == "C":
            self._here = self._start or self._here
            yield "h"
            return
        end = (values[-2], values[-1])
        if name == "L":
            yield operators(values, "l")
        elif name == "B":
            yield operators(values, "c")
        elif name == "Q":
            yield operators(_cubic(self._here, (values[0], values[1]), end), "c")
        elif name == "A":
            for curve in arc_curves(self._here, (values[0], values[1], values[2]), (values[3], values[4]), end):
                yield operators(curve, "c")
        self._here = end


def _cubic(start: Point, control: Point, end: Point) -> tuple[float, ...]:
    third = [(a + 2 * c) / 3 for a, c in zip(start, control, strict=True)]
    other = [(b + 2 * c) / 3 for b, c in zip(end, control, strict=True)]
    return (*third, *other, *end)


def arc_curves(
    start: Point, shape: tuple[float, float, float], flags: tuple[float, float], end: Point
) -> list[tuple[float, ...]]:
    """An elliptical arc as cubic curves: `shape` is rx, ry and the turn in degrees; `flags` large arc and sweep.

    The way from end points to a centre is that of the SVG specification, appendix B.2.4, whose meaning OFD shares.
    """
    rx, ry, turn = abs(shape[0]), abs(shape[1]), math.radians(shape[2])
    if start == end:
        return []
    if rx < 1e-9 or ry < 1e-9:
        return [(*start, *end, *end)]
    cosine, sine = math.cos(turn), math.sin(turn)
    half = ((start[0] - end[0]) / 2, (start[1] - end[1]) / 2)
    x, y = cosine * half[0] + sine * half[1], -sine * half[0] + cosine * half[1]
    grow = math.sqrt(max(1.0, (x / rx) ** 2 + (y / ry) ** 2))
    rx, ry = rx * grow, ry * grow
    under = (rx * ry) ** 2 - (rx * y) ** 2 - (ry * x) ** 2
    factor = math.sqrt(max(0.0, under) / ((rx * y) ** 2 + (ry * x) ** 2))
    factor = -factor if bool(flags[0]) == bool(flags[1]) else factor
    cx, cy = factor * rx * y / ry, -factor * ry * x / rx
    first = math.atan2((y - cy) / ry, (x - cx) / rx)
    span = math.atan2((-y - cy) / ry, (-x - cx) / rx) - first
    span += 2 * math.pi * ((span < 0 and bool(flags[1])) - (span > 0 and not flags[1]))
    centre = (
        cosine * cx - sine * cy + (start[0] + end[0]) / 2,
        sine * cx + cosine * cy + (start[1] + end[1]) / 2,
    )
    frame = (cosine * rx, sine * rx, -sine * ry, cosine * ry, *centre)
    return list(_unit_arc(frame, first, span))


def _unit_arc(frame: tuple[float, ...], first: float, span: float) -> Iterator[tuple[float, ...]]:
    """Quarter turns at most, each one curve, on the unit circle seen through `frame`."""
    count = max(1, math.ceil(abs(span) / (math.pi / 2) - 1e-9))
    step = span / count
    reach = 4 / 3 * math.tan(step / 4)
    for at in range(count):
        a, b = first + at * step, first + (at + 1) * step
        points = (
            (math.cos(a) - reach * math.sin(a), math.sin(a) + reach * math.cos(a)),
            (math.cos(b) + reach * math.sin(b), math.sin(b) - reach * math.cos(b)),
            (math.cos(b), math.sin(b)),
        )
        yield tuple(
            value
            for x, y in points
            for value in (frame[0] * x + frame[2] * y + frame[4], frame[1] * x + frame[3] * y + frame[5])
        )
