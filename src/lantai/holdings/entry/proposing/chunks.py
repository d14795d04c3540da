"""Pieces of recognised lines as a form has them: what stands together in one cell, with the box around it.

Recognition takes what stands on one height for one line, over the rulings of a form; wide gaps part it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lantai.engines.formats.model import Box, Line

GAP = 1.1
"""A gap wider than this share of the height of the characters parts two cells."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some characters of one line that stand together."""

    text: str
    box: Box
    score: float

    @property
    def left(self) -> int:
        return self.box[0]

    @property
    def top(self) -> int:
        return self.box[1]

    @property
    def right(self) -> int:
        return self.box[0] + self.box[2]

    @property
    def bottom(self) -> int:
        return self.box[1] + self.box[3]

    @property
    def height(self) -> int:
        return self.box[3]

    @property
    def x(self) -> float:
        return self.box[0] + self.box[2] / 2

    @property
    def y(self) -> float:
        return self.box[1] + self.box[3] / 2


def chunks_of(lines: Iterable[Line]) -> list[Chunk]:
    """Every piece, top to bottom and left to right. Lines without boxes and vertical ones say nothing of cells."""
    found = [chunk for line in lines if line.boxes and not line.vertical for chunk in _parted(line)]
    return sorted(found, key=lambda chunk: (chunk.y, chunk.left))


def _parted(line: Line) -> Iterable[Chunk]:
    starts = [0]
    height = max(box[3] for box in line.boxes)
    for n, (before, after) in enumerate(pairwise(line.boxes), 1):
        if after[0] - (before[0] + before[2]) > height * GAP:
            starts.append(n)
    for start, end in pairwise([*starts, len(line.text)]):
        text = line.text[start:end]
        if text.strip():
            yield Chunk(text.strip(), around(line.boxes[start:end]), line.score)


def around(boxes: Sequence[Box]) -> Box:
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return left, top, right - left, bottom - top


def joined(chunks: Sequence[Chunk]) -> Chunk:
    """Several pieces as one, in the order in which they are given."""
    score = sum(chunk.score * len(chunk.text) for chunk in chunks) / max(sum(len(chunk.text) for chunk in chunks), 1)
    return Chunk("".join(chunk.text for chunk in chunks), around([chunk.box for chunk in chunks]), score)


def on_one_height(a: Chunk, b: Chunk) -> bool:
    """Whether the middle of each lies within the other, near enough."""
    return abs(a.y - b.y) < 0.6 * min(a.height, b.height) + 0.1 * max(a.height, b.height)


def in_order(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Pieces of one cell as they are read: line by line."""
    return [chunk for row in rows_of(chunks) for chunk in row]


def rows_of(chunks: Sequence[Chunk]) -> list[list[Chunk]]:
    """Pieces by the height they stand on, each row left to right."""
    rows: list[list[Chunk]] = []
    for chunk in sorted(chunks, key=lambda each: each.y):
        if rows and on_one_height(rows[-1][-1], chunk):
            rows[-1].append(chunk)
        else:
            rows.append([chunk])
    return [sorted(row, key=lambda each: each.left) for row in rows]
