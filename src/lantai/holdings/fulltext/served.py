"""Files that leave by `/files/…`: originals, and what apps above keep beside them. One door, one decision of access."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from lantai.base.accounts.access import Scope
from lantai.engines.storage.current import blob_store
from lantai.holdings.fulltext.pages import visible_file
from lantai.holdings.preservation.ocfl.read import open_file


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file this reader may have: what it is called, and where in storage it lies."""

    name: str
    mime: str
    size: int
    sha512: str
    object_id: str
    logical_path: str
    is_open: bool

    def open(self) -> BinaryIO:
        """Its bytes, from wherever they are kept."""
        return open_file(blob_store(), self.object_id, self.logical_path)


Source = Callable[[str, Scope], ServedFile | None]
_SOURCES: list[Source] = []


def add_source(source: Source) -> None:
    """Said once at the start by an app above. It answers None for what there is not, and for what is not to be seen."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def served_file(ulid: str, scope: Scope) -> ServedFile | None:
    """The file, or None: callers cannot tell what is not there from what is not theirs."""
    file = visible_file(ulid, scope)
    if file is not None:
        stored = file.stored
        return ServedFile(
            file.original_name.replace("\\", "/").rpartition("/")[2] or file.ulid,
            file.mime,
            file.size,
            file.sha512,
            stored.object_id,
            file.logical_path,
            stored.record.is_open,
        )
    return next((found for source in _SOURCES if (found := source(ulid, scope)) is not None), None)
