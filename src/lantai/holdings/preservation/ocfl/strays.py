"""What lies in the storage root outside every object: declarations that must be there, and things that must not."""

from __future__ import annotations

from collections.abc import Iterator

from lantai.base.common.findings import Finding
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.preservation.ocfl import codes
from lantai.holdings.preservation.ocfl.layout import CONFIG_FILE, EXTENSIONS, LAYOUT_FILE, ROOT_DECLARATION, TUPLES


def check_root(store: BlobStore) -> Iterator[Finding]:
    """Findings about the root itself and the folders above the objects; objects are `check_object`'s.

    Files in the top folder are allowed (the specification keeps them for documentation); below it only folders may
    lie until an object begins.
    """
    for name in (ROOT_DECLARATION, LAYOUT_FILE, CONFIG_FILE):
        if not store.exists(name):
            yield codes.own(codes.ROOT_IS_UNDECLARED, name)
    for folder in store.folders():
        if folder != EXTENSIONS:
            yield from _between(store, folder, 1)


def _between(store: BlobStore, folder: str, depth: int) -> Iterator[Finding]:
    """A folder on the way to objects: it must hold folders and no file. Objects lie `TUPLES` + 1 deep."""
    inner = list(store.folders(folder))
    if depth > TUPLES:
        if not inner and next(store.list(folder), None) is None:
            yield codes.own(codes.EMPTY_FOLDER, folder)
        return
    if not inner:
        yield codes.own(codes.EMPTY_FOLDER, folder)
    for name in store.files(folder):
        yield codes.own(codes.STRAY_FILE, name)
    for each in inner:
        yield from _between(store, each, depth + 1)
