"""Reading order of a page with ruled tables: a table is read where it stands, its cells row by row, a cell whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lantai.engines.formats.ocr.cuts import Rect, by_rows, in_order


def in_order_with_tables(rects: Sequence[Rect], tables: Sequence[Sequence[Rect]]) -> list[Rect]:
    """The same boxes in reading order. `tables`: the cells of each, in the same coordinates as the boxes."""
    cells = [replace(cell, key=i) for i, cell in enumerate(cell for table in tables for cell in table)]
    table_of = [number for number, table in enumerate(tables) for _ in table]
    inside: dict[int, list[Rect]] = {}
    free: list[Rect] = []
    for rect in rects:
        cell = min((c for c in cells if _holds(c, rect)), key=_area, default=None)
        if cell is None:
            free.append(rect)
        else:
            inside.setdefault(cell.key, []).append(rect)
    used: dict[int, list[Rect]] = {}
    for key in inside:
        used.setdefault(table_of[key], []).append(cells[key])
    stand_ins = [_round(-1 - number, used[number]) for number in used]
    out: list[Rect] = []
    for item in in_order([*free, *stand_ins]):
        out += [item] if item.key >= 0 else _table(used[-1 - item.key], inside)
    return out


def _table(cells: Sequence[Rect], inside: dict[int, list[Rect]]) -> list[Rect]:
    return [rect for cell in by_rows(cells) for rect in in_order(inside[cell.key])]


def _holds(cell: Rect, rect: Rect) -> bool:
    return cell.left <= rect.middle_x <= cell.right and cell.top <= rect.middle <= cell.bottom


def _area(cell: Rect) -> float:
    return cell.width * cell.height


def _round(key: int, cells: Sequence[Rect]) -> Rect:
    """The box round these cells, standing for their table."""
    left, top = min(c.left for c in cells), min(c.top for c in cells)
    return Rect(key, left, top, max(c.right for c in cells), max(c.bottom for c in cells))
