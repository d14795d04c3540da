"""Text files of packages: which encoding they really have, and their lines, however long the file.

What a file says of its encoding is often wrong (GB2312 over UTF-8 bytes, GB2312 with characters only GB18030 has), so
that the bytes decide: a byte order mark, else UTF-8 where all of it is, else GB18030.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

_BLOCK = 1 << 18
LONGEST_LINE = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE = frozenset({"gb2312", "gbk", "gb18030", "cp936", "gb_2312-80", "gb231280", "hz", "936"})

Opener = Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec of Python, the name people know it by, and whether some bytes fit nothing."""

    codec: str
    lossy: bool = False

    @property
    def title(self) -> str:
        return self.codec.removesuffix("-sig").upper()

    def agrees_with(self, declared: str) -> bool:
        """Whether a declared name is this encoding, or one that it contains."""
        name = declared.strip().lower().replace("_", "-")
        if self.codec == "ascii":
            return not name.startswith(("utf-16", "utf-32", "ucs"))
        if self.codec == "gb18030":
            return name.replace("-", "") in {chinese.replace("_", "").replace("-", "") for chinese in _CHINESE}
        return name.replace("-", "").startswith(self.codec.removesuffix("-sig").replace("-", ""))


def encoding_of(opened: Opener) -> Encoding:
    """Which encoding all of a file is in: one reading for UTF-8, a second for GB18030. Raises OSError."""
    with opened() as stream:
        start = stream.read(4)
    for bom, codec in _BOMS:
        if start.startswith(bom):
            return Encoding(codec, lossy=not _fits(opened, codec))
    if _fits(opened, "ascii"):
        return Encoding("ascii")
    if _fits(opened, "utf-8"):
        return Encoding("utf-8")
    if _fits(opened, "gb18030"):
        return Encoding("gb18030")
    return Encoding(_nearer(opened), lossy=True)


def known_codec(declared: str) -> codecs.CodecInfo | None:
    """The codec of a declared name. GB2312 is read as GB18030, which contains it; what is no text (base64) is none."""
    try:
        found = codecs.lookup("gb18030" if declared.strip().lower() in _CHINESE else declared.strip())
    except (LookupError, ValueError):
        return None
    return found if getattr(found, "_is_text_encoding", False) and found.incrementaldecoder is not None else None


def encoding_as_declared(opened: Opener, declared: str) -> Encoding | None:
    """The declared encoding where it is known and all of the file is in it. Raises OSError."""
    found = known_codec(declared)
    if found is None:
        return None
    with opened() as stream:
        start = stream.read(3)
    codec = "utf-8-sig" if found.name == "utf-8" and start == codecs.BOM_UTF8 else found.name
    return Encoding(codec) if _fits(opened, codec) else None


def _fits(opened: Opener, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        with opened() as stream:
            while block := stream.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _nearer(opened: Opener) -> str:
    """Of a damaged file, the encoding that loses less of its beginning."""
    with opened() as stream:
        start = stream.read(_BLOCK)
    lost = {codec: start.decode(codec, errors="replace").count("\ufffd") for codec in ("utf-8", "gb18030")}
    return min(lost, key=lambda codec: lost[codec])


def blocks(opened: Opener, codec: str) -> Iterator[str]:
    """The text of a file piece by piece; bytes that fit nothing become U+FFFD."""
    decoder = codecs.getincrementaldecoder(codec)("replace")
    with opened() as stream:
        while block := stream.read(_BLOCK):
            if text := decoder.decode(block):
                yield text
    if text := decoder.decode(b"", final=True):
        yield text


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end. `cut`: it was longer than any line that means something, and only its start is here."""

    number: int
    text: str
    cut: bool = False


def lines(opened: Opener, codec: str) -> Iterator[Line]:
    """The lines of a file, ended by LF, CR or CR LF; a line of a gigabyte takes no more memory than a short one."""
    rest, number, cut = "", 0, False
    after_return = False
    for block in blocks(opened, codec):
        if after_return and block.startswith("\n"):
            block = block[1:]
        after_return = block.endswith("\r")
        pieces = (rest + block).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for piece in pieces[:-1]:
            number += 1
            yield Line(number, piece[:LONGEST_LINE], cut or len(piece) > LONGEST_LINE)
            cut = False
        rest = pieces[-1]
        if len(rest) > LONGEST_LINE:
            rest, cut = rest[:LONGEST_LINE], True
    if rest:
        yield Line(number + 1, rest, cut)
