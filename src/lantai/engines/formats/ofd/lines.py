"""Reading order: runs become lines from top to bottom, columns one after another, vertical writing right to left."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

from lantai.engines.formats.model import Box, Line
from lantai.engines.formats.ofd.text import Char, Run, without_doubles

# Shares of the type size: baselines nearer than this are one line; a gap wider than these is a blank, is a cell's edge.
_SAME_LINE = 0.5
_BLANK = 0.25
_CELL = 1.5
# A label written downwards in separate characters (购 / 买 / 方): steps no longer than this, edges no further apart.
_LABEL_STEP, _LABEL_EDGE, _LABEL_APART, _LABEL_LONGEST = 3.0, 0.3, 0.5, 10
# Columns of prose: lines of at least this many pieces that start at the same places, long and mostly full.
_COLUMN_ROWS, _COLUMN_START, _COLUMN_CHARS, _COLUMN_FULL, _COLUMN_JUMP = 3, 2.5, 6.0, 0.85, 4.0

Row = list[Run]


def reading_lines(runs: Sequence[Run], to_pixels: Callable[[Char], Box]) -> tuple[Line, ...]:
    """Lines in reading order, one box per character; a blank put between two runs has the gap as its box."""
    runs = without_doubles(runs)
    vertical = [run for run in runs if run.vertical]
    horizontal = [run for run in runs if not run.vertical]
    if sum(len(run.chars) for run in vertical) > sum(len(run.chars) for run in horizontal):
        vertical.sort(key=lambda run: (-run.left, run.chars[0].box[1]))
        ordered = [[run] for run in vertical] + _ordered(_rows(horizontal))
    else:
        # A short downward run is the label of the line it begins on; a long one is a text of its own.
        labels = [run for run in vertical if len(run.chars) <= _LABEL_LONGEST]
        ordered = _ordered(_rows(_with_labels_joined(horizontal) + labels))
        for run in vertical:
            if len(run.chars) > _LABEL_LONGEST:
                _insert(ordered, run)
    return tuple(_line(row, to_pixels) for row in ordered)


def _insert(rows: list[Row], run: Run) -> None:
    """A downward text stands before the first line that begins below its head."""
    rows.insert(next((at for at, row in enumerate(rows) if row[0].y > run.y), len(rows)), [run])


def _size(*runs: Run) -> float:
    return max(min(run.size for run in runs), 0.5)


def _rows(runs: Sequence[Run]) -> list[Row]:
    rows: list[Row] = []
    for run in sorted(runs, key=lambda run: (run.y, run.x)):
        if rows and abs(run.y - rows[-1][0].y) <= _SAME_LINE * _size(run, rows[-1][0]):
            rows[-1].append(run)
        else:
            rows.append([run])
    for row in rows:
        row.sort(key=lambda run: run.x)
    return rows


def _pieces(row: Row) -> list[Row]:
    pieces = [[row[0]]]
    for before, run in pairwise(row):
        if run.x - before.right > _CELL * _size(before, run):
            pieces.append([run])
        else:
            pieces[-1].append(run)
    return pieces


def _ordered(rows: list[Row]) -> list[Row]:
    """The rows again, with every stretch of columns turned into one column after another."""
    pieces = [_pieces(row) for row in rows]
    ordered: list[Row] = []
    at = 0
    while at < len(rows):
        end, columns = _columns(pieces, at) if len(pieces[at]) > 1 else (at, [])
        if columns:
            ordered += [piece for column in columns for piece in column]
            at = end
        else:
            ordered.append(rows[at])
            at += 1
    return ordered


def _columns(pieces: list[list[Row]], first: int) -> tuple[int, list[list[Row]]]:
    """The columns that begin at row `first`, and the row after them; no columns when it is a table or a single line."""
    starts = [piece[0].x for piece in pieces[first]]
    size = _size(*(run for piece in pieces[first] for run in piece))
    columns: list[list[Row]] = [[] for _ in starts]
    full_rows = 0
    at = first
    while at < len(pieces):
        row = pieces[at]
        places = [_column_of(piece, starts, size) for piece in row]
        jump = row[0][0].y - pieces[max(at - 1, first)][0][0].y
        if -1 in places or len(set(places)) < len(places) or jump > _COLUMN_JUMP * size:
            break
        for place, piece in zip(places, row, strict=True):
            columns[place].append(piece)
        full_rows += len(row) == len(starts)
        at += 1
    good = full_rows >= _COLUMN_ROWS and all(_is_prose(column) for column in columns)
    return at, columns if good else []


def _column_of(piece: Row, starts: list[float], size: float) -> int:
    """Which column a piece begins in and stays in; -1 for none."""
    for at, start in enumerate(starts):
        beyond = starts[at + 1] - 0.5 * size if at + 1 < len(starts) else math.inf
        if abs(piece[0].x - start) <= _COLUMN_START * size and piece[-1].right <= beyond:
            return at
    return -1


def _is_prose(column: list[Row]) -> bool:
    """Lines of some length, half of them at least nearly as wide as the column: table cells vary."""
    widths = [piece[-1].right - piece[0].x for piece in column]
    letters = sum(len(run.text.replace(" ", "")) for piece in column for run in piece)
    wide = sum(width >= _COLUMN_FULL * max(widths) for width in widths)
    return bool(column) and letters / len(column) >= _COLUMN_CHARS and wide * 2 >= len(column)


def _with_labels_joined(runs: list[Run]) -> list[Run]:
    """Single characters standing one below the other, apart from all else, become one downward run each."""
    rows = _rows(runs)
    row_of = {id(run): row for row in rows for run in row}
    singles = sorted((run for row in rows for run in row if _stands_apart(run, row)), key=lambda run: (run.x, run.y))
    single_ids = {id(run) for run in singles}
    alone = {id(run) for run in singles if all(id(other) in single_ids for other in row_of[id(run)])}
    labels: list[Run] = []
    used: set[int] = set()
    for start in singles:
        chain = _chain(start, [run for run in singles if id(run) not in used])
        while chain and id(chain[-1]) not in alone:
            chain.pop()
        if 2 <= len(chain) <= _LABEL_LONGEST and 2 * sum(id(run) in alone for run in chain) >= len(chain):
            used |= {id(run) for run in chain}
            labels.append(
                Run(tuple(c for run in chain for c in run.chars), start.x, start.y, start.size, vertical=True)
            )
    return labels + [run for run in runs if id(run) not in used]


def _stands_apart(run: Run, row: Row) -> bool:
    text = run.text.strip()
    if len(text) != 1 or unicodedata.east_asian_width(text) != "W":
        return False
    gap = _LABEL_APART * run.size
    return all(other is run or other.x > run.right + gap or other.right < run.x - gap for other in row)


def _chain(start: Run, singles: list[Run]) -> list[Run]:
    chain = [start]
    for run in singles:
        last = chain[-1]
        step = run.y - last.y
        beneath = abs(run.x - last.x) <= _LABEL_EDGE * last.size and abs(run.size - last.size) <= 0.1 * last.size
        if run is not start and beneath and 0 < step <= _LABEL_STEP * last.size and len(chain) <= _LABEL_LONGEST:
            chain.append(run)
    return chain


def _line(row: Row, to_pixels: Callable[[Char], Box]) -> Line:
    chars: list[Char] = []
    for at, run in enumerate(row):
        if at and run.x - row[at - 1].right > _BLANK * _size(run, row[at - 1]):
            before = row[at - 1].chars[-1].box
            chars.append(Char(" ", (before[2], before[1], max(run.left, before[2]), before[3])))
        chars += run.chars
    while chars and not chars[0].text.strip():
        chars.pop(0)
    while chars and not chars[-1].text.strip():
        chars.pop()
    text: list[str] = []
    boxes: list[Box] = []
    for char in chars:
        # A ligature's characters share its box: dividing it would promise more than the file says.
        text += char.text
        boxes += [to_pixels(char)] * len(char.text)
    return Line("".join(text), tuple(boxes), 1.0, len(row) == 1 and row[0].vertical)
