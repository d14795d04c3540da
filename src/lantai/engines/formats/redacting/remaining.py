"""The text that remains: every withheld run is one mark of the same length, whatever stood there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from lantai.engines.formats.model import Box, Line


def remaining_lines(lines: Sequence[Line], gone: set[tuple[int, int]], mark: str) -> list[Line]:
    """The lines with marks in place of what is gone; a mark shares the stretch its run took."""
    if not gone:
        return list(lines)
    return [_remaining(at, line, gone, mark) for at, line in enumerate(lines)]


def _remaining(at: int, line: Line, gone: set[tuple[int, int]], mark: str) -> Line:
    text: list[str] = []
    boxes: list[Box] = []
    for is_gone, places in groupby(range(len(line.text)), lambda i: (at, i) in gone):
        run = list(places)
        if is_gone:
            text.append(mark)
            boxes.extend(_shared(line, run, len(mark)) if line.boxes else ())
        else:
            text.extend(line.text[i] for i in run)
            boxes.extend(line.boxes[i] for i in run if line.boxes)
    return Line("".join(text), tuple(boxes), line.score, line.vertical)


def _shared(line: Line, run: list[int], count: int) -> Iterator[Box]:
    first, last = line.boxes[run[0]], line.boxes[run[-1]]
    if line.vertical:
        step = max(1, (last[1] + last[3] - first[1]) // count)
        return ((first[0], first[1] + n * step, first[2], step) for n in range(count))
    step = max(1, (last[0] + last[2] - first[0]) // count)
    return ((first[0] + n * step, first[1], step, first[3]) for n in range(count))
