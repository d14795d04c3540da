"""Reading order of upright boxes written from left to right, top to bottom: columns of text, then rows, then cells.

1. Where a gutter runs between two columns of running text, what stands above it is read first, then the left
   column whole, then the right one, then what stands below (newspapers, two-column gazettes).
2. Everything else is cut into bands wherever a blank strip runs across, a band into cells wherever one runs down,
   and so on in turn (XY-cut): forms and tables are read row by row, the lines of one cell together.
3. What no strip divides (bent or overlapping lines) is read by the heights of the middles.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

CORE = 0.8
"""Share of a box's height that counts when bands are cut: detectors draw boxes a little higher than the ink."""
GUTTER_LINES = 4
"""Fewer lines beside a gap make no column of text."""
COLUMN_EMS = 6.0
"""Columns of running text are at least this many characters wide; narrower ones belong to tables and lists."""
COLUMN_FILL = 0.8
"""Half the lines of a column of text fill at least this much of its width; cells of a table mostly do not."""
COLUMN_PITCH = 3.0
"""Lines of running text follow one another within so many line heights."""

LOOSE = 1.4
"""A line further from its column than this many of its line pitches stands apart."""


@dataclass(frozen=True, slots=True)
class Rect:
    """One line of text as an upright box. `key` is the caller's name for it."""

    key: int
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def middle_x(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Gutter:
    """A blank strip between two columns: where it stands, from where to where it reaches, how much it parts."""

    x: float
    top: float
    bottom: float
    lines: int


Rects = Sequence[Rect]


def in_order(rects: Rects) -> list[Rect]:
    """The same boxes in reading order."""
    if len(rects) < 2:
        return list(rects)
    gutter = find_gutter(rects)
    if gutter is None:
        return by_rows(rects)
    above = [r for r in rects if r.middle < gutter.top]
    below = [r for r in rects if r.middle > gutter.bottom]
    beside = [r for r in rects if gutter.top <= r.middle <= gutter.bottom]
    left = [r for r in beside if r.middle_x < gutter.x]
    right = [r for r in beside if r.middle_x >= gutter.x]
    return [r for part in (above, left, right, below) for r in in_order(part)]


def find_gutter(rects: Rects) -> Gutter | None:
    """The gap that parts the most lines of running text; None where there are no columns."""
    found = [gutter for x in _gaps(rects) for gutter in _gutters_at(rects, x)]
    return max(found, key=lambda g: (g.lines, -g.x), default=None)


def _gaps(rects: Rects) -> list[float]:
    """Places just left of a line, where a gutter can stand: it must part that line from what is left of it."""
    ems = median(r.height for r in rects)
    return sorted({round(r.left - ems / 4, 1) for r in rects if any(other.right < r.left for other in rects)})


def _gutters_at(rects: Rects, x: float) -> list[Gutter]:
    """The stretches at this place that no line crosses and that have columns of text on both sides."""
    crossing = sorted((r for r in rects if r.left < x < r.right), key=lambda r: r.middle)
    edges = [float("-inf"), *(r.middle for r in crossing), float("inf")]
    found = []
    for top, bottom in itertools.pairwise(edges):
        beside = [r for r in rects if top < r.middle < bottom]
        left = _nearest([r for r in beside if r.right <= x], leftwards=True)
        right = _nearest([r for r in beside if r.left >= x], leftwards=False)
        found += _gutter_between(left, right, x)
    return found


def _gutter_between(left: Rects, right: Rects, x: float) -> list[Gutter]:
    """A gutter where two columns of text stand beside one another, as high as the higher and as low as the lower."""
    if len(left) < GUTTER_LINES or len(right) < GUTTER_LINES:
        return []
    left, right = _trimmed(left, right), _trimmed(right, left)
    if not (_is_text(left) and _is_text(right)):
        return []
    top = min(r.top for r in (*left, *right))
    bottom = max(r.bottom for r in (*left, *right))
    return [Gutter(x, top, bottom, len(left) + len(right))]


def _trimmed(column: Rects, other: Rects) -> Rects:
    """The column without a running head or page number above or below both columns: short lines that stand apart."""
    inner = sorted(column, key=lambda r: r.middle)
    apart = LOOSE * median(b.middle - a.middle for a, b in itertools.pairwise(inner))
    half = (max(r.right for r in inner) - min(r.left for r in inner)) / 2
    top, bottom = min(r.top for r in other), max(r.bottom for r in other)
    while len(inner) > 2 and inner[-1].middle > bottom and inner[-1].width < half:
        if inner[-1].middle - inner[-2].middle < apart:
            break
        inner.pop()
    while len(inner) > 2 and inner[0].middle < top and inner[0].width < half:
        if inner[1].middle - inner[0].middle < apart:
            break
        inner.pop(0)
    return inner


def _nearest(rects: Rects, *, leftwards: bool) -> list[Rect]:
    """Of the lines on one side those that stand next to the gap, nothing between."""
    return [r for r in rects if not any(_shields(other, r, leftwards=leftwards) for other in rects)]


def _shields(other: Rect, r: Rect, *, leftwards: bool) -> bool:
    if other is r or not other.top < r.middle < other.bottom:
        return False
    return other.left > r.middle_x if leftwards else other.right < r.middle_x


def _is_text(column: Rects) -> bool:
    """Whether these lines are running text: wide enough, mostly full, close below one another."""
    left = min(r.left for r in column)
    right = max(r.right for r in column)
    em = median(r.height for r in column)
    if right - left < COLUMN_EMS * em:
        return False
    if median(r.width for r in column) < COLUMN_FILL * (right - left):
        return False
    middles = sorted(r.middle for r in column)
    return median(b - a for a, b in itertools.pairwise(middles)) < COLUMN_PITCH * em


def by_rows(rects: Rects) -> list[Rect]:
    """The same boxes row by row, whatever columns they seem to form: the cells of a table."""
    bands = _cut(rects, lambda r: (r.middle - r.height * CORE / 2, r.middle + r.height * CORE / 2))
    if len(bands) > 1:
        return [r for band in bands for r in _by_cells(band)]
    return _by_cells(rects)


def _by_cells(rects: Rects) -> list[Rect]:
    cells = _cut(rects, lambda r: (r.left, r.right))
    if len(cells) > 1:
        return [r for cell in cells for r in by_rows(cell)]
    return _by_middles(rects)


def _by_middles(rects: Rects) -> list[Rect]:
    """Rows by the height of the middles: a line belongs to the row above when their middles are closer than half."""
    rows: list[list[Rect]] = []
    for r in sorted(rects, key=lambda r: r.middle):
        if rows and r.middle - rows[-1][-1].middle < min(r.height, rows[-1][-1].height) / 2:
            rows[-1].append(r)
        else:
            rows.append([r])
    return [r for row in rows for r in sorted(row, key=lambda r: r.left)]


def _cut(rects: Rects, extent: Callable[[Rect], tuple[float, float]]) -> list[list[Rect]]:
    """Groups of boxes parted by blank strips, in the order of the strips."""
    groups: list[list[Rect]] = []
    reach = float("-inf")
    for start, end, _, r in sorted((*extent(r), r.key, r) for r in rects):
        if start >= reach or not groups:
            groups.append([])
        groups[-1].append(r)
        reach = max(reach, end)
    return groups
