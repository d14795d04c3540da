"""Old workbooks (.xls) as Excel 97 writes them: one sheet of texts in a compound file, made by hand for tests."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SMALLEST = 4096
"""Shorter streams lie in sectors of another size: the stream is filled up to this."""


def write_xls(path: Path, rows: Sequence[Sequence[str]], *, sheet: str = "目录") -> Path:
    """Write one sheet of texts."""
    stream = _workbook(rows, sheet)
    stream += bytes(max(_SMALLEST, -(-len(stream) // _SECTOR) * _SECTOR) - len(stream))
    path.write_bytes(_compound(stream))
    return path


def _workbook(rows: Sequence[Sequence[str]], sheet: str) -> bytes:
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 0x0600))
    name = sheet.encode("utf-16-le")
    bound = struct.pack("<IBBBB", 0, 0, 0, len(sheet), 1) + name
    start = len(begin) + len(_record(0x0085, bound)) + len(_record(0x000A, b""))
    bound = struct.pack("<I", start) + bound[4:]
    cells = b"".join(
        _record(0x0204, struct.pack("<HHHHB", r, c, 0, len(text), 1) + text.encode("utf-16-le"))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text
    )
    begin_sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 0x0600))
    extent = _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    end = _record(0x000A, b"")
    return begin + _record(0x0085, bound) + end + begin_sheet + extent + cells + end


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _compound(stream: bytes) -> bytes:
    """Sector 0 is the allocation table, 1 the directory, the rest the one stream."""
    count = len(stream) // _SECTOR
    if count + 2 > _SECTOR // 4:
        msg = "one table of sectors holds no more than 63 kB"
        raise ValueError(msg)
    table = [_FAT, _END, *range(3, count + 2), _END]
    table += [_FREE] * (_SECTOR // 4 - len(table))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, _SMALLEST, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    entries = _entry("Root Entry", 5, child=1, start=_END, size=0) + _entry("Workbook", 2, start=2, size=len(stream))
    return header + struct.pack(f"<{len(table)}I", *table) + entries + bytes(_SECTOR - len(entries)) + stream


def _entry(name: str, kind: int, *, start: int, size: int, child: int = _FREE) -> bytes:
    spelled = (name + "\0").encode("utf-16-le")
    said = spelled.ljust(64, b"\0") + struct.pack("<HBBIII", len(spelled), kind, 1, _FREE, _FREE, child)
    return said + bytes(36) + struct.pack("<IQ", start, size)
