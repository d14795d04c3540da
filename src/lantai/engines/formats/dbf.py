"""Lists of the old database programs (dBASE III and IV, FoxPro): HJ/T 79-2001 and the pinyin codes of headers come of
them. Text is GB18030 unless the file says otherwise; deleted rows stay out, as they did on the screen.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lantai.engines.formats import codes
from lantai.engines.formats.memos import Memos, memo_beside

_KINDS = frozenset(b"\x02\x03\x30\x31\x32\x43\x63\x83\x8b\xcb\xf5\xfb")
_HEAD, _FIELD = 32, 32
_PAGES = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5", 0x78: "big5"}
"""Language driver → encoding; files of the time mostly say nothing, or the page of the machine they were copied on."""
_MEMOS = "MGPBW"


class BrokenDbf(ValueError):
    """A file that begins as a DBF and is none that can be read: `code` of the finding, and where it breaks."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


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

    Long texts (memo) lie in a second file, which is read where it lies beside the list. A list that is given alone has
    lost them: it is refused, not read by half.
    """
    with ExitStack() as stack:
        stream = stack.enter_context(path.open("rb"))
        head = stream.read(_HEAD)
        count, begin, width = struct.unpack_from("<IHH", head, 4)
        encoding = _PAGES.get(head[29], "gb18030")
        fields = _fields(stream.read(begin - _HEAD), width, encoding)
        yield [field.name for field in fields]
        stream.seek(begin)
        beside = memo_beside(path) if any(field.kind in _MEMOS for field in fields) else None
        memos = stack.enter_context(Memos(beside, head[0])) if beside else None
        for number, row in enumerate(_rows(stream, count, width), start=1):
            if row[:1] != b"*":
                cells = ((row[field.start : field.end], field) for field in fields)
                yield [_text(cell, field, encoding, memos, number) for cell, field in cells]


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
        raise BrokenDbf(codes.DAMAGED, "its columns")
    return found


def _rows(stream: BinaryIO, count: int, width: int) -> Iterator[bytes]:
    for number in range(1, count + 1):
        row = stream.read(width)
        if len(row) < width:
            raise BrokenDbf(codes.DAMAGED, f"row {number} / {count}")
        yield row


def _text(cell: bytes, field: _Field, encoding: str, memos: Memos | None, number: int) -> str:
    if field.kind == "B" and len(cell) == 8:  # FoxPro's number, where dBASE has pictures
        return f"{struct.unpack('<d', cell)[0]:.15g}"
    if field.kind in _MEMOS:
        return _long_text(cell, field, encoding, memos, number)
    if field.kind == "I" and len(cell) == 4:
        return str(struct.unpack("<i", cell)[0])
    text = cell.replace(b"\x00", b" ").decode(encoding, "replace").strip()
    if field.kind == "D" and len(text) == 8 and text.isdecimal():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text


def _long_text(cell: bytes, field: _Field, encoding: str, memos: Memos | None, number: int) -> str:
    """The text a cell points at: by a number in digits, of Visual FoxPro in four bytes. Pictures have none."""
    place = _block_of(cell)
    if place == 0:
        return ""
    if memos is None:
        raise BrokenDbf(codes.MEMO_APART)
    found = None if place is None else memos.text(place)
    if found is None:
        raise BrokenDbf(codes.DAMAGED, f"row {number}, {field.name}")
    lines = found.replace(b"\x00", b" ").decode(encoding, "replace").splitlines()
    return "\n".join(lines).strip() if field.kind == "M" else ""


def _block_of(cell: bytes) -> int | None:
    """Where it points; 0: nowhere; None: it holds no number."""
    if len(cell) == 4:
        return int(struct.unpack("<I", cell)[0])
    written = cell.strip(b" \x00")
    return int(written or b"0") if written.isdigit() or not written else None
