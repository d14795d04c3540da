"""Which files an entry means: 电子档案名称 may name a file, several or a folder, with its folders or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from lantai.engines.packages.files import safe_name
from lantai.engines.packages.register import Register, folded
from lantai.engines.packages.transfer.carrier import Carrier

SEPARATORS = re.compile(r"[;；|\n]+")


class Sure(StrEnum):
    """How sure it is that a name means these files."""

    EXACT = "exact"
    GUESSED = "guessed"
    AMBIGUOUS = "ambiguous"
    ABSENT = "absent"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Place:
    """One name of an entry and what it stands for: a file, or a folder with everything in it."""

    written: str
    sure: Sure
    key: str = ""
    other: str = ""
    is_folder: bool = False


@dataclass
class Places:
    """Names looked up among the files of one carrier, which `register` holds."""

    carrier: Carrier
    register: Register
    _folders: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        records = self.carrier.named(self.carrier.records) if self.carrier.records else ""
        self._folders = tuple(dict.fromkeys(folder for folder in (f"{records}/", self.carrier.prefix) if folder != "/"))

    def of(self, written: str) -> Iterator[Place]:
        """The whole text as one name; where that is nothing, its parts between semicolons."""
        written = written.strip()
        if not written:
            return
        whole = self._one(written)
        parts = [part.strip() for part in SEPARATORS.split(written) if part.strip()]
        if whole.sure in {Sure.ABSENT, Sure.OUTSIDE} and len(parts) > 1:
            yield from (self._one(part) for part in parts)
        else:
            yield whole

    def files_of(self, place: Place) -> Iterator[str]:
        if place.is_folder:
            yield from self.register.below(place.key)
        elif place.key:
            yield place.key

    def _one(self, written: str) -> Place:
        name = safe_name(written.replace("\\", "/").lstrip("/"))
        if name is None:
            return Place(written, Sure.OUTSIDE)
        for folder in self._folders:
            key = folder + name
            if self.register.has(key):
                return Place(written, Sure.EXACT, key)
            if next(self.register.below(key), None) is not None:
                return Place(written, Sure.EXACT, key, is_folder=True)
        return self._guess(written, name)

    def _guess(self, written: str, name: str) -> Place:
        """The only file of that name in any folder; else the only one that differs in capital letters."""
        if "/" not in name and (place := self._only(written, self.register.with_base_name(name, self.carrier.prefix))):
            return place
        for folder in self._folders:
            if place := self._only(written, self.register.with_fold(folded(folder + name), self.carrier.prefix)):
                return place
        return Place(written, Sure.ABSENT)

    def _only(self, written: str, keys: list[str]) -> Place | None:
        if not keys:
            return None
        if len(keys) > 1:
            return Place(written, Sure.AMBIGUOUS, keys[0], keys[1])
        exact = keys[0].startswith(self._folders[0]) and keys[0].endswith(f"/{written}")
        return Place(written, Sure.EXACT if exact else Sure.GUESSED, keys[0])
