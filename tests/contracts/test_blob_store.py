"""What every store promises, run against each of them; what one of them cannot do is a worded skip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lantai.engines.storage.backends.faulty import FullDisk
from lantai.engines.storage.backends.filesystem import FilesystemBlobStore
from lantai.engines.storage.backends.memory import MemoryBlobStore
from lantai.engines.storage.backends.s3 import S3BlobStore
from lantai.engines.storage.errors import BlobIsMissing, DiskIsFull, KeyIsUnsafe, TreeHasChanged
from lantai.engines.storage.protocol import BlobStore, Publication


def publish(store: BlobStore, prefix: str, files: dict[str, bytes], **how: object) -> None:
    with store.staging() as stage:
        for path, data in files.items():
            target = stage / "tree" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        (stage / "tree").mkdir(exist_ok=True)
        store.publish_trees([Publication(prefix, stage / "tree", **how)])


def content(store: BlobStore, prefix: str = "") -> dict[str, bytes]:
    found = {}
    for key in store.list(prefix):
        with store.open(key) as blob:
            found[key] = blob.read()
    return found


class BlobStoreContract:
    """Subclasses give `store`."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[BlobStore]:
        raise NotImplementedError

    def test_it_gives_back_what_was_published(self, store):
        publish(store, "ab/cd/object", {"inventory.json": b"{}", "v1/内容/扫描件.tif": b"II*\0"})

        assert content(store) == {
            "ab/cd/object/inventory.json": b"{}",
            "ab/cd/object/v1/内容/扫描件.tif": b"II*\0",
        }
        assert store.size("ab/cd/object/v1/内容/扫描件.tif") == 4
        assert store.exists("ab/cd/object/inventory.json")

    def test_it_opens_blobs_that_can_be_read_from_the_middle(self, store):
        publish(store, "a", {"blob": b"0123456789"})

        with store.open("a/blob") as blob:
            blob.seek(7)

            assert blob.read() == b"789"

    def test_it_says_in_words_that_a_blob_is_missing(self, store):
        publish(store, "a", {"blob": b""})

        for ask in (store.open, store.size, store.local_path):
            with pytest.raises(BlobIsMissing) as refusal:
                ask("a/other")
            assert "a/other" in str(refusal.value)
        assert not store.exists("a/other")
        assert not store.exists("a")

    @pytest.mark.parametrize("key", ["../secret", "/etc/passwd", "a//b", "a/./b", "", "a/../../b", "a\0b"])
    def test_it_refuses_keys_that_could_leave_the_root(self, store, key):
        with pytest.raises(KeyIsUnsafe):
            store.open(key)
        with pytest.raises(KeyIsUnsafe):
            store.put(key, b"")

    def test_it_replaces_a_whole_tree(self, store):
        publish(store, "a/b", {"one": b"1", "deep/two": b"2"})

        publish(store, "a/b", {"three": b"3"})

        assert content(store) == {"a/b/three": b"3"}

    def test_it_carries_over_what_stays(self, store):
        publish(store, "a/b", {"v1/content/big": b"1" * 100, "inventory": b"old"})

        publish(store, "a/b", {"inventory": b"new"}, carry=["v1/content/big"])

        assert content(store) == {"a/b/v1/content/big": b"1" * 100, "a/b/inventory": b"new"}

    def test_it_refuses_to_carry_over_what_is_not_there(self, store):
        publish(store, "a/b", {"inventory": b"old"})

        with pytest.raises(TreeHasChanged):
            publish(store, "a/b", {"inventory": b"new"}, carry=["v1/gone"])

        assert content(store) == {"a/b/inventory": b"old"}

    def test_it_refuses_a_new_tree_where_one_is_already(self, store):
        publish(store, "a/b", {"inventory": b"first"}, expects={})

        with pytest.raises(TreeHasChanged):
            publish(store, "a/b", {"inventory": b"second"}, expects={})

        assert content(store) == {"a/b/inventory": b"first"}

    def test_it_refuses_a_change_made_from_a_stale_tree(self, store):
        publish(store, "a/b", {"inventory": b"1"})
        publish(store, "a/b", {"inventory": b"2"}, expects={"inventory": b"1"})

        with pytest.raises(TreeHasChanged):
            publish(store, "a/b", {"inventory": b"2 of another"}, expects={"inventory": b"1"})

        assert content(store) == {"a/b/inventory": b"2"}

    def test_it_publishes_a_batch(self, store):
        with store.staging() as stage:
            for name in ("x", "y", "z"):
                (stage / name).mkdir()
                (stage / name / "blob").write_bytes(name.encode())
            store.publish_trees([Publication(f"1/2/{name}", stage / name) for name in ("x", "y", "z")])

        assert content(store) == {"1/2/x/blob": b"x", "1/2/y/blob": b"y", "1/2/z/blob": b"z"}

    def test_it_lists_keys_part_by_part(self, store):
        for key in ("b/1", "a-b/1", "a/2", "a/10", "top"):
            store.put(key, b"")

        assert list(store.list()) == ["a/10", "a/2", "a-b/1", "b/1", "top"]
        assert list(store.list("a")) == ["a/10", "a/2"]
        assert list(store.list("none")) == []

    def test_it_names_the_folders_one_step_below(self, store):
        for key in ("a/x/1", "a/y/1", "a/top", "ab/z/1"):
            store.put(key, b"")

        assert list(store.folders()) == ["a", "ab"]
        assert list(store.folders("a")) == ["a/x", "a/y"]
        assert list(store.folders("none")) == []

    def test_it_names_the_files_of_one_folder(self, store):
        for key in ("a/x/1", "a/two", "a/one", "top"):
            store.put(key, b"")

        assert list(store.files()) == ["top"]
        assert list(store.files("a")) == ["a/one", "a/two"]
        assert list(store.files("none")) == []

    def test_it_puts_and_replaces_a_small_blob(self, store):
        store.put("extensions/0003/config.json", b"1")
        store.put("extensions/0003/config.json", b"2")

        assert content(store) == {"extensions/0003/config.json": b"2"}

    def test_it_deletes_a_tree_and_leaves_nothing_behind(self, store):
        publish(store, "a/b/c", {"blob": b"1"})
        publish(store, "a/d/e", {"blob": b"2"})

        store.delete_tree("a/b/c")
        store.delete_tree("a/b/never-there")

        assert content(store) == {"a/d/e/blob": b"2"}
        assert list(store.folders("a")) == ["a/d"]

    def test_it_forgets_what_was_staged_and_not_published(self, store):
        with store.staging() as stage:
            (stage / "draft").write_bytes(b"x")

        assert not stage.exists()
        assert content(store) == {}

    def test_it_can_be_prepared_again_without_harm(self, store):
        publish(store, "a", {"blob": b"1"})

        store.prepare()

        assert content(store) == {"a/blob": b"1"}

    def test_it_tells_how_much_room_is_left(self, store):
        assert store.free_bytes() > 0

    def test_it_lends_a_local_file_or_says_there_is_none(self, store):
        publish(store, "a", {"blob": b"1"})

        path = store.local_path("a/blob")

        if path is None:
            pytest.skip(f"{type(store).__name__} keeps no files that an outside tool could read")
        assert path.read_bytes() == b"1"


