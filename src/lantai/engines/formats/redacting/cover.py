"""What of a page is covered: boxes for the paint, and the characters that leave the text layer with them.

Rules: a character that is withheld is covered whole and at the full height of its line; a box drawn through a
character takes all of it; where recognition only estimated places, half a character more is painted on either side.
The text layer errs on the other side: whatever a drawn box so much as brushes is gone from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from lantai.engines.formats.model import Box, Line
from lantai.engines.formats.redacting.errors import PassageHasNoPlace, PassageIsOutside
from lantai.engines.formats.redacting.model import FractionBox, PageToRedact, Unplaced, WithheldPart
from lantai.engines.formats.redacting.regions import MARGIN, check_box

_TAKEN = 0.25
"""A character of which so much lies under a drawn box is covered whole: the rest of it could be guessed."""
_BRUSHED = 0.05
_HIDDEN = 0.75
_NEIGHBOURS = 2

Rect = tuple[float, float, float, float]
"""left, top, right, bottom in pixels of the page's lines."""


@dataclass(slots=True)
class Cover:
    """`boxes` with their ground, in fractions; `gone`: characters no longer in the text, by line and place in it."""

    whole: bool = False
    boxes: list[tuple[FractionBox, WithheldPart]] = field(default_factory=list)
    gone: set[tuple[int, int]] = field(default_factory=set)


def cover_of(page: PageToRedact, number: int, unplaced: Unplaced) -> Cover:
    """Raises `PassageHasNoPlace`, `PassageIsOutside`, `BoxIsWrong`; never passes over something withheld."""
    cover = Cover(whole=any(part.is_whole_page for part in page.withheld))
    for part in page.withheld:
        for box in part.boxes:
            check_box(box, number)
            _cover_drawn(page, part, box, cover)
        if part.start is not None:
            _cover_passage(page, part, number, unplaced, cover)
    return cover


def _cover_passage(page: PageToRedact, part: WithheldPart, number: int, unplaced: Unplaced, cover: Cover) -> None:
    start, end = part.start or 0, part.end if part.end is not None else -1
    length = len(page.text)
    if not 0 <= start < end <= length:
        raise PassageIsOutside(page=number, length=length, start=start, end=end)
    for at, line, first, last in _runs(page.lines, start, end):
        cover.gone.update((at, i) for i in range(first, last))
        if page.width and line.text[first:last].strip():
            if line.boxes:
                cover.boxes.append((_fractions(_rect_of_run(line, first, last), page), part))
            elif not part.boxes:
                # Boxes beside the offsets say where it stands when the lines do not.
                if unplaced is Unplaced.REFUSE:
                    raise PassageHasNoPlace(page=number, start=start, end=end)
                cover.whole = True


def _runs(lines: Sequence[Line], start: int, end: int) -> Iterator[tuple[int, Line, int, int]]:
    """The part of each line that lies between two offsets of the page's text."""
    offset = 0
    for at, line in enumerate(lines):
        first, last = max(0, start - offset), min(len(line.text), end - offset)
        if first < last:
            yield at, line, first, last
        offset += len(line.text) + 1


def _rect_of_run(line: Line, first: int, last: int) -> Rect:
    """As high as the line is around it, so that neither tails nor heights of letters tell anything."""
    along = _union(line.boxes[first:last])
    near = _union(line.boxes[max(0, first - _NEIGHBOURS) : last + _NEIGHBOURS])
    slack = _slack(line)
    if line.vertical:
        return near[0], along[1] - slack, near[2], along[3] + slack
    return along[0] - slack, near[1], along[2] + slack, near[3]


def _slack(line: Line) -> float:
    """Half a character where places are estimates: certain are only the boxes of born-digital text."""
    if line.score >= 1.0:
        return 0.0
    return 0.5 * median(box[3] if line.vertical else box[2] for box in line.boxes)


def _cover_drawn(page: PageToRedact, part: WithheldPart, box: FractionBox, cover: Cover) -> None:
    if not page.width:
        cover.whole = True  # a box on a page that has no picture: nobody knows what it meant to cover
        return
    drawn = (box[0] * page.width, box[1] * page.height, (box[0] + box[2]) * page.width, (box[1] + box[3]) * page.height)
    rect = drawn
    around = MARGIN * max(page.width, page.height)
    for at, line in enumerate(page.lines):
        if not line.boxes:
            cover.gone.update((at, i) for i in range(len(line.text)))
            continue
        reach = _grown(drawn, around + _slack(line))
        for i, each in enumerate(line.boxes):
            if _share(each, reach) > _BRUSHED:
                cover.gone.add((at, i))
            if _share(each, drawn) >= _TAKEN:
                rect = _joined(rect, _as_rect(each))
    cover.boxes.append((_fractions(rect, page), part))


def covered_in(lines: Sequence[Line], rects: Sequence[Rect]) -> set[tuple[int, int]]:
    """Characters of which the paint, margins and all, leaves nothing to see: they are not read aloud either."""
    return {
        (at, i)
        for at, line in enumerate(lines)
        for i, box in enumerate(line.boxes)
        if any(_share(box, rect) > _HIDDEN for rect in rects)
    }


def _share(box: Box, rect: Rect) -> float:
    """How much of a character's box lies in a rectangle."""
    left, top, right, bottom = _as_rect(box)
    across = min(right, rect[2]) - max(left, rect[0])
    down = min(bottom, rect[3]) - max(top, rect[1])
    return across * down / ((right - left) * (bottom - top)) if across > 0 and down > 0 else 0.0


def _as_rect(box: Box) -> Rect:
    return box[0], box[1], box[0] + max(1, box[2]), box[1] + max(1, box[3])


def _union(boxes: Sequence[Box]) -> Rect:
    rects = [_as_rect(box) for box in boxes]
    return min(r[0] for r in rects), min(r[1] for r in rects), max(r[2] for r in rects), max(r[3] for r in rects)


def _joined(one: Rect, other: Rect) -> Rect:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _grown(rect: Rect, by: float) -> Rect:
    return rect[0] - by, rect[1] - by, rect[2] + by, rect[3] + by


def _fractions(rect: Rect, page: PageToRedact) -> FractionBox:
    left, top, right, bottom = rect
    return left / page.width, top / page.height, (right - left) / page.width, (bottom - top) / page.height
