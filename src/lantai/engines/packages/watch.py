"""How far long work is: counted while bytes are read, told now and then, and the place where it can be stopped."""

from __future__ import annotations

from lantai.engines.packages.model import Progress

_EVERY = 16 << 20


class Watch:
    """Counts files and bytes; calls `progress` at each file and every 16 MB. What that raises ends the work."""

    def __init__(self, progress: Progress | None = None) -> None:
        self.files = 0
        self.size = 0
        self._progress = progress
        self._told = 0

    def bytes_done(self, count: int, name: str) -> None:
        self.size += count
        if self._progress and self.size - self._told >= _EVERY:
            self._told = self.size
            self._progress(self.files, self.size, name)

    def file_done(self, name: str) -> None:
        self.files += 1
        if self._progress:
            self._progress(self.files, self.size, name)
