"""Where the headers of a sheet stand: one row among the first, or two of which the upper groups the columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lantai.engines.formats.tables import Merge, Table
from lantai.holdings.imports.headers import AS_WRITTEN, Columns, field_of, plain, score
from lantai.holdings.imports.levels import names_by_level


@dataclass(frozen=True, slots=True)
class Header:
    """Where the headers stand and under which names the columns are read; `written` is what the cells say."""

    first: int
    last: int
    names: tuple[str, ...]
    written: tuple[str, ...] = ()


def header_of(table: Table, columns: Columns = AS_WRITTEN) -> Header | None:
    """The best-scoring row among the first thirty; two rows when the second names what the first groups."""
    best = max(range(min(30, len(table.rows))), key=lambda n: columns.score(table.rows[n]), default=None)
    if best is None or columns.score(table.rows[best]) < 2:
        return None
    names = tuple(name.strip() for name in table.rows[best])
    found = Header(best, best, names, names)
    for first, last in ((best - 1, best), (best, best + 1)):
        if first >= 0 and last < len(table.rows) and (both := _joined(table, first, last)):
            found = Header(first, last, both, both)
            break
    return replace(found, names=names_by_level([columns.named(name) for name in found.written]))


def _joined(table: Table, first: int, last: int) -> tuple[str, ...] | None:
    """Two header rows as one: the first groups columns by merging, the second has words under those groups only."""
    merges = [m for m in table.merges if m[0] == first and m[3] > m[1] and m[2] == first]
    merges = merges or list(_groups_by_blanks(table, first, last))
    grouped = {column for _, left, _, right in merges for column in range(left, right + 1)}
    upper, lower = _filled(table.rows[first], merges), table.rows[last]
    alone = [n for n in range(len(lower)) if n not in grouped]
    if not grouped or any(lower[n].strip() for n in alone) or not any(upper[n].strip() for n in alone):
        return None
    names = tuple(
        _two_row_name(up.strip(), low.strip(), again=list(lower).count(low) > 1)
        for up, low in zip(upper, lower, strict=False)
    )
    return names if score(names) >= max(score(table.rows[first]), 2) else None


def _two_row_name(upper: str, lower: str, *, again: bool) -> str:
    """男方 over 姓名 is the column of the man; 男方 over 住址 keeps both words, so that it is not the woman's."""
    if not upper or not lower:
        return upper or lower
    if field_of(upper).startswith("person:") and plain(lower) == "姓名":
        return upper
    return lower if field_of(lower) and not again else f"{upper}{lower}"


def _groups_by_blanks(table: Table, first: int, last: int) -> Iterator[Merge]:
    """Groups of a list that has lost its merged cells: a word, blanks behind it, and words below all of them."""
    upper, lower = table.rows[first], table.rows[last]
    starts = [n for n, cell in enumerate(upper) if cell.strip()]
    for left, end in pairwise([*starts, len(upper)]):
        below = [n for n in range(left, min(end, len(lower))) if lower[n].strip()]
        if len(below) > 1 and below == list(range(left, left + len(below))):
            yield first, left, first, below[-1]


def _filled(cells: Sequence[str], merges: Sequence[Merge]) -> list[str]:
    row = list(cells)
    for _top, left, _bottom, right in merges:
        row[left : right + 1] = [row[left]] * (right + 1 - left)
    return row
