"""Just enough DER to find a seal's picture: lengths, nesting, bytes; bounded, and silent about the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

SEQUENCE, INTEGER, OCTETS = 0x30, 0x02, 0x04
STRINGS = (0x0C, 0x13, 0x16, 0x1A)
_MAX_DEPTH = 24
_MAX_NODES = 20_000


@dataclass(frozen=True, slots=True)
class Node:
    """One value with its tag; `depth` counts how deep it lies."""

    tag: int
    content: bytes
    depth: int

    @property
    def is_constructed(self) -> bool:
        return bool(self.tag & 0x20)

    def integer(self) -> int:
        return int.from_bytes(self.content, "big", signed=True)


def nodes(data: bytes, depth: int = 0) -> list[Node]:
    """The values that follow one another in `data`; empty when it is not DER to its end."""
    found: list[Node] = []
    at = 0
    while at < len(data):
        head = _head(data, at)
        if head is None or len(found) > _MAX_NODES:
            return []
        tag, start, end = head
        found.append(Node(tag, data[start:end], depth))
        at = end
    return found


def _head(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Tag, start and end of one value. Multi-byte tags do not occur in seals and count as not DER."""
    if at + 2 > len(data) or data[at] & 0x1F == 0x1F:
        return None
    length, start = data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        if not 1 <= count <= 4 or start + count > len(data):
            return None
        length = int.from_bytes(data[start : start + count], "big")
        start += count
    return (data[at], start, start + length) if start + length <= len(data) else None


def sequences(data: bytes) -> Iterator[list[Node]]:
    """The members of every SEQUENCE inside, outermost first; also inside octet strings that are DER themselves."""
    queue = nodes(data)
    seen = 0
    while queue and seen < _MAX_NODES:
        node = queue.pop(0)
        seen += 1
        if node.depth > _MAX_DEPTH or not (node.is_constructed or node.tag == OCTETS):
            continue
        members = nodes(node.content, node.depth + 1)
        if members and node.tag == SEQUENCE:
            yield members
        queue += members
