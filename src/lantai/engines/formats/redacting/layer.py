"""The unseen text over the picture: searchable, read aloud, and holding what remains and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lantai.engines.formats.model import Box, Line
from lantai.engines.formats.redacting.fonts import HiddenFont

_ALIKE = 0.12
_UNPLACED_SIZE = 8.0


def layer_of(lines: Sequence[Line], font: HiddenFont, *, scale: tuple[float, float], top: float) -> str:
    """Content that shows nothing. `scale`: points a pixel, across and down; `top`: where the picture's top edge is."""
    shown = [part for line in lines if line.boxes for part in _placed(line, font, scale, top)]
    unplaced = [line.text for line in lines if not line.boxes and line.text.strip()]
    for row, text in enumerate(unplaced):
        # Nothing is known of their place: they stand under one another from the top, in their order.
        shown.append(_text(font, text, _UNPLACED_SIZE, 100.0, 0.0, max(0.0, top - (row + 1) * _UNPLACED_SIZE)))
    return "q BT 3 Tr\n" + "".join(shown) + "ET Q\n" if shown else ""


def _placed(line: Line, font: HiddenFont, scale: tuple[float, float], top: float) -> Iterator[str]:
    for first, last in _runs(line):
        boxes = line.boxes[first:last]
        left, wide = boxes[0][0], boxes[-1][0] + max(1, boxes[-1][2]) - boxes[0][0]
        # Letters of a line share its height and foot: readers of PDF leave out what dances up and down.
        level = boxes if line.vertical else line.boxes
        bottom = max(box[1] + box[3] for box in level)
        size = max(1, max(box[3] for box in level)) * scale[1]
        stretch = 100 * wide * scale[0] / (len(boxes) * size)
        yield _text(font, line.text[first:last], size, stretch, left * scale[0], top - bottom * scale[1])


def _runs(line: Line) -> Iterator[tuple[int, int]]:
    """Characters of one width side by side go together; in a vertical line each stands alone."""
    first = 0
    for at in range(1, len(line.text) + 1):
        if at == len(line.text) or line.vertical or not _goes_on(line.boxes, first, at):
            yield first, at
            first = at


def _goes_on(boxes: Sequence[Box], first: int, at: int) -> bool:
    wide = max(1, boxes[first][2])
    pitch = (boxes[at - 1][0] - boxes[first][0]) / max(1, at - 1 - first) if at - 1 > first else wide
    off = abs(boxes[at][0] - boxes[at - 1][0] - pitch)
    level = abs(boxes[at][1] + boxes[at][3] - boxes[first][1] - boxes[first][3])
    return (
        abs(boxes[at][2] - wide) <= _ALIKE * wide + 1
        and off <= _ALIKE * wide + 1
        and level <= 0.2 * boxes[first][3] + 1
    )


def _text(font: HiddenFont, text: str, size: float, stretch: float, x: float, y: float) -> str:
    return f"/F1 {size:.2f} Tf {stretch:.1f} Tz 1 0 0 1 {x:.2f} {y:.2f} Tm {font.codes(text)} Tj\n"
