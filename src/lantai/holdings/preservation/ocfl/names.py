"""Names of files inside an object: the true name in the inventory, a name every disk can hold in the folder."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOT_PORTABLE = re.compile(r'[\\:*?"<>|]|[. ]$')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_LONGEST_PART = 200
_LONGEST_PATH = 1000
_LONGEST_SUFFIX = 20


def logical_path(name: str) -> str:
    """The path an inventory, JSON and XML can hold: the name itself, with only what none can hold percent-encoded.

    Control characters, bytes that are no UTF-8 (as `os.fsdecode` gives them) and the parts `.` and `..` are encoded;
    empty parts disappear. Length does not matter here.
    """
    parts = [part for part in name.split("/") if part]
    return "/".join(_escaped(part) for part in parts)


def physical_path(logical: str, taken: set[str]) -> str:
    """A path for the disk: portable characters, parts of at most 200 bytes, no clash with `taken` (which it joins).

    Two names that differ only in case or in Unicode form are kept apart, because some disks take them for one.
    """
    path = "/".join(_fitting(part) for part in logical.split("/"))
    if len(path.encode()) > _LONGEST_PATH or not taken.isdisjoint(_folders(path, end="")):
        top = path.partition("/")[0]
        path = f"{_mark(top) if _folded(top) in taken else top}/{_mark(logical)}{_suffix(path)}"
    suffix = _suffix(path)
    stem = path.removesuffix(suffix)
    number = 1
    while not taken.isdisjoint({_folded(path), f"{_folded(path)}/"}):
        number += 1
        path = f"{stem}~{number}{suffix}"
    taken.add(_folded(path))
    taken.update(_folders(path, end="/"))
    return path


def _folders(path: str, *, end: str) -> set[str]:
    """The folders above a path, folded, each with `end`: a slash marks folders among the names that are taken."""
    parts = _folded(path).split("/")
    return {"/".join(parts[:n]) + end for n in range(1, len(parts))}


def _escaped(part: str) -> str:
    if part in (".", ".."):
        return part.replace(".", "%2E")
    return _UNSPEAKABLE.sub(lambda found: _percent(found.group()), part)


def _fitting(part: str) -> str:
    part = _NOT_PORTABLE.sub(lambda found: _percent(found.group()), part)
    if _DEVICE.match(part):
        part = f"{_percent(part[0])}{part[1:]}"
    if len(part.encode()) <= _LONGEST_PART:
        return part
    suffix = _suffix(part)
    room = _LONGEST_PART - len(suffix.encode()) - 17
    return f"{part.encode()[:room].decode(errors='ignore')}~{_mark(part)}{suffix}"


def _percent(character: str) -> str:
    foreign_byte = "\udc80" <= character <= "\udcff"
    data = character.encode("utf-8", "surrogateescape" if foreign_byte else "surrogatepass")
    return "".join(f"%{byte:02X}" for byte in data)


def _suffix(path: str) -> str:
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    suffix = name[dot:] if dot > 0 else ""
    return suffix if len(suffix.encode()) <= _LONGEST_SUFFIX else ""


def _mark(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _folded(path: str) -> str:
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", path).casefold()
