"""Just enough DER to build and take apart keys, certificates and SM2 signatures; strict, no indefinite lengths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

BOOLEAN, INTEGER, BITS, OCTETS, NULL, OID, SEQUENCE, SET = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x30, 0x31
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18


class NotDer(ValueError):
    """The bytes are not what they were taken for. Never leaves this app."""


@dataclass(frozen=True, slots=True)
class Node:
    """One value; `raw` is the whole of it with tag and length."""

    tag: int
    content: bytes
    raw: bytes

    def members(self) -> list[Node]:
        return list(nodes(self.content))

    def integer(self) -> int:
        if self.tag != INTEGER or not self.content:
            raise NotDer
        return int.from_bytes(self.content, "big", signed=True)

    def oid(self) -> str:
        if self.tag != OID:
            raise NotDer
        return _oid_text(self.content)

    def bits(self) -> bytes:
        """A bit string of whole bytes."""
        if self.tag != BITS or self.content[:1] != b"\0":
            raise NotDer
        return self.content[1:]


def nodes(data: bytes) -> Iterator[Node]:
    """The values that follow one another. Raises `NotDer` where they stop being DER."""
    at = 0
    while at < len(data):
        start, end = _bounds(data, at)
        yield Node(data[at], data[start:end], data[at:end])
        at = end


def one(data: bytes, tag: int | None = None) -> Node:
    """The only value in `data`, of this tag if one is named. Raises `NotDer`."""
    found = list(nodes(data))
    if len(found) != 1 or (tag is not None and found[0].tag != tag):
        raise NotDer
    return found[0]


def _bounds(data: bytes, at: int) -> tuple[int, int]:
    if at + 2 > len(data) or data[at] & 0x1F == 0x1F:
        raise NotDer
    length, start = data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        if not 1 <= count <= 4 or start + count > len(data):
            raise NotDer
        length = int.from_bytes(data[start : start + count], "big")
        start += count
        if length < 0x80 or length >> (8 * (count - 1)) == 0:  # DER allows the shortest form only
            raise NotDer
    if start + length > len(data):
        raise NotDer
    return start, start + length


def _oid_text(content: bytes) -> str:
    arcs, value = [], 0
    for byte in content:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(value)
            value = 0
    if not arcs:
        raise NotDer
    first = min(arcs[0] // 40, 2)
    return ".".join(str(arc) for arc in (first, arcs[0] - 40 * first, *arcs[1:]))


# ── writing ──


def value(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content


def sequence(*parts: bytes) -> bytes:
    return value(SEQUENCE, *parts)


def integer(number: int) -> bytes:
    return value(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def octets(data: bytes) -> bytes:
    return value(OCTETS, data)


def bits(data: bytes) -> bytes:
    return value(BITS, b"\0", data)


def null() -> bytes:
    return value(NULL)


def oid(text: str) -> bytes:
    arcs = [int(arc) for arc in text.split(".")]
    content = b""
    for arc in (arcs[0] * 40 + arcs[1], *arcs[2:]):
        piece = bytes([arc & 0x7F])
        while arc := arc >> 7:
            piece = bytes([0x80 | arc & 0x7F]) + piece
        content += piece
    return value(OID, content)


def explicit(number: int, *parts: bytes) -> bytes:
    """A context-specific, constructed tag."""
    return value(0xA0 | number, *parts)
