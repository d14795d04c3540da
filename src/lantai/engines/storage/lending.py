"""Blobs as files for tools that can only read files, also from stores that keep none."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from django.conf import settings

from lantai.base.common.ids import new_ulid
from lantai.engines.storage.errors import StorageError, worded
from lantai.engines.storage.protocol import BlobStore

MOST_BYTES = 8 * 1024**3
"""So much of copies is kept at most; what was asked for longest ago goes first."""
IN_USE = 3600.0
"""Seconds for which a copy that was asked for is left alone: a limited process may be reading it."""


def lent_path(store: BlobStore, key: str, digest: str) -> Path:
    """Where the blob can be read, read-only. `digest`: its SHA-512, by which a copy is named and proved.

    A store without files is copied from, once, into the cache folder, which may be thrown away at any time.
    Raises `BlobIsMissing`; `StorageError` when what comes is not what should lie there.
    """
    path = store.local_path(key)
    if path is not None:
        return path
    folder = Path(settings.CACHE_FOLDER) / "lent"
    copy = folder / digest[:64]
    with worded(folder):
        try:
            os.utime(copy)
        except FileNotFoundError:
            _bring(store, key, digest, copy)
    return copy


def _bring(store: BlobStore, key: str, digest: str, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _make_room(copy.parent, store.size(key))
    draft = copy.with_name(f"{copy.name}.{new_ulid()}")
    try:
        with store.open(key) as blob, draft.open("xb") as target:
            seen = hashlib.sha512()
            while piece := blob.read(1024 * 1024):
                seen.update(piece)
                target.write(piece)
        if seen.hexdigest() != digest:
            raise StorageError(place=key, reason="its SHA-512 is not the one in the inventory")
        draft.replace(copy)
    finally:
        draft.unlink(missing_ok=True)


def _make_room(folder: Path, wanted: int) -> None:
    found = sorted((each.stat().st_mtime, each.stat().st_size, each.path) for each in os.scandir(folder))
    total = wanted + sum(size for _, size, _ in found)
    for asked, size, path in found:
        if total <= MOST_BYTES or asked > time.time() - IN_USE:
            return
        Path(path).unlink(missing_ok=True)
        total -= size
