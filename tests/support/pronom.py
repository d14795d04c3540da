"""What PRONOM says of each format, read from the signature that siegfried carries inside its Python library.

The file is siegfried's own form: a mark, then a deflated row of strings, each behind its length. A format's entry is
its number, name, version, media type and class.
"""

import re
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pygfried

MARK, HEAD = b"sf\x00\xff", 6


@dataclass(frozen=True)
class Format:
    """One entry of PRONOM."""

    puid: str
    name: str
    version: str
    mime: str


def format_of(puid: str) -> Format | None:
    """The entry of a number, or None when PRONOM's edition in use does not have it."""
    data, written = _signature(), _string(puid)
    for found in re.finditer(re.escape(written), data):
        if entry := _entry(data, found.end(), puid):
            return entry
    return None


def _entry(data: bytes, at: int, puid: str) -> Format | None:
    """The strings behind a number, unless it stands in a list of numbers or what follows are no words."""
    read = []
    for _ in range(4):
        (length,) = struct.unpack_from("<H", data, at)
        read.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    name, version, mime, _kind = (each.decode("utf-8", "replace") for each in read)
    plausible = name and name.isprintable() and not re.fullmatch(r"(x-)?fmt/\d+", name)
    return Format(puid, name, version, mime) if plausible and max(map(len, read)) < 300 else None


def _string(text: str) -> bytes:
    return struct.pack("<H", len(text)) + text.encode()


@cache
def _signature() -> bytes:
    library = Path(pygfried.__file__).read_bytes()
    for found in re.finditer(re.escape(MARK), library):
        try:
            data = zlib.decompressobj(-15).decompress(library[found.start() + HEAD :])
        except zlib.error:
            continue
        if b"DROID_SignatureFile" in data:
            return data
    raise AssertionError("this edition of pygfried keeps its signature in another form")


def with_ending(ending: str, folder: Path) -> set[str]:
    """Numbers of the formats whose files are named so."""
    path = folder / f"a.{ending}"
    path.write_bytes(b"\x01zz\x02")  # no format begins so: only the name speaks
    (match,) = pygfried.Scanner().identify(str(path), detailed=True)["files"][0]["matches"]
    return {*re.findall(r"(?:x-)?fmt/\d+", match["warning"])} | ({match["id"]} - {"UNKNOWN"})
