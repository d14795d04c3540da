"""Long texts of the old database programs: a second file beside the list, of dBASE (.dbt) or FoxPro (.fpt)."""

from __future__ import annotations

import struct
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import BinaryIO

FOXPRO, DBASE = ".fpt", ".dbt"
SUFFIXES = (FOXPRO, DBASE)
LIST = ".dbf"
_DBASE4 = frozenset(b"\x8b\xcb")
"""First bytes of lists whose long texts say how long they are, in blocks of a length of their own."""
_HEAD_OF_4 = b"\xff\xff\x08\x00"
_BLOCK, _HEAD = 512, 8
_TEXT = 1
_LONGEST = 1 << 20
_SOFT_RETURN = b"\x8d\n"
"""Where the screen of dBASE broke a line; no character of GB18030 is written so."""


def memo_beside(path: Path) -> Path | None:
    """The file of long texts that lies beside a list under its name. Links are not followed."""
    if path.suffix.lower() != LIST:
        return None
    beside = (path.with_suffix(written) for suffix in SUFFIXES for written in (suffix, suffix.upper()))
    return next((each for each in beside if each.is_file() and not each.is_symlink()), None)


def is_memo_of(name: str, listing: str) -> bool:
    """Whether a file, by its name, holds the long texts of the list of that name."""
    if not (name.lower().endswith(SUFFIXES) and listing.lower().endswith(LIST)):
        return False
    return PurePosixPath(name).with_suffix("") == PurePosixPath(listing).with_suffix("")


class Memos:
    """One such file, open. A context manager. `first`: the first byte of the list."""

    def __init__(self, path: Path, first: int) -> None:
        self._stream: BinaryIO = path.open("rb")
        head = self._stream.read(_BLOCK).ljust(_BLOCK, b"\x00")
        self._is_foxpro = path.suffix.lower() == FOXPRO
        if self._is_foxpro:
            self._block = struct.unpack_from(">H", head, 6)[0] or 1
        else:
            self._block = (first in _DBASE4 and struct.unpack_from("<H", head, 20)[0]) or _BLOCK

    def __enter__(self) -> Memos:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def text(self, number: int) -> bytes | None:
        """What begins at a block; None where the file has no such block or ends within it; pictures have no text."""
        self._stream.seek(number * self._block)
        head = self._stream.read(_HEAD)
        if len(head) < (_HEAD if self._is_foxpro else 1):
            return None
        if self._is_foxpro:
            kind, length = struct.unpack(">II", head)
            return self._whole(length) if kind == _TEXT else b""
        if head.startswith(_HEAD_OF_4):
            return self._whole(struct.unpack_from("<I", head, 4)[0] - _HEAD)
        return self._to_mark(head)

    def _whole(self, length: int) -> bytes | None:
        if not 0 <= length <= _LONGEST:
            return None
        found = self._stream.read(length)
        return found if len(found) == length else None

    def _to_mark(self, begun: bytes) -> bytes | None:
        """dBASE III only marks where a text ends."""
        while b"\x1a" not in begun:
            more = self._stream.read(_BLOCK)
            if not more or len(begun) > _LONGEST:
                return None
            begun += more
        return begun.partition(b"\x1a")[0].replace(_SOFT_RETURN, b"")
