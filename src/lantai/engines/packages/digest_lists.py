"""Lists of digests beside the files they are of: found by their names, and written line by line as files are copied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from lantai.engines.packages.digests import algorithm, default_algorithms, digest_file, is_digest, is_known
from lantai.engines.packages.files import is_plain_file, open_regular, readable, safe_name
from lantai.engines.packages.sums import sum_line, sums
from lantai.engines.packages.writing import NewFile, NewFolder, checked

_KINDS = "sm3|md5|sha-?(?:1|224|256|384|512)"
_TITLED = re.compile(rf"(?:摘要|digest|manifest).*?({_KINDS})[^.]*\.txt$", re.IGNORECASE)
_TOOL = re.compile(rf"({_KINDS})sums?(?:\.txt)?$", re.IGNORECASE)
_NAMES = {"sm3": "SM3", "sha256": "SHA256", "sha512": "SHA512"}
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class DigestList:
    """One list: its name inside the package, its algorithm, and the folder its names begin in (with `/`, or empty)."""

    name: str
    algorithm: str
    prefix: str


def titled_algorithm(name: str) -> str:
    """The algorithm that the name of a list says (数字摘要清单_SM3.TXT); empty where it says none, or one not known."""
    match = _TITLED.search(name)
    return found if match and is_known(found := algorithm(match[1])) else ""


def lists_beside(root: Path) -> tuple[DigestList, ...]:
    """The lists on top of a plain folder, or of the one folder everything in it was packed in.

    A file counts that is called so and begins with a line of its kind: one so called by chance does not.
    """
    folder, prefix = root, ""
    try:
        for _ in range(_DEEPEST):
            inside = sorted(folder.iterdir())
            if found := tuple(_among(inside, prefix)):
                return found
            if len(inside) != 1 or inside[0].is_symlink() or not inside[0].is_dir():
                break
            folder, prefix = inside[0], f"{prefix}{readable(inside[0].name)[0]}/"
    except OSError:
        return ()
    return ()


def _among(paths: list[Path], prefix: str) -> Iterator[DigestList]:
    for path in paths:
        name = readable(path.name)[0]
        tool = _TOOL.fullmatch(name)
        kind = titled_algorithm(name) or (algorithm(tool[1]) if tool else "")
        if kind and is_known(kind) and is_plain_file(path) and _begins_well(path, kind):
            yield DigestList(prefix + name, kind, prefix)


def _begins_well(path: Path, kind: str) -> bool:
    try:
        first = next(sums(partial(open_regular, path)), None)
    except OSError:
        return False
    return first is not None and is_digest(kind, first.digest) and safe_name(first.name) is not None


class ListsOfDigests:
    """One list for each of SM3 and SHA-256 in the folder `place` of a package being written."""

    def __init__(self, folder: NewFolder, stack: ExitStack, place: str = "") -> None:
        self._folder = folder
        self._algorithms = default_algorithms()
        self._streams: dict[str, IO[bytes]] = {
            each: stack.enter_context(folder.create(f"{place}数字摘要清单_{_NAMES[each]}.TXT"))
            for each in self._algorithms
        }

    def copy(self, file: NewFile) -> int:
        """Copy a file in, and note it; gives its size. Raises as `NewFolder.copy`."""
        size, digests = self._folder.copy(file, self._algorithms)
        self._note(checked(file.name), digests)
        return size

    def digest_written(self, *names: str) -> None:
        """Files we wrote ourselves, read once more."""
        for name in names:
            _, digests = digest_file(self._folder.path / name, self._algorithms, self._folder.watch, name)
            self._note(name, digests)

    def _note(self, name: str, digests: Mapping[str, str]) -> None:
        for kind, stream in self._streams.items():
            stream.write(sum_line(digests[kind], name).encode())
