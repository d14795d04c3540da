"""Tools that can only read files get one from any store."""

from __future__ import annotations

import hashlib
import os
import time

import pytest

from lantai.engines.storage import lending
from lantai.engines.storage.backends.filesystem import FilesystemBlobStore
from lantai.engines.storage.backends.memory import MemoryBlobStore
from lantai.engines.storage.errors import BlobIsMissing, StorageError
from lantai.engines.storage.lending import lent_path


def sha512(data):
    return hashlib.sha512(data).hexdigest()


@pytest.fixture(autouse=True)
def cache(settings, tmp_path):
    settings.CACHE_FOLDER = tmp_path / "cache"
    return tmp_path / "cache" / "lent"


def test_a_store_with_files_lends_its_own(tmp_path):
    store = FilesystemBlobStore(tmp_path / "storage")
    store.prepare()
    store.put("a/b", b"1")

    assert lent_path(store, "a/b", sha512(b"1")) == tmp_path / "storage" / "a" / "b"


def test_another_is_copied_from_once(cache):
    store = MemoryBlobStore()
    store.put("a/b", b"bytes")
    path = lent_path(store, "a/b", sha512(b"bytes"))
    first = path.stat().st_ino

    assert lent_path(store, "a/b", sha512(b"bytes")).stat().st_ino == first
    assert path.read_bytes() == b"bytes"
    assert list(cache.iterdir()) == [path]


def test_what_is_not_as_it_should_be_is_not_lent(cache):
    store = MemoryBlobStore()
    store.put("a/b", b"bytez")

    with pytest.raises(StorageError, match="a/b"):
        lent_path(store, "a/b", sha512(b"bytes"))
    with pytest.raises(BlobIsMissing):
        lent_path(store, "a/c", sha512(b"bytes"))
    assert list(cache.iterdir()) == []


def test_what_was_asked_for_longest_ago_makes_room_and_what_is_in_use_stays(cache, monkeypatch):
    monkeypatch.setattr(lending, "MOST_BYTES", 25)
    store = MemoryBlobStore()
    paths = {}
    for name in ("old", "older", "used"):
        data = name.ljust(10).encode()
        store.put(name, data)
        paths[name] = lent_path(store, name, sha512(data))
    for name, hours in (("old", 2), ("older", 3)):
        os.utime(paths[name], (time.time() - hours * 3600,) * 2)
    store.put("new", b"0123456789")

    lent_path(store, "new", sha512(b"0123456789"))

    assert [name for name, path in paths.items() if path.exists()] == ["used"]
