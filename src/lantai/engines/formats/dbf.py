"""Lists of the old database programs (dBASE III and IV, FoxPro): HJ/T 79-2001 and the pinyin codes of headers come of
them. Text is GB18030 unless the file says otherwise; deleted rows stay out, as they did on the screen.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lantai.engines.formats import codes

_KINDS = frozenset(b"\x02\x03\x30\x31\x32\x43\x63\x83\x8b\xcb\xf5\xfb")
_HEAD, _FIELD = 32, 32
_PAGES = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5", 0x78: "big5"}
"""Language driver → encoding; files of the time mostly say nothing, or the page of the machine they were copied on."""
_MEMOS = "MGPBW"


class BrokenDbf(ValueError):
    """A file that begins as a DBF and is none that can be read: `code` of the finding."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    kind: str
    start: int
    end: int


def is_dbf(path: Path) -> bool:
    """By what the head says of itself: text that happens to begin with the same byte has no such numbers in it."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if len(head) < _HEAD or head[0] not in _KINDS:
        return False
    _rows, begin, width = struct.unpack_from("<IHH", head, 4)
    return 1 <= head[2] <= 12 and 1 <= head[3] <= 31 and begin > _HEAD and width > 1


def dbf_rows(path: Path) -> Iterator[Sequence[str]]:
    """The names of the columns, then the rows, every cell as text. Raises `BrokenDbf`.

    Long texts (memo) lie in a second file, which a list that is given alone has lost: it is refused, not read by half.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        count, begin, width = struct.unpack_from("<IHH", head, 4)
        encoding = _PAGES.get(head[29], "gb18030")
        fields = _fields(stream.read(begin - _HEAD), width, encoding)
        yield [field.name for field in fields]
        stream.seek(begin)
        yield from _rows(stream, count, width, fields, encoding)


def _fields(told: bytes, width: int, encoding: str) -> list[_Field]:
    found, start = [], 1
    for at in range(0, len(told) - _FIELD + 1, _FIELD):
        if told[at] in b"\r\x00":
            break
        name = told[at : at + 11].split(b"\x00")[0].decode(encoding, "replace").strip()
        kind, size = chr(told[at + 11]), told[at + 16]
        size += told[at + 17] << 8 if kind == "C" else 0
        found.append(_Field(name, kind, start, start + size))
        start += size
    if not found or start > width:
        raise BrokenDbf(codes.DAMAGED)
    return found


def _rows(stream: BinaryIO, count: int, width: int, fields: Sequence[_Field], encoding: str) -> Iterator[Sequence[str]]:
    for _ in range(count):
        row = stream.read(width)
        if len(row) < width:
            raise BrokenDbf(codes.DAMAGED)
        if row[:1] != b"*":
            yield [_text(row[field.start : field.end], field, encoding) for field in fields]


def _text(cell: bytes, field: _Field, encoding: str) -> str:
    if field.kind in _MEMOS:
        if cell.strip(b" \x000"):
            raise BrokenDbf(codes.MEMO_APART)
        return ""
    if field.kind == "I" and len(cell) == 4:
        return str(struct.unpack("<i", cell)[0])
    text = cell.replace(b"\x00", b" ").decode(encoding, "replace").strip()
    if field.kind == "D" and len(text) == 8 and text.isdecimal():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text
