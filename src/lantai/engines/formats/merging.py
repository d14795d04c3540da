"""Joining a page's own text with what was recognised on its picture; light, as it runs outside the readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lantai.engines.formats.model import Box, Line, PageReading


def merge_page(layer: PageReading, recognised: PageReading) -> PageReading:
    """A page that has text of its own beside a picture with text: recognised lines fill the gaps."""
    if not layer.lines:
        return recognised
    missing = [line for line in recognised.lines if line.boxes and not _is_covered(line, layer.lines)]
    if not missing:
        return replace(layer, needs_ocr=False)
    lines = sorted((*layer.lines, *missing), key=_top)
    engine = f"{layer.engine} + {recognised.engine}"
    return replace(layer, lines=tuple(lines), engine=engine, needs_ocr=False)


def _top(line: Line) -> int:
    return min((box[1] for box in line.boxes), default=0)


def _is_covered(line: Line, others: Sequence[Line]) -> bool:
    """Whether most of the characters stand where the layer already has some."""
    spots = [(x + w / 2, y + h / 2) for x, y, w, h in line.boxes]
    boxes = [box for other in others for box in _hull(other)]
    inside = sum(1 for spot in spots if any(_holds(box, spot) for box in boxes))
    return inside > 0.5 * len(spots)


def _hull(line: Line) -> list[Box]:
    """The rectangle round a line, one comparison instead of one a character."""
    if not line.boxes:
        return []
    left, top = min(b[0] for b in line.boxes), min(b[1] for b in line.boxes)
    right, bottom = max(b[0] + b[2] for b in line.boxes), max(b[1] + b[3] for b in line.boxes)
    return [(left, top, right - left, bottom - top)]


def _holds(box: Box, spot: tuple[float, float]) -> bool:
    return box[0] <= spot[0] <= box[0] + box[2] and box[1] <= spot[1] <= box[1] + box[3]
