"""The text that remains: every withheld run is one mark of the same length, whatever stood there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from lantai.engines.formats.model import Box, Line

Rect = tuple[float, float, float, float]
"""left, top, right, bottom in pixels of the lines."""


def remaining_lines(
    lines: Sequence[Line], gone: set[tuple[int, int]], mark: str, painted: Sequence[Rect] = ()
) -> list[Line]:
    """The lines with marks in place of what is gone; a mark has the place of the paint, not of what is below it."""
    if not gone:
        return list(lines)
    return [_remaining(at, line, gone, mark, painted) for at, line in enumerate(lines)]


def _remaining(at: int, line: Line, gone: set[tuple[int, int]], mark: str, painted: Sequence[Rect]) -> Line:
    text: list[str] = []
    boxes: list[Box] = []
    for is_gone, places in groupby(range(len(line.text)), lambda i: (at, i) in gone):
        run = list(places)
        if is_gone:
            text.append(mark)
            boxes.extend(_shared(_paint_over(line, run, painted), len(mark), line) if line.boxes else ())
        else:
            text.extend(line.text[i] for i in run)
            boxes.extend(line.boxes[i] for i in run if line.boxes)
    return Line("".join(text), tuple(boxes), line.score, line.vertical)


def _paint_over(line: Line, run: list[int], painted: Sequence[Rect]) -> Rect:
    """The painted part over a run: the first that its middle lies in; where there is none, the run's own place."""
    first, last = line.boxes[run[0]], line.boxes[run[-1]]
    own = (float(first[0]), float(first[1]), float(last[0] + last[2]), float(last[1] + last[3]))
    x, y = (own[0] + own[2]) / 2, (own[1] + own[3]) / 2
    return next((rect for rect in painted if rect[0] <= x <= rect[2] and rect[1] <= y <= rect[3]), own)


def _shared(rect: Rect, count: int, line: Line) -> Iterator[Box]:
    left, top, right, bottom = map(round, rect)
    if line.vertical:
        step = max(1, (bottom - top) // count)
        return ((left, top + n * step, max(1, right - left), step) for n in range(count))
    step = max(1, (right - left) // count)
    return ((left + n * step, top, step, max(1, bottom - top)) for n in range(count))
