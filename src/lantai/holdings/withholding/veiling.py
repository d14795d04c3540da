"""From what was decided to what is taken away: characters of a page's text, and parts of its image. Pure functions.

The rule for doubt is one: what cannot be placed any more, on the text or on the image, takes the whole page with it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lantai.base.common.text import BLACKED_OUT
from lantai.engines.formats.model import Box, Line
from lantai.holdings.withholding.models import Withheld
from lantai.holdings.withholding.sources import PageState

Span = tuple[int, int]
Part = tuple[float, float, float, float]
"""A part of an upright image: x, y, width, height as fractions of it."""

MARK = BLACKED_OUT * 4
"""What stands for a passage, always of this length: how long it was is nobody's business."""
NO_BOX: Box = (0, 0, 0, 0)
_MARGIN = 0.25
_LEAST_MARGIN = 3
_PAINTED = 2
"""Counted up when parts are painted over otherwise: images painted as before are not given out any more."""
_COVERED = 0.05
"""So much of a character at most may lie under a drawn box without being withheld."""


@dataclass(frozen=True, slots=True)
class Veil:
    """What one page is without. `whole`: everything of it. `parts` are painted over, `spans` replaced by the mark."""

    whole: bool
    spans: tuple[Span, ...]
    parts: tuple[Part, ...]
    grounds: tuple[str, ...]
    since: dt.datetime

    @property
    def key(self) -> str:
        """Names what is painted over: images kept under it never show more, nor less."""
        return hashlib.sha256(repr((_PAINTED, self.whole, self.parts)).encode()).hexdigest()[:16]

    def text(self, text: str) -> str:
        """The text as it is given out."""
        return "" if self.whole else masked_text(text, self.spans)

    def lines(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """The lines of that text."""
        return () if self.whole else masked_lines(lines, self.spans)


def veil_of(rows: Sequence[Withheld], page: PageState) -> Veil | None:
    """What is withheld of a page by these rows, as the page is now; None when there are no rows."""
    if not rows:
        return None
    grounds = tuple(dict.fromkeys(row.ground for row in rows))
    since = max(row.since for row in rows)
    if any(row.whole_page or row.digest != page.digest for row in rows):
        return Veil(True, (), (), grounds, since)
    drawn = [(x, y, w, h) for row in rows for x, y, w, h in row.boxes]
    said = [(row.start, row.end) for row in rows if row.start is not None and row.end is not None]
    letters = list(_letters(page.lines))
    if page.has_image and (_is_unplaced(rows, letters) or (drawn and _hides_unseen(rows, letters))):
        return Veil(True, (), (), grounds, since)
    spans = merged([*said, *_under(drawn, letters, page)])
    parts = (*drawn, *_parts(spans, letters, page)) if page.has_image else ()
    return Veil(False, spans, tuple(parts), grounds, since)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, and those that touch made one: two marks side by side would tell of a border."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def masked_text(text: str, spans: Sequence[Span]) -> str:
    """The text with a mark of fixed length for each passage."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], MARK]
        at = end
    return "".join([*pieces, text[at:]])


def masked_text_of(text: str, spans: Sequence[Span]) -> str:
    """What is withheld of a text, a passage a line: for comparing, never for showing."""
    return "\n".join(text[start:end] for start, end in spans)


@dataclass(frozen=True, slots=True)
class _Letter:
    """One character of a page's text; `line` is the number of its line. Ends of lines are characters, too."""

    at: int
    text: str
    line: int
    box: Box | None


def _letters(lines: Sequence[Line]) -> Iterator[_Letter]:
    at = 0
    for number, line in enumerate(lines):
        if number:
            yield _Letter(at, "\n", number - 1, None)
            at += 1
        for place, text in enumerate(line.text):
            yield _Letter(at, text, number, line.boxes[place] if line.boxes else None)
            at += 1


def _is_unplaced(rows: Iterable[Withheld], letters: Sequence[_Letter]) -> bool:
    """Whether a passage has no place on the image: nothing was drawn for it, and its characters have no boxes."""
    return any(
        not letter.text.isspace() and not _has_area(letter.box)
        for row in rows
        if row.start is not None and row.end is not None and not row.boxes
        for letter in letters[row.start : row.end]
    )


def _hides_unseen(rows: Iterable[Withheld], letters: Sequence[_Letter]) -> bool:
    """Whether a box was drawn without a passage, on a page some of whose characters stand nobody knows where."""
    is_alone = any(row.boxes and row.start is None for row in rows)
    return is_alone and any(not letter.text.isspace() and not _has_area(letter.box) for letter in letters)


def _has_area(box: Box | None) -> bool:
    return box is not None and box[2] > 0 and box[3] > 0


def _under(drawn: Sequence[Part], letters: Iterable[_Letter], page: PageState) -> list[Span]:
    """The characters that lie under drawn boxes."""
    boxes = [(x * page.width, y * page.height, w * page.width, h * page.height) for x, y, w, h in drawn]
    return [
        (letter.at, letter.at + 1)
        for letter in letters
        if boxes and letter.box and any(_share(letter.box, box) > _COVERED for box in boxes)
    ]


def _share(box: Box, cover: Part) -> float:
    """How much of a box lies under another one."""
    wide = min(box[0] + box[2], cover[0] + cover[2]) - max(box[0], cover[0])
    high = min(box[1] + box[3], cover[1] + cover[3]) - max(box[1], cover[1])
    return max(0.0, wide) * max(0.0, high) / (box[2] * box[3]) if _has_area(box) else 0.0


def _parts(spans: Sequence[Span], letters: Sequence[_Letter], page: PageState) -> Iterator[Part]:
    """One part of the image for what a passage has on each line, with a margin: ink does not end where boxes do."""
    for start, end in spans:
        for _, run in groupby(letters[start:end], key=lambda letter: letter.line):
            boxes = [letter.box for letter in run if letter.box is not None and _has_area(letter.box)]
            if boxes:
                yield _widened(boxes, page)


def _widened(boxes: Sequence[Box], page: PageState) -> Part:
    margin = max(_LEAST_MARGIN, round(_MARGIN * max(min(w, h) for _, _, w, h in boxes)))
    left, top = min(b[0] for b in boxes) - margin, min(b[1] for b in boxes) - margin
    right, bottom = max(b[0] + b[2] for b in boxes) + margin, max(b[1] + b[3] for b in boxes) + margin
    left, top, right, bottom = max(0, left), max(0, top), min(page.width, right), min(page.height, bottom)
    return left / page.width, top / page.height, (right - left) / page.width, (bottom - top) / page.height


def masked_lines(lines: Sequence[Line], spans: Sequence[Span]) -> tuple[Line, ...]:
    """The lines of `masked_text`. A mark has no place on the image; lines a passage runs over become one."""
    letters = list(_letters(lines))
    kept, at = list[_Letter](), 0
    for start, end in spans:
        line = letters[start].line if start < len(letters) else len(lines) - 1
        kept += [*letters[at:start], *(_Letter(start, text, line, NO_BOX) for text in MARK)]
        at = end
    kept += letters[at:]
    return tuple(_lines(kept, lines))


def _lines(letters: Iterable[_Letter], lines: Sequence[Line]) -> Iterator[Line]:
    row: list[_Letter] = []
    for letter in letters:
        if letter.text == "\n":
            yield _line(row, lines, letter.line)
            row = []
        else:
            row.append(letter)
    yield _line(row, lines, row[0].line if row else len(lines) - 1)


def _line(row: Sequence[_Letter], lines: Sequence[Line], number: int) -> Line:
    before = lines[row[0].line if row else number] if lines else Line("")
    boxes = tuple(letter.box for letter in row if letter.box is not None)
    is_placed = len(boxes) == len(row) and any(map(_has_area, boxes))
    is_marked = any(letter.box == NO_BOX for letter in row)
    score = 1.0 if is_marked else before.score
    return Line("".join(letter.text for letter in row), boxes if is_placed else (), score, before.vertical)
