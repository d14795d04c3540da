"""Names out of archives made safe for any disk: no way out of the folder, no name too long, none twice."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import PurePosixPath

LONGEST = 255
_DRIVE = re.compile(r"^[A-Za-z]:[\\/]")
_ILLEGAL = re.compile(r'[<>:"|?*\\\x01-\x1f]')
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)", re.I)
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class SafeName:
    """A relative name with `/`. `awkward` says why Windows would refuse it, empty if it would not."""

    name: str
    absolute: bool = False
    shortened: bool = False
    awkward: str = ""


def safe(name: str) -> SafeName | None:
    """The name below the target folder, or None for one that tries to leave it or names nothing."""
    absolute = name.startswith(("/", "\\")) or bool(_DRIVE.match(name))
    name = _DRIVE.sub("", name)
    if "/" not in name or absolute:
        # Old Windows programs wrote backslashes; with slashes present, a backslash is a character of the name.
        name = name.replace("\\", "/")
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if not parts or ".." in parts:
        return None
    fitting = [_fitting(_CONTROL.sub("_", part)) for part in parts]
    if len(fitting) > _DEEPEST:
        fitting = [*fitting[: _DEEPEST - 2], _digest("/".join(fitting)), fitting[-1]]
    shortened = any(len(part.encode("utf-8", "surrogateescape")) > LONGEST for part in parts) or len(parts) > _DEEPEST
    return SafeName("/".join(fitting), absolute, shortened, awkward("/".join(parts)))


def awkward(name: str) -> str:
    """Why Windows would refuse a relative name with `/`; empty if it would not."""
    return next((reason for reason in map(_awkward, name.split("/")) if reason), "")


def _awkward(part: str) -> str:
    illegal = _ILLEGAL.search(part)
    if illegal:
        return f"{illegal.group(0)!r} in {part[:60]}"
    if part.endswith((" ", ".")):
        return f"{part[-60:]!r} ends with a blank or a full stop"
    return f"{part} is reserved" if _RESERVED.match(part) else ""


def _fitting(part: str) -> str:
    """A name of at most 255 bytes: its beginning, a digest of the whole, its ending."""
    part = part.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if len(part.encode()) <= LONGEST:
        return part
    ending = PurePosixPath(part).suffix
    ending = ending if len(ending.encode()) <= 20 else ""
    mark = f"~{_digest(part)}{ending}"
    room = LONGEST - len(mark.encode())
    return part.encode()[:room].decode("utf-8", "ignore") + mark


def beside(name: str) -> str:
    """The name under which a file is written until it is whole."""
    return f".part-{_digest(name)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


@dataclass
class Taken:
    """The names given so far, so that the same archive always gives the same names."""

    _files: set[str] = field(default_factory=set)
    _folders: set[str] = field(default_factory=set)
    _folded: dict[str, str] = field(default_factory=dict)

    def take(self, name: str) -> tuple[str, str]:
        """A free name (numbered where this one is taken), and another name that some disks hold for the same."""
        name = self._outside_files(name)
        free, count = name, 1
        while free in self._files or free in self._folders:
            count += 1
            path = PurePosixPath(name)
            free = str(path.with_name(f"{path.stem} ({count}){path.suffix}"))
        self._files.add(free)
        self._folders.update(str(folder) for folder in PurePosixPath(free).parents)
        folded = unicodedata.normalize("NFC", free).casefold()
        similar = self._folded.setdefault(folded, free)
        return free, "" if similar == free else similar

    def _outside_files(self, name: str) -> str:
        """A folder cannot have the name of a file that came before: it gets a number."""
        parts = name.split("/")
        for depth in range(1, len(parts)):
            if "/".join(parts[:depth]) in self._files:
                parts[depth - 1] += " (2)"
        return "/".join(parts)
