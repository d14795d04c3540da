"""The cache of page images kept below its size: what was asked for longest ago goes first. All of it may go."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

USED_AGAIN = 3600.0
"""Seconds after which another use of a page image is noted; nothing younger is swept, so nothing in use is."""
SWEPT_TO = 0.9
"""A cache that is full is swept to this share of its size, not to be full again at the next page."""


def note_use(path: Path) -> bool:
    """Whether the file is there; that it was used is noted at most once an hour, by its time."""
    try:
        if time.time() - path.stat().st_mtime > USED_AGAIN:
            # Swept at this moment, or in a cache that cannot be written: it is still there to read.
            with suppress(OSError):
                os.utime(path)
    except FileNotFoundError:
        return False
    return True


def sweep_pages(folder: Path, *, most_bytes: int, now: float) -> int:
    """Remove the files used longest ago until the rest fits; returns how many went. One walk, done once an hour."""
    found = sorted(_files(folder))
    total = sum(size for _, size, _ in found)
    gone = 0
    if total <= most_bytes:
        return 0
    for used, size, path in found:
        if total <= SWEPT_TO * most_bytes or now - used < USED_AGAIN:
            break
        Path(path).unlink(missing_ok=True)
        total -= size
        gone += 1
    return gone


def _files(folder: Path) -> Iterator[tuple[float, int, str]]:
    """(last use, bytes on the disk, path) of every file two levels below, those half written included."""
    with suppress(FileNotFoundError), os.scandir(folder) as shelves:
        for shelf in shelves:
            if shelf.is_dir(follow_symlinks=False):
                with suppress(FileNotFoundError), os.scandir(shelf.path) as entries:
                    for entry in entries:
                        with suppress(FileNotFoundError):
                            said = entry.stat(follow_symlinks=False)
                            yield said.st_mtime, said.st_size, entry.path
