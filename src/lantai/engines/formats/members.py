"""The entries of zip, tar and single compressed files in one shape, with names decoded as their makers meant them."""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from lantai.engines.formats import encodings


class ByteStream(Protocol):
    """What unpacking needs of a member's data."""

    def read(self, size: int = -1, /) -> bytes: ...

    def close(self) -> None: ...


BROKEN: tuple[type[Exception], ...] = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    RuntimeError,
    NotImplementedError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
)
_UNICODE_PATH = 0x7075
_LOCAL_HEADER = 30
"""Bytes before every entry of a zip, its name and what else is said of it not counted."""
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_COMPRESSIONS: tuple[tuple[bytes, Callable[[Path], ByteStream]], ...] = (
    (b"\x1f\x8b", gzip.GzipFile),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)
_SPECIAL = {stat.S_IFLNK: "symbolic link", stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket"}


class NotAnArchive(Exception):
    """The file is none of the kinds we open, or its directory is missing."""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry. `size` is -1 where only unpacking tells; `packed` is how many bytes it takes in the archive.

    `alone`: it can be left out without reading it. `overlaps`: its bytes are another entry's as well.
    """

    name: str
    size: int
    packed: int
    open: Callable[[], ByteStream]
    folder: bool = False
    encrypted: bool = False
    special: str = ""
    alone: bool = False
    overlaps: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """An open archive. `guessed` is the encoding its names were taken to be in, empty where they said so.

    `sizes`: of each entry whose size is known beforehand, unpacked and packed.
    """

    members: Iterator[Member]
    guessed: str = ""
    sizes: Sequence[tuple[int, int]] = ()


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Open by content. Raises `NotAnArchive` with what is wrong."""
    with path.open("rb") as handle:
        head = handle.read(8)
    if head.startswith(b"PK"):
        with _zip(path) as package:
            infos = package.infolist()
            guessed = _guess([_raw(info) for info in infos if _needs_guess(info)])
            said = guessed if guessed not in {"", "ascii"} else ""
            overlapping = _overlapping(package, infos)
            sizes = [(each.file_size, each.compress_size) for n, each in enumerate(infos) if n not in overlapping]
            yield Opened(_zip_members(package, infos, guessed, overlapping), said, sizes)
        return
    if tarfile.is_tarfile(path):
        with tarfile.open(path, "r:*", errors="surrogateescape") as package_:
            yield Opened(_tar_members(package_, path.stat().st_size))
        return
    for magic, opener in _COMPRESSIONS:
        if head.startswith(magic):
            yield Opened(iter([Member(path.stem, -1, path.stat().st_size, partial(opener, path))]))
            return
    raise NotAnArchive("no zip, tar, gzip, bzip2 or xz")


def _zip(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except BROKEN as error:
        raise NotAnArchive(f"the directory at its end is missing or broken ({error})") from error


def _overlapping(package: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo]) -> set[int]:
    """Places of the entries that run into the next one: so a few bytes are unpacked again and again, for ever.

    No program writes such a file by accident. Python looks at this itself from 3.11.8 on; 3.11.2 is Debian's.
    """
    end, found = package.start_dir, set()
    for place in sorted(range(len(infos)), key=lambda n: infos[n].header_offset, reverse=True):
        info = infos[place]
        if info.header_offset + _LOCAL_HEADER + len(_raw(info)) + info.compress_size > end:
            found.add(place)
        end = info.header_offset
    return found


def _zip_members(
    package: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo], guessed: str, overlapping: set[int]
) -> Iterator[Member]:
    for place, info in enumerate(infos):
        name = _zip_name(info, guessed)
        kind = stat.S_IFMT(info.external_attr >> 16)
        yield Member(
            name,
            info.file_size,
            info.compress_size,
            _zip_opener(package, info),
            folder=name.endswith("/") or kind == stat.S_IFDIR,
            encrypted=bool(info.flag_bits & _ENCRYPTED_FLAG),
            special=_SPECIAL.get(kind, "device" if kind in {stat.S_IFBLK, stat.S_IFCHR} else ""),
            alone=True,
            overlaps=place in overlapping,
        )


def _zip_opener(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], ByteStream]:
    return lambda: package.open(info)


def _raw(info: zipfile.ZipInfo) -> bytes:
    """The bytes of the name: Python has read them as code page 437, which loses none."""
    return info.orig_filename.encode("cp437", "replace")


def _needs_guess(info: zipfile.ZipInfo) -> bool:
    return not info.flag_bits & _UTF8_FLAG and not _unicode_path(info) and not info.orig_filename.isascii()


def _unicode_path(info: zipfile.ZipInfo) -> str:
    """The name in Info-ZIP's extra field, if it belongs to this name (its checksum says so)."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(body) > 5 and body[0] == 1:
            (checksum,) = struct.unpack_from("<I", body, 1)
            if info.flag_bits & _UTF8_FLAG or checksum == zlib.crc32(_raw(info)):
                return body[5:].decode("utf-8", "replace")
    return ""


def _guess(names: list[bytes]) -> str:
    """One encoding for all names together: a single short name proves nothing."""
    if not names:
        return ""
    joined = b"\n".join(names)
    encoding, _ = encodings.detect(joined)
    return encoding if encoding in {"utf-8", "big5hkscs", "shift_jis", "euc_kr"} else "gb18030"


def _zip_name(info: zipfile.ZipInfo, guessed: str) -> str:
    if not _needs_guess(info):
        return _unicode_path(info) or info.orig_filename
    return _raw(info).decode(guessed or "gb18030", "replace")


def _tar_members(package: tarfile.TarFile, packed: int) -> Iterator[Member]:
    for info in package:
        special = "link" if info.issym() or info.islnk() else "device or pipe" if info.isdev() or info.isfifo() else ""
        # A compressed tar is one stream: no member may grow beyond what the whole file can hold at a sane ratio.
        yield Member(_tar_name(info.name), info.size, packed, _tar_opener(package, info), info.isdir(), special=special)


def _tar_name(name: str) -> str:
    """UTF-8 as is; other bytes come as surrogates and are nearly always GBK."""
    raw = name.encode("utf-8", "surrogateescape")
    encoding, _ = encodings.detect(raw) if not raw.isascii() else ("ascii", False)
    return raw.decode("utf-8" if encoding in {"ascii", "utf-8"} else "gb18030", "replace")


def _tar_opener(package: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[], ByteStream]:
    def opened_member() -> ByteStream:
        stream = package.extractfile(info)
        if stream is None:
            raise EOFError("no data")
        return stream

    return opened_member
