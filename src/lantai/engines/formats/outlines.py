"""Pictures without their pixels: what tells a format stands in heads, chunks and directories, never in the image.

PRONOM's signatures are looked for in the whole of a file, and most of a scan is pixels: an outline of it has some
kilobytes, and its signatures at the same distance from both ends.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterator
from pathlib import Path

LEAST = 32 << 10
"""Bytes from which an outline is quicker than the whole."""
_HEAD, _MOST = 128 << 10, 512 << 10
"""Bytes a JPEG says of itself at most before its pixels, and an outline has: of more, the whole is looked at."""
_EDGE = 4096
"""Bytes at both ends that are always there."""
_VALUE = 16 << 10
"""Bytes with which a value in a directory, or a chunk, begins."""
_PNG, _CHUNK, _IMAGE, _END = b"\x89PNG\r\n\x1a\n", struct.Struct(">I4s"), b"IDAT", b"IEND"
_SCAN, _ALONE = 0xDA, frozenset({0x00, 0x01, *range(0xD0, 0xDA), 0xFF})
"""Of the markers in a JPEG: where the pixels begin, and those without a length, none of which belongs before them."""
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""Of the types of a TIFF."""
_BELOW = frozenset({330, 34665, 34853, 40965})
"""Tags that lead to a directory of their own."""
_MOST_DIRECTORIES, _MOST_BELOW = 2000, 64

Piece = tuple[int, int]
"""From this byte to before that one."""


class _Irregular(Exception):
    """Not the picture it begins as: the whole is looked at."""


def outline_of(path: Path) -> bytes | None:
    """What a JPEG, PNG or TIFF says of itself, in its order.

    None for what is small or none of these, and where the outline does not come out even: a JPEG or PNG cut short or
    with something behind its end, directories that lie outside the file or lead in a circle. Whether the pixels are
    whole is not asked here: whoever reads the picture decodes it. Raises OSError.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size < LEAST:
            return None
        return _outline(descriptor, found.st_size)
    except (_Irregular, struct.error):
        return None
    finally:
        os.close(descriptor)


def _outline(file: int, size: int) -> bytes | None:
    start = os.pread(file, 8, 0)
    if start.startswith(b"\xff\xd8\xff"):
        pieces = _jpeg(file, size)
    elif start == _PNG:
        pieces = _png(file, size)
    elif start[:4] in (b"II*\0", b"MM\0*"):
        pieces = _tiff(file, size, "<" if start.startswith(b"II") else ">")
    else:
        return None
    return _joined(file, size, [(0, _EDGE), *pieces, (size - _EDGE, size)])


def _joined(file: int, size: int, pieces: list[Piece]) -> bytes:
    parts, total, done = list[bytes](), 0, 0
    for begin, end in sorted(pieces):
        if end > size:
            raise _Irregular
        begin = max(begin, done)
        if begin < end:
            total += end - begin
            if total > _MOST:
                raise _Irregular
            parts.append(os.pread(file, end - begin, begin))
            done = end
    return b"".join(parts)


def _jpeg(file: int, size: int) -> Iterator[Piece]:
    """Everything before the pixels."""
    head, at, marker = os.pread(file, _HEAD, 0), 2, 0
    while marker != _SCAN:
        mark, marker, length = struct.unpack_from(">BBH", head, at)
        if mark != 0xFF or marker in _ALONE or length < 2:
            raise _Irregular
        at += 2 + length
    if os.pread(file, 2, size - 2) != b"\xff\xd9":
        raise _Irregular
    yield 0, at


def _png(file: int, size: int) -> Iterator[Piece]:
    """Every chunk, those of the pixels without what is in them."""
    at, kind = len(_PNG), b""
    while kind != _END:
        length, kind = _CHUNK.unpack(os.pread(file, _CHUNK.size, at))
        after = at + _CHUNK.size + length + 4
        yield at, at + _CHUNK.size + (0 if kind == _IMAGE else min(length, _VALUE))
        at = after
    if at != size:
        raise _Irregular


def _tiff(file: int, size: int, order: str) -> Iterator[Piece]:
    """Every directory with its values: those of the pages, and those that they lead to."""
    (at,) = struct.unpack(f"{order}I", os.pread(file, 4, 4))
    waiting, seen = [at], set[int]()
    while waiting:
        at = waiting.pop()
        if at in seen or len(seen) >= _MOST_DIRECTORIES or not 8 <= at < size:
            raise _Irregular
        seen.add(at)
        (count,) = struct.unpack(f"{order}H", os.pread(file, 2, at))
        table = os.pread(file, 12 * count + 4, at + 2)
        yield at, at + 2 + len(table)
        for tag, kind, number, value in struct.iter_unpack(f"{order}HHII", table[: 12 * count]):
            length = _SIZES.get(kind, 1) * number
            if length > 4:
                yield value, min(value + min(length, _VALUE), size)
            if tag in _BELOW:
                waiting += _directories(file, order, number, value)
        (following,) = struct.unpack(f"{order}I", table[12 * count :])
        waiting += [following] if following else []


def _directories(file: int, order: str, number: int, value: int) -> list[int]:
    if number > _MOST_BELOW:
        raise _Irregular
    return [value] if number == 1 else list(struct.unpack(f"{order}{number}I", os.pread(file, 4 * number, value)))
