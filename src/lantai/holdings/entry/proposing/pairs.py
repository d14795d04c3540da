"""Forms of labels and blanks: a value stands right of its label as far as the next label, or below it; and the foot."""

from __future__ import annotations

from collections.abc import Sequence

from lantai.base.common.dates import Precision, parse_date
from lantai.holdings.entry.proposing.chunks import Chunk, in_order, on_one_height
from lantai.holdings.entry.proposing.reading import OTHER, Found, Label, Reader

DEEP = 2.6
"""A value below its label is not further from it than so many heights of the label."""
FOOT = 4
"""So many last rows are looked at for date and signature."""


def from_pairs(reader: Reader) -> list[Found]:
    """One value for each label on the page that asks for one."""
    found = []
    for label in reader.labels:
        if label.target == OTHER:
            continue
        values = [label.rest] if label.rest else beside(reader, label) or below(reader, label)
        if one := reader.found(label.target, values, label=label.score):
            found.append(one)
    return found


def beside(reader: Reader, label: Label) -> list[Chunk]:
    """What stands right of a label in its cell: the pieces on its height up to the next label, and the rest of a value
    that is wrapped above and below it."""
    right = [chunk for chunk in reader.chunks if chunk.left >= label.chunk.right - label.chunk.height * 0.3]
    on_row = [chunk for chunk in right if on_one_height(chunk, label.chunk)]
    stop = min((chunk.left for chunk in on_row if reader.is_label(chunk)), default=10**9)
    top, bottom = band(reader, label)
    cell = [chunk for chunk in right if top < chunk.y < bottom and chunk.left < stop and not reader.is_label(chunk)]
    return in_order(cell)


def band(reader: Reader, label: Label) -> tuple[float, float]:
    """Between which heights the cell of a label lies: half way to the labels above and below, two lines at most."""
    own = label.chunk
    others = [each.chunk for each in reader.labels if each is not label]
    above = [each.y for each in others if each.y < own.y - own.height * 0.7]
    below_ = [each.y for each in others if each.y > own.y + own.height * 0.7]
    reach = own.height * 2.2
    top = max((own.y + max(above)) / 2 if above else 0, own.y - reach)
    bottom = min((own.y + min(below_)) / 2 if below_ else 2 * own.y - top, own.y + reach)
    return top, bottom


def below(reader: Reader, label: Label) -> list[Chunk]:
    """What stands below a label, when nothing stands right of it."""
    own = label.chunk
    under = [
        chunk
        for chunk in reader.chunks
        if own.bottom - own.height * 0.2 < chunk.y < own.y + own.height * DEEP
        and min(chunk.right, own.right) - max(chunk.left, own.left)
        > 0.5 * min(chunk.right - chunk.left, own.right - own.left)
        and not reader.is_label(chunk)
    ]
    return under[:1]


def from_foot(reader: Reader) -> list[Found]:
    """The date below the form, and above it who signed: found by shape alone, so the score is lower."""
    target = reader.form.foot.get("date")
    if not target or not reader.labels:
        return []
    last = max(label.chunk.bottom for label in reader.labels)
    rows = [row for row in reader.rows if row[0].top > last][:FOOT]
    dated = next((chunk for row in reversed(rows) for chunk in row if _is_day(chunk.text)), None)
    if dated is None:
        return []
    found = [reader.found(target, [dated], label=0.85)]
    if unit := reader.form.foot.get("unit"):
        ends: Sequence[str] = reader.form.foot.get("ends", ())
        signed = [c for row in rows for c in row if c.y < dated.y and c.text.strip().endswith(tuple(ends))]
        found += [reader.found(unit, signed[-1:], label=0.85)]
    return [one for one in found if one]


def _is_day(text: str) -> bool:
    date = parse_date("".join(text.split()))
    return not date.problem and date.precision == Precision.DAY
