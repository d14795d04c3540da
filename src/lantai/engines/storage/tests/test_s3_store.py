"""What a bucket lacks and the store makes up for: turns instead of locks, notes instead of renames."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lantai.engines.storage.backends import s3
from lantai.engines.storage.backends.s3 import S3BlobStore
from lantai.engines.storage.backends.s3_client import StoreKnowsNoConditions
from lantai.engines.storage.backends.s3_turns import Turns
from lantai.engines.storage.errors import StorageError, StorageIsMissing, TreeHasChanged
from lantai.engines.storage.protocol import Publication

ROOT = "archive/root"
WRITER = """
import sys
from pathlib import Path
from lantai.engines.storage.backends.s3 import S3BlobStore
from lantai.engines.storage.protocol import Publication

name, endpoint, work = sys.argv[1:]
store = S3BlobStore(name, "archive/root", endpoint=endpoint, work=Path(work), lease=0.5)
store.prepare()
print("ready", flush=True)
for version in range(1, 1000):
    with store.staging() as stage:
        tree = stage / "tree"
        for number in range(6):
            (tree / f"v{version}" / "content").mkdir(parents=True, exist_ok=True)
            (tree / f"v{version}" / "content" / str(number)).write_text(str(version))
        (tree / "inventory.json").write_text(str(version))
        (tree / "inventory.json.sha512").write_text(str(version))
        store.publish_trees([Publication("a/object", tree)])
"""


def store_of(bucket, work: Path, **how) -> S3BlobStore:
    store = S3BlobStore(bucket.name, ROOT, endpoint=bucket.endpoint, work=work, **how)
    store.prepare()
    return store


@pytest.fixture
def store(bucket, tmp_path):
    return store_of(bucket, tmp_path / "drafts")


def publish(store, prefix, files, **how):
    with store.staging() as stage:
        for path, data in files.items():
            (stage / "tree" / path).parent.mkdir(parents=True, exist_ok=True)
            (stage / "tree" / path).write_bytes(data)
        store.publish_trees([Publication(prefix, stage / "tree", **how)])


def text(store, key):
    with store.open(key) as blob:
        return blob.read().decode()


def test_the_bucket_holds_what_a_folder_would_and_nothing_beside_it(store, bucket):
    publish(store, "a/object", {"inventory.json": b"{}", "v1/content/一.txt": b"1"})

    assert bucket.all_keys() == [f"{ROOT}/a/object/inventory.json", f"{ROOT}/a/object/v1/content/一.txt"]


@pytest.mark.timeout(240)
def test_a_writer_killed_at_any_moment_leaves_the_old_tree_or_the_new_one(bucket, tmp_path):
    for turn in range(4):
        command = [sys.executable, "-c", WRITER, bucket.name, bucket.endpoint, str(tmp_path / "drafts")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout.readline() == "ready\n"
            time.sleep(random.uniform(0.02, 0.6))
            writer.kill()

        time.sleep(1.1)  # the store tells time by whole seconds
        store = store_of(bucket, tmp_path / "drafts", lease=0.5)
        found = list(store.list("a/object"))
        if found:
            version = text(store, "a/object/inventory.json")
            contents = [f"a/object/v{version}/content/{number}" for number in range(6)]
            assert found == ["a/object/inventory.json", "a/object/inventory.json.sha512", *contents], turn
            assert {text(store, key) for key in found} == {version}
        assert [key for key in bucket.all_keys() if not key.startswith(f"{ROOT}/")] == []
        assert len(bucket.all_keys()) == len(found)


def test_what_is_only_being_brought_is_in_no_list(store, bucket):
    publish(store, "a/old", {"inventory.json": b"{}"})
    turns = Turns(store._bucket, f"{ROOT}.work")
    turn = turns.take(f"{ROOT}/a/new/")
    key = f"{ROOT}/a/new/v1/content/big"
    turns.say(turn, brings=[key])
    bucket.client.put_object(Bucket=bucket.name, Key=key, Body=b"half of it")

    assert list(store.list()) == ["a/old/inventory.json"]
    assert list(store.folders("a")) == ["a/old"]
    assert list(store.files("a/new/v1/content")) == []

    turns.end(turn)
    assert bucket.all_keys() == [f"{ROOT}/a/old/inventory.json"]


def test_of_two_who_make_the_same_tree_at_once_one_is_refused(bucket, tmp_path):
    refused, stores = [], [store_of(bucket, tmp_path / str(n)) for n in range(2)]

    def write(number):
        try:
            publish(stores[number], "a/object", {"inventory.json": b"%d" % number, "v1/x": b"%d" % number}, expects={})
        except TreeHasChanged:
            refused.append(number)

    threads = [threading.Thread(target=write, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert {text(stores[0], key) for key in stores[0].list("a/object")} == {str(1 - refused[0])}


def test_a_writer_who_was_taken_for_dead_writes_nothing_more(store, bucket):
    turns = Turns(store._bucket, f"{ROOT}.work", lease=0.0)
    turn = turns.take(f"{ROOT}/a/object/")
    turns.sweep()

    with pytest.raises(TreeHasChanged):
        turns.say(turn, brings=[f"{ROOT}/a/object/v1/x"])
    turns.end(turn)

    assert bucket.all_keys() == []


def test_more_keys_than_one_answer_holds_are_named_in_the_order_of_any_store(store, bucket, monkeypatch):
    monkeypatch.setattr(s3, "PAGE", 10)
    names = sorted({f"f{n % 3}{'-x' if n % 2 else ''}/{n:02}" for n in range(24)}, key=lambda name: name.split("/"))
    for name in [*names, "../many-more"]:
        key = f"{ROOT}/many-more" if name.startswith("..") else f"{ROOT}/many/{name}"
        bucket.client.put_object(Bucket=bucket.name, Key=key, Body=b"")

    assert [key.removeprefix("many/") for key in store.list("many")] == names


def test_a_blob_replaced_while_it_is_read_is_no_mixture(store):
    store.put("blob", b"1" * 600_000)
    with store.open("blob") as blob:
        blob.read(10)
        store.put("blob", b"2" * 600_000)
        blob.seek(500_000)

        with pytest.raises(TreeHasChanged):
            blob.read(10)


def test_a_bucket_that_is_not_there_is_no_empty_archive(bucket, tmp_path):
    store = S3BlobStore("never-made", ROOT, endpoint=bucket.endpoint, work=tmp_path)

    for ask in (store.prepare, lambda: store.exists("x"), lambda: list(store.list())):
        with pytest.raises(StorageIsMissing, match="never-made"):
            ask()


def test_a_server_that_does_not_answer_is_told_with_its_address(tmp_path, object_store, monkeypatch):
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)  # it asks five times, ever more patiently
    store = S3BlobStore("bucket", ROOT, endpoint="http://127.0.0.1:9", work=tmp_path)

    with pytest.raises(StorageError, match=r"127\.0\.0\.1:9"):
        store.size("x")


def test_a_store_that_overwrites_what_it_should_leave_alone_is_refused(store, monkeypatch):
    put = store._client.put_object
    monkeypatch.setattr(store._client, "put_object", lambda IfNoneMatch="", **what: put(**what))

    with pytest.raises(StoreKnowsNoConditions):
        store.prepare()
