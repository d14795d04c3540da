"""Lists: a row of heads, and below it a row a person, wrapped or not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lantai.holdings.entry.proposing.chunks import Chunk
from lantai.holdings.entry.proposing.reading import Found, Label, Reader

FEWEST = 3
"""So many heads make a list."""


def from_table(reader: Reader) -> list[Found]:
    """Everything below the heads: `row` counts the persons, from 0."""
    heads = heads_of(reader)
    if len(heads) < FEWEST:
        return []
    edges = _edges(heads, reader)
    found = []
    for row, cells in enumerate(_rows(reader, heads, edges)):
        for label, cell in zip(heads, cells, strict=True):
            one = reader.found(label.target, cell, label=label.score, place=row)
            if one:
                found.append(one)
    return found


def heads_of(reader: Reader) -> list[Label]:
    """The labels of the row that has most of them, left to right."""
    best: list[Label] = []
    for label in reader.labels:
        row = [each for each in reader.labels if abs(each.chunk.y - label.chunk.y) < label.chunk.height]
        best = max(best, row, key=len)
    return sorted(best, key=lambda label: label.chunk.left)


def _edges(heads: Sequence[Label], reader: Reader) -> list[float]:
    """Where columns part. A head stands in the middle of its column, so that two neighbours do not part in the middle
    of the gap where one column is wide; the pieces below decide: the place between them that fewest of them cross."""
    height = heads[0].chunk.height
    under = [chunk for chunk in reader.chunks if chunk.y > heads[0].chunk.y + height * 0.7]
    edges = [-1.0]
    for a, b in pairwise(heads):
        places = [a.chunk.right + (b.chunk.left - a.chunk.right) * step / 20 for step in range(21)]
        crossed = [sum(chunk.left < place < chunk.right for chunk in under) for place in places]
        least = min(crossed)
        free = [place for place, count in zip(places, crossed, strict=True) if count == least]
        edges.append(free[len(free) // 2])
    return [*edges, 10.0**9]


def _rows(reader: Reader, heads: Sequence[Label], edges: Sequence[float]) -> list[list[list[Chunk]]]:
    """Cells by row. A row begins where the column of names has a piece; what stands nearest to it belongs to it."""
    start = heads[0].chunk.y + heads[0].chunk.height * 0.7
    under = [chunk for chunk in reader.chunks if chunk.y > start and not reader.is_label(chunk)]
    names = next((n for n, label in enumerate(heads) if label.target == "person.name"), 0)
    anchors = [chunk for chunk in under if edges[names] <= chunk.x < edges[names + 1]]
    if not anchors:
        return []
    step = min((b.y - a.y for a, b in pairwise(anchors)), default=anchors[0].height * 2)
    rows: list[list[list[Chunk]]] = [[[] for _head in heads] for _anchor in anchors]
    for chunk in under:
        n = min(range(len(anchors)), key=lambda k: abs(anchors[k].y - chunk.y))
        if abs(anchors[n].y - chunk.y) < max(step, anchors[n].height) * 0.75:
            column = next(k for k, (left, right) in enumerate(pairwise(edges)) if left <= chunk.x < right)
            rows[n][column].append(chunk)
    return rows
