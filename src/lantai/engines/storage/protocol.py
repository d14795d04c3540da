"""The protocol every store keeps. Its one hard promise: a tree at a prefix is whole, the old one or the new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from lantai.engines.storage.errors import KeyIsUnsafe


@dataclass(frozen=True, slots=True)
class Publication:
    """One tree to appear at `prefix`.

    `staged`: a folder below one `staging()` gave; the store takes it over.
    `carry`: paths, relative to the prefix, that the new tree takes over unchanged from the present one.
    `expects`: what the caller saw there. None: whatever; empty: nothing; else small blobs with exactly these bytes.
    """

    prefix: str
    staged: Path
    carry: Sequence[str] = ()
    expects: Mapping[str, bytes] | None = None


class BlobStore(Protocol):
    """Blobs under keys: relative paths with single slashes.

    Every method may raise a `StorageError`: `StorageIsMissing`, `StorageIsReadOnly`, `DiskIsFull`, or its plain kind.
    Readers need no lock: they see the old tree or the new one. A reader that opens several blobs of one tree while
    it is replaced may get some of each, and finds out by the digests it holds.
    """

    def prepare(self) -> None:
        """Make the store ready: create it the first time, finish or clear away what a killed process left.

        Idempotent; may run while others read and write.
        """

    def staging(self) -> AbstractContextManager[Path]:
        """A fresh private folder to build trees in. What is left in it at the end is thrown away."""

    def open(self, key: str) -> BinaryIO:
        """The blob for reading, seekable. Raises `BlobIsMissing`."""

    def size(self, key: str) -> int:
        """Its length in bytes. Raises `BlobIsMissing`."""

    def exists(self, key: str) -> bool:
        """Whether there is a blob at this key (a prefix alone is not one)."""

    def list(self, prefix: str = "") -> Iterator[str]:
        """Every key below the prefix, sorted part by part; nothing when the prefix is unknown."""

    def folders(self, prefix: str = "") -> Iterator[str]:
        """The prefixes one step below this one, sorted; a store with real folders names empty ones too."""

    def files(self, prefix: str = "") -> Iterator[str]:
        """The keys directly in this folder, none deeper, sorted."""

    def put(self, key: str, data: bytes) -> None:
        """Write or replace one small blob: whole or not at all, on the disk when this returns."""

    def publish_trees(self, publications: Sequence[Publication]) -> None:
        """Make staged trees appear, in order; each wholly or not at all, all on the disk when this returns.

        A batch costs one flush of the disk. It is not one transaction: when one is refused (`TreeHasChanged`) or the
        process dies, those before it may have appeared, none is half there, and the rest have not.
        """

    def delete_tree(self, prefix: str) -> None:
        """Remove what is below the prefix in one step, leaving no empty folder. Nothing there: nothing happens.

        For undoing an intake and for tests. Archives are never deleted through this without the act that says so.
        """

    def local_path(self, key: str) -> Path | None:
        """Where outside tools can read the blob, read-only; None for a store without files."""

    def local_tree(self, prefix: str) -> Path | None:
        """The folder in which the tree at the prefix lies, or would lie; None for a store without folders.

        For those who judge what is really there, links and strange things included; nobody writes through it.
        """

    def free_bytes(self) -> int:
        """Room left for more."""


def checked(key: str) -> str:
    """The key itself, or `KeyIsUnsafe`: nothing that could leave the root passes here."""
    parts = key.split("/")
    if "\0" in key or any(part in ("", ".", "..") for part in parts):
        raise KeyIsUnsafe(key=repr(key))
    return key
