"""The small values OFD writes as text: numbers, boxes, matrices, delta lists, and the way down an element tree."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lxml.etree import _Element as Element

Matrix = tuple[float, float, float, float, float, float]
"""a b c d e f with x' = a·x + c·y + e and y' = b·x + d·y + f, as both OFD and PDF write it."""

Rect = tuple[float, float, float, float]
"""x, y, width, height, in millimetres or in the units of the object that holds it."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FAR = 1e7


def local_name(element: Element) -> str:
    """The tag without its namespace: files carry three different namespaces for the same words."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Direct children with one of these names; all element children when none is given."""
    if element is None:
        return
    for one in element:
        name = local_name(one)
        if name and (not names or name in names):
            yield one


def child(element: Element | None, *names: str) -> Element | None:
    return next(children(element, *names), None)


def descendants(element: Element | None, *names: str) -> Iterator[Element]:
    """Everything below with one of these names, in document order."""
    if element is None:
        return
    for one in element.iter():
        if one is not element and local_name(one) in names:
            yield one


def text_of(element: Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def child_text(element: Element | None, name: str) -> str:
    return text_of(child(element, name))


def number(value: str | None, default: float) -> float:
    """A finite number, or the default: a producer's slip must not stop a page."""
    if value is None:
        return default
    try:
        parsed = float(value)
    except ValueError:
        return default
    return parsed if math.isfinite(parsed) and abs(parsed) < _FAR else default


def numbers(value: str | None) -> list[float]:
    """All numbers of a list, in order; an empty list when one of them is not a number."""
    if not value:
        return []
    try:
        parsed = [float(part) for part in value.replace(",", " ").split()]
    except ValueError:
        return []
    return parsed if all(math.isfinite(one) and abs(one) < _FAR for one in parsed) else []


def box(value: str | None) -> Rect | None:
    parsed = numbers(value)
    return (parsed[0], parsed[1], parsed[2], parsed[3]) if len(parsed) >= 4 else None


def matrix(value: str | None) -> Matrix | None:
    parsed = numbers(value)
    return (parsed[0], parsed[1], parsed[2], parsed[3], parsed[4], parsed[5]) if len(parsed) >= 6 else None


def flag(value: str | None, *, default: bool) -> bool:
    """xs:boolean, written in any case."""
    if value is None:
        return default
    return value.strip().lower() in ("true", "1")


def deltas(value: str | None, limit: int) -> list[float]:
    """DeltaX or DeltaY with `g count value` unfolded; never longer than `limit`, however large a count claims to be."""
    found: list[float] = []
    tokens = (value or "").split()
    at = 0
    while at < len(tokens) and len(found) < limit:
        if tokens[at].lower() == "g" and at + 2 < len(tokens):
            found += [number(tokens[at + 2], 0.0)] * min(_count(tokens[at + 1]), limit - len(found))
            at += 3
        else:
            found.append(number(tokens[at], 0.0))
            at += 1
    return found


def _count(token: str) -> int:
    """A repetition count, as large as it likes to be: the caller cuts it."""
    return max(0, int(token)) if token.lstrip("+-").isdecimal() and len(token) < 12 else 0


def compose(outer: Matrix, inner: Matrix) -> Matrix:
    """The transformation that does `inner` first and `outer` after it."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f)


def shift(x: float, y: float) -> Matrix:
    return (1.0, 0.0, 0.0, 1.0, x, y)


def apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])


def bounds(m: Matrix, x0: float, y0: float, x1: float, y1: float) -> Rect:
    """The upright box around a transformed rectangle, as corners x0, y0, x1, y1."""
    corners = [apply(m, x, y) for x in (x0, x1) for y in (y0, y1)]
    xs = [x for x, _ in corners]
    ys = [y for _, y in corners]
    return (min(xs), min(ys), max(xs), max(ys))


def object_matrix(element: Element) -> Matrix:
    """From an object's own space to the space of its container: its CTM, then a move to its Boundary."""
    at = box(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    return compose(shift(at[0], at[1]), matrix(element.get("CTM")) or IDENTITY)
