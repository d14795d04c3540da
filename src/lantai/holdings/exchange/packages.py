"""Formats beyond descriptions: an app above registers how they are written; they are ordered and fetched as every file.

Which they are and what stands in them is that app's; this module knows their names and what they need to be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.functional import Promise

from lantai.base.accounts.access import Actor

if TYPE_CHECKING:  # every verb loads this module; what writes XML is for those who export
    from lantai.holdings.exchange.files import Moved, Subject


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a package is to hold: only what is opened for everybody; ID numbers in full, for the reason given."""

    opened_only: bool = False
    numbers_for: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"opened_only": self.opened_only, "numbers_for": self.numbers_for}


class WritePackage(Protocol):
    """The act that writes a package in one format. `path` may be a folder; gives where it lies and how many records.

    Leaves one event; raises ArchiveError with nothing written.
    """

    def __call__(
        self, *, actor: Actor, subject: Subject, format: str, path: Path, wanted: Wanted, moved: Moved | None = None
    ) -> tuple[Path, int]: ...


@dataclass(frozen=True, slots=True)
class PackageFormat:
    """One format: its name in commands, what people call it, and the act that writes it for somebody to fetch."""

    name: str
    label: str | Promise
    write: WritePackage


Formats = Callable[[], Iterable[PackageFormat]]
_SOURCES: list[Formats] = []


def register_formats(formats: Formats) -> None:
    """Told when the program starts; asked when the first file is ordered, for what writes packages is much to load."""
    if formats not in _SOURCES:
        _SOURCES.append(formats)


@cache
def package_formats() -> Mapping[str, PackageFormat]:
    """In the order of registering."""
    return {each.name: each for formats in _SOURCES for each in formats()}
