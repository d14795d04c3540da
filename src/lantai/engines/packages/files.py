"""Files of a package as they lie on disk: walked without following links, found by the names a manifest gives them.

A name inside a package is written with `/` and in normal form C, and is never trusted: what leads out of the package is
not resolved, what is not a regular file is not opened.
"""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages import codes
from lantai.engines.packages.errors import FileNotThere
from lantai.engines.packages.model import PresentFile

LONGEST_PART = 255


class Kind(StrEnum):
    """What lies under a name."""

    FILE = "file"
    LINK = "link"
    SPECIAL = "special"
    UNREADABLE = "unreadable"
    EMPTY_FOLDER = "empty_folder"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing met on the way through a folder. `recoded`: its name is not UTF-8 and was read as GB18030."""

    kind: Kind
    name: str
    path: Path
    size: int = 0
    recoded: bool = False
    reason: str = ""


def readable(name: str) -> tuple[str, bool]:
    """A name people can read, in normal form C, and whether its bytes were not UTF-8."""
    if name.isascii():
        return name, False
    try:
        name.encode()
    except UnicodeEncodeError:
        return unicodedata.normalize("NFC", os.fsencode(name).decode("gb18030", errors="replace")), True
    return unicodedata.normalize("NFC", name), False


def walk(root: Path) -> Iterator[Found]:
    """Everything below a folder but folders themselves, by name within each folder; a single file is itself."""
    if is_plain_file(root):
        if (alone := _one(root.name, root)) is not None:
            yield alone
        return
    waiting = [("", root)]
    while waiting:
        prefix, folder = waiting.pop()
        try:
            names = sorted(os.listdir(folder))  # noqa: PTH208 - names only: a folder may hold 200,000 files
        except OSError as error:
            yield Found(Kind.UNREADABLE, prefix.rstrip("/"), folder, reason=error.strerror or str(error))
            continue
        if not names and prefix:
            yield Found(Kind.EMPTY_FOLDER, prefix.rstrip("/"), folder)
        folders: list[tuple[str, Path]] = []
        for name in names:
            found = _one(prefix + name, folder / name)
            if found is None:
                folders.append((f"{prefix}{name}/", folder / name))
            else:
                yield found
        waiting += reversed(folders)


def _one(name: str, path: Path) -> Found | None:
    """What lies here, or None for a folder."""
    shown, recoded = readable(name)
    try:
        status = path.lstat()
    except OSError as error:
        return Found(Kind.UNREADABLE, shown, path, recoded=recoded, reason=error.strerror or str(error))
    if stat.S_ISDIR(status.st_mode):
        return None
    if stat.S_ISREG(status.st_mode):
        if not os.access(path, os.R_OK):
            return Found(Kind.UNREADABLE, shown, path, recoded=recoded, reason=os.strerror(errno.EACCES))
        return Found(Kind.FILE, shown, path, status.st_size, recoded)
    return Found(Kind.LINK if stat.S_ISLNK(status.st_mode) else Kind.SPECIAL, shown, path, recoded=recoded)


def present_files(root: Path) -> Iterator[PresentFile]:
    """The regular files below a folder."""
    for found in walk(root):
        if found.kind is Kind.FILE:
            yield PresentFile(found.name, found.size, found.path)


def oddities(found: Found) -> Iterator[Finding]:
    """What every form of package says of a thing met on the way: links, devices, names of another encoding."""
    where = {"path": found.name}
    if found.kind is Kind.LINK:
        yield Finding(codes.LINK, Severity.ERROR, found.name, where)
    elif found.kind is Kind.SPECIAL:
        yield Finding(codes.SPECIAL, Severity.ERROR, found.name, where)
    elif found.kind is Kind.UNREADABLE:
        yield Finding(codes.UNREADABLE, Severity.ERROR, found.name, where | {"reason": found.reason})
    if found.recoded:
        yield Finding(codes.NAME_ENCODING, Severity.WARNING, found.name, where)


def is_plain_file(path: Path) -> bool:
    """Whether a regular file lies here, and not a link to one."""
    return path.is_file() and not path.is_symlink()


def safe_name(name: str) -> str | None:
    """A name of a manifest in the form in which present files are named, or None when it leads out of the package."""
    if "\0" in name or name.startswith(("/", "~")) or "\\" in name[:2] or (len(name) > 1 and name[1] == ":"):
        return None
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if not parts or ".." in parts:
        return None
    return readable("/".join(parts))[0]


def find(root: Path, name: str) -> Path | None:
    """Where the file of this name lies, or None. Another normal form or encoding is found; links are not."""
    safe = safe_name(name)
    if safe is None:
        return None
    path = root
    for part in safe.split("/"):
        below = _below(path, part)
        if below is None or below.is_symlink():
            return None
        path = below
    return path


def _below(folder: Path, part: str) -> Path | None:
    direct = folder / part
    try:
        direct.lstat()
    except OSError as error:
        if error.errno not in {errno.ENOENT, errno.EILSEQ}:
            return None
    else:
        return direct
    if part.isascii():
        return None
    try:
        with os.scandir(folder) as entries:
            return next((Path(entry.path) for entry in entries if readable(entry.name)[0] == part), None)
    except OSError:
        return None


def open_regular(path: Path) -> IO[bytes]:
    """The bytes of a regular file: no link is followed, no pipe or device waited for. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def open_named(root: Path, name: str) -> IO[bytes]:
    """The bytes of one file of a package. Raises `FileNotThere`."""
    path = root if root.is_file() and name == readable(root.name)[0] else find(root, name)
    try:
        if path is not None:
            return open_regular(path)
    except OSError as error:
        raise FileNotThere(name=name) from error
    raise FileNotThere(name=name)
