"""The ZIP container of an OFD file, opened without trusting it: sizes, names, paths and XML are all checked here."""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from lantai.engines.formats.ofd.problems import (
    NotAnOfdPackage,
    OfdIsEncrypted,
    OfdIsTooLarge,
    OfdPartIsDamaged,
    OfdPartIsMissing,
)

MEGABYTE = 1 << 20
MAX_ENTRIES = 50_000
MAX_PART = 256 * MEGABYTE
MAX_XML = 48 * MEGABYTE
MAX_TOTAL = 1024 * MEGABYTE
_CHUNK = MEGABYTE
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,  # also NotImplementedError: a compression method nobody has
)


class Package:
    """Parts by name. `notes` gathers what was found wrong on the way, each thing once."""

    def __init__(self, source: Path | bytes) -> None:
        self.notes: dict[tuple[str, str], dict[str, Any]] = {}
        # Pictures hardly shrink, XML shrinks twentyfold: an honest file of any size stays below this.
        packed = len(source) if isinstance(source, bytes) else _size_of(source)
        self._may_read = MAX_TOTAL + 4 * packed
        self._roots: dict[str, Element] = {}
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
        except _UNPACKING_ERRORS as error:
            raise NotAnOfdPackage(reason=_reason(error)) from error
        self._parts: dict[str, zipfile.ZipInfo] = {}
        self._folded: dict[str, str] = {}
        self._by_last_name: dict[str, list[str]] = {}
        try:
            self._list_parts()
        except NotAnOfdPackage:
            self.close()
            raise

    def _list_parts(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise NotAnOfdPackage(reason=f"{len(entries)} entries")
        for entry in entries:
            name = _clean_name(_entry_name(entry))
            if entry.is_dir() or not name or name.startswith("../"):
                continue
            self._parts.setdefault(name, entry)
        for name in self._parts:
            self._folded.setdefault(name.casefold(), name)
            self._by_last_name.setdefault(posixpath.basename(name).casefold(), []).append(name)

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        self._zip.close()

    @property
    def names(self) -> list[str]:
        return list(self._parts)

    def size(self, name: str) -> int:
        return self._parts[name].file_size

    def note(self, code: str, key: str, **params: Any) -> None:
        """Remember one finding; the first one under a code and key stays."""
        self.notes.setdefault((code, key), params)

    def find(self, name: str) -> str | None:
        """The part's real name: exact first, then without regard to case."""
        name = _clean_name(name)
        return name if name in self._parts else self._folded.get(name.casefold())

    def resolve(self, location: str | None, *bases: str) -> str | None:
        """The part a location means. `bases` are folders, tried in order, then the root.

        The standard wants relative to the referring file, or absolute from the root; producers get it wrong so
        often that, last of all, a part whose last name is the only one of its kind in the package is taken.
        """
        location = (location or "").strip().replace("\\", "/")
        if not location:
            return None
        folders = ("",) if location.startswith("/") else (*bases, "")
        for folder in folders:
            found = self.find(posixpath.normpath(posixpath.join(folder, location.lstrip("/"))))
            if found:
                return found
        same = self._by_last_name.get(posixpath.basename(location).casefold(), [])
        return same[0] if len(same) == 1 else None

    def read(self, name: str, limit: int = MAX_PART) -> bytes:
        """One part's bytes, unpacked no further than the limits whatever its header says."""
        entry = self._parts.get(name)
        if entry is None:
            raise OfdPartIsMissing(part=name)
        if entry.flag_bits & _ENCRYPTED:
            raise OfdIsEncrypted(part=name)
        limit = min(limit, max(self._may_read, 0))
        try:
            data = self._unpack(entry, limit)
        except _UNPACKING_ERRORS as error:
            raise OfdPartIsDamaged(part=name, reason=_reason(error)) from error
        if len(data) > limit:
            raise OfdIsTooLarge(part=name, limit=f"{limit // MEGABYTE} MB")
        self._may_read -= len(data)
        return data

    def _unpack(self, entry: zipfile.ZipInfo, limit: int) -> bytes:
        pieces: list[bytes] = []
        size = 0
        with self._zip.open(entry) as stream:
            while size <= limit and (piece := stream.read(_CHUNK)):
                pieces.append(piece)
                size += len(piece)
        return b"".join(pieces)

    def xml(self, name: str) -> Element:
        """One part as XML. A broken one is read as far as it goes and noted; entities are never expanded."""
        if name not in self._roots:
            self._roots[name] = self._parse(name, self.read(name, MAX_XML))
        return self._roots[name]

    def _parse(self, name: str, data: bytes) -> Element:
        if b"<!DOCTYPE" in data.replace(b"\0", b"")[:MEGABYTE] or b"<!ENTITY" in data:
            raise OfdPartIsDamaged(part=name, reason="document type declarations are not allowed")
        try:
            return etree.fromstring(data, _parser(recover=False))
        except (etree.XMLSyntaxError, ValueError) as error:
            root = _recovered(data)
            if root is None:
                raise OfdPartIsDamaged(part=name, reason=_reason(error)) from error
            self.note(OfdPartIsDamaged.code, name, part=name, reason=_reason(error))
            return root


def _recovered(data: bytes) -> Element | None:
    """As much of a broken part as can be read; None when nothing can."""
    try:
        root: Element | None = etree.fromstring(data, _parser(recover=True))
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise NotAnOfdPackage(reason=_reason(error)) from error


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def _reason(error: BaseException) -> str:
    """What went wrong in one short line; without addresses, so that the same file always gives the same words."""
    return str(error).split(" at 0x")[0][:160] or type(error).__name__


def _clean_name(name: str) -> str:
    name = posixpath.normpath(name.replace("\\", "/")).lstrip("/")
    return "" if name == "." else name


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """The name as its producer meant it: without the UTF-8 mark, zipfile reads CP437 where GBK or UTF-8 was written."""
    if entry.flag_bits & _UTF8_NAME or entry.filename.isascii():
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename
