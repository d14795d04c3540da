"""Small files go to a reader many at a time: a question and its answer cost more than reading one of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

SMALL = 128 << 10
"""Bytes of a file that goes with others."""
MOST_FILES, MOST_BYTES = 12, 384 << 10
CHUNK = 200
"""Pages read in one go: documents of thousands of pages come in pieces, each with the whole time limit."""


def sheaves(paths: Iterable[Path]) -> Iterator[list[Path]]:
    """The paths in their order, small files together, every other alone."""
    sheaf: list[Path] = []
    room = MOST_BYTES
    for path in paths:
        size = _size(path)
        if sheaf and (size > min(SMALL, room) or len(sheaf) == MOST_FILES):
            yield sheaf
            sheaf, room = [], MOST_BYTES
        if size > SMALL:
            yield [path]
        else:
            sheaf.append(path)
            room -= size
    if sheaf:
        yield sheaf


def _size(path: Path) -> int:
    """What cannot be looked at is read alone, and told so."""
    try:
        return os.stat(path).st_size  # noqa: PTH116 - for every file
    except OSError:
        return SMALL + 1
