"""QR codes as a path to be drawn in any size: on labels, and where somebody enrols a telephone. Imports segno alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

QUIET_QR = 4
"""Blank modules around a QR code (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A code as an SVG path of whole modules, its quiet zone included, and how many modules it is wide and high."""

    path: str
    width: int
    height: int


def qr_code(text: str) -> Drawn:
    """A QR code that a label still shows when a seventh of it is gone (level M). Raises `ValueError` when too long."""
    import segno  # asked for only when codes are drawn

    matrix = [bytes(row) for row in segno.make_qr(text, error="m", boost_error=False).matrix]
    size = len(matrix) + 2 * QUIET_QR
    runs = ((x + QUIET_QR, y + QUIET_QR, length) for y, row in enumerate(matrix) for x, length in _dark(row))
    return Drawn(path_of(runs), size, size)


def path_of(runs: Iterable[tuple[int, int, int]]) -> str:
    """Dark runs (x, y, length) as one path, a module high each."""
    return " ".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in runs)


def _dark(row: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Where dark runs begin and how long they are."""
    start = None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, x - start
            start = None
