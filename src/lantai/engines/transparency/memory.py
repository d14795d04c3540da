"""Nodes in memory: for checks of a log that somebody else published, and for tests."""

from __future__ import annotations


class MemoryNodes:
    """Keeps nodes until it is forgotten."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[int, int], bytes] = {}
        self._size = 0

    def get(self, level: int, index: int) -> bytes:
        return self._nodes[level, index]

    def put(self, level: int, index: int, digest: bytes) -> None:
        self._nodes[level, index] = digest
        if not level:
            self._size = max(self._size, index + 1)

    def size(self) -> int:
        return self._size
