"""The text of a page cut at hints and at what is withheld, and the same places as boxes on its image."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lantai.engines.formats.model import Box, Line
from lantai.services.opening.reviewing.hints import SeenHint

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a line with what lies on them: the number of a hint, or 0, its ground, and withheld or not."""

    text: str
    hint: int
    ground: str
    withheld: bool
    first: bool


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """One line: where it starts in the page's text, its pieces, and the box that holds it."""

    start: int
    pieces: tuple[Piece, ...]
    box: Box | None

    @property
    def place(self) -> str:
        return ",".join(map(str, self.box)) if self.box else ""


def marked_lines(lines: Iterable[Line], hints: Sequence[SeenHint], withheld: Sequence[Span]) -> tuple[MarkedLine, ...]:
    """Lines with their pieces; where hints overlap, the first of them is shown."""
    found, offset, begun = [], 0, set[int]()
    for line in lines:
        found.append(MarkedLine(offset, tuple(_pieces(line.text, offset, hints, withheld, begun)), around(line.boxes)))
        offset += len(line.text) + 1
    return tuple(found)


def _pieces(
    text: str, offset: int, hints: Sequence[SeenHint], withheld: Sequence[Span], begun: set[int]
) -> Iterable[Piece]:
    end = offset + len(text)
    near = [(number, hint) for number, hint in enumerate(hints, 1) if hint.start < end and hint.end > offset]
    spans = [(a, b) for a, b in withheld if a < end and b > offset]
    places = {place for _number, hint in near for place in (hint.start, hint.end)} | {x for pair in spans for x in pair}
    cuts = sorted({offset, end, *(place for place in places if offset < place < end)})
    for left, right in pairwise(cuts):
        number, ground = next(((n, h.ground) for n, h in near if h.start <= left < h.end), (0, ""))
        yield Piece(
            text[left - offset : right - offset],
            number,
            ground,
            any(a <= left < b for a, b in spans),
            bool(number) and number not in begun,
        )
        begun.add(number)


def boxes_of(lines: Iterable[Line], span: Span) -> tuple[Box, ...]:
    """One box for each line the span touches; none where no layout is known."""
    found, offset = [], 0
    for line in lines:
        first, last = max(span[0] - offset, 0), min(span[1] - offset, len(line.text))
        if line.boxes and first < last:
            box = around(line.boxes[first:last])
            found += [box] if box else []
        offset += len(line.text) + 1
    return tuple(found)


def in_fractions(boxes: Iterable[Box], width: int, height: int) -> list[list[float]]:
    """Boxes as decisions keep them: parts of the page, whatever size its image is shown in."""
    if not width or not height:
        return []
    return [
        [
            round(x / width, 5),
            round(y / height, 5),
            round(min(w, width - x) / width, 5),
            round(min(h, height - y) / height, 5),
        ]
        for x, y, w, h in boxes
    ]


def around(boxes: Sequence[Box]) -> Box | None:
    if not boxes:
        return None
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return left, top, right - left, bottom - top
