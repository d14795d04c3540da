"""Many small files in one call, and those of a folder before anybody asks, while who will ask for them still loads.

What is read ahead stays in the limited process that read it until it is asked for, and is read anew when the file is
no longer the one it was.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from lantai.engines.formats.model import FileReading
from lantai.engines.formats.readers.base import Limits
from lantai.engines.formats.reading import read_file
from lantai.engines.formats.sheaves import CHUNK, SMALL

MOST_FILES, MOST_BYTES = 500, 16 << 20
"""Of what is read ahead and waits to be asked for."""
LISTS = (".xlsx", ".xls", ".csv", ".ods", ".et", ".dbf")
"""A list says which files are not to be taken in: where there may be one, nothing is read before it."""
_LISTED_WITHIN = 2

_Stamp = tuple[int, int, int, int]
_kept: dict[tuple[str, Limits], tuple[_Stamp, FileReading]] = {}


def read_files(paths: Sequence[Path], limits: Limits) -> list[FileReading]:
    """Each of these files, as `read_file` reads it."""
    return [_kept_reading(path, limits) or read_file(path, limits=limits) for path in paths]


def read_ahead(folder: Path) -> Iterator[None]:
    """Read one small file of the folder at each step, as `ReaderPool.map` will ask for them."""
    if _may_have_list(folder):
        return
    limits, size = Limits(max_pages=CHUNK), 0
    for count, (path, stamp) in enumerate(_small_files(folder), start=1):
        size += stamp[0]
        if count > MOST_FILES or size > MOST_BYTES:
            return
        _kept[path, limits] = (stamp, read_file(Path(path), limits=limits))
        yield


def _kept_reading(path: Path, limits: Limits) -> FileReading | None:
    kept = _kept.pop((os.fspath(path), limits), None)
    try:
        return kept[1] if kept and kept[0] == _stamp(os.lstat(path)) else None
    except OSError:
        return None  # read anew, which says what is the matter with it


def _small_files(folder: Path) -> Iterator[tuple[str, _Stamp]]:
    """Files with content, by name; links are not followed, and what cannot be looked at is left to who asks for it."""
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(where, name)  # noqa: PTH118 - as they are asked for
            try:
                found = os.lstat(path)
            except OSError:
                continue
            if stat.S_ISREG(found.st_mode) and found.st_size <= SMALL:
                yield path, _stamp(found)


def _stamp(found: os.stat_result) -> _Stamp:
    return found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def _may_have_list(folder: Path) -> bool:
    """Whether a sheet lies in the upper folders, where lists are looked for."""
    for where, folders, names in os.walk(folder):
        if len(Path(where).relative_to(folder).parts) + 1 >= _LISTED_WITHIN:
            folders.clear()
        if any(name.lower().endswith(LISTS) for name in names):
            return True
    return False