class TestMemory(BlobStoreContract):
    @pytest.fixture
    def store(self, tmp_path):
        return MemoryBlobStore()


class TestFilesystem(BlobStoreContract):
    @pytest.fixture
    def store(self, tmp_path):
        store = FilesystemBlobStore(tmp_path / "storage")
        store.prepare()
        return store


class TestFilesystemWithoutExchange(BlobStoreContract):
    """As on a file system that cannot swap two names in one step."""

    @pytest.fixture
    def store(self, tmp_path):
        store = FilesystemBlobStore(tmp_path / "storage", may_exchange=False)
        store.prepare()
        return store


class TestS3(BlobStoreContract):
    """Against a server on this machine, spoken to over HTTP as any other."""

    @pytest.fixture
    def store(self, tmp_path, bucket):
        store = S3BlobStore(bucket.name, "archive/root", endpoint=bucket.endpoint, work=tmp_path / "drafts")
        store.prepare()
        return store


class TestFullDiskWithRoom(BlobStoreContract):
    """The failing store is itself a store: while there is room it keeps every promise."""

    @pytest.fixture
    def store(self, tmp_path):
        return FullDisk(MemoryBlobStore(), room=10_000)

    def test_it_refuses_what_does_not_fit_and_keeps_what_did(self, store):
        publish(store, "a", {"blob": b"1" * 6_000})

        with pytest.raises(DiskIsFull) as refusal:
            publish(store, "b", {"blob": b"1" * 6_000})

        assert list(store.list()) == ["a/blob"]
        assert refusal.value.http_status == 507
