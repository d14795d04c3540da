"""The folder store at its edges: full disks, read-only folders, missing mounts, dead and living neighbours."""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

from lantai.engines.storage.backends import atomic, filesystem
from lantai.engines.storage.backends.filesystem import FilesystemBlobStore
from lantai.engines.storage.current import blob_store
from lantai.engines.storage.errors import (
    BlobIsMissing,
    DiskIsFull,
    StorageError,
    StorageIsMissing,
    StorageIsReadOnly,
    TreeHasChanged,
    WorkFolderLiesElsewhere,
    as_storage_error,
)
from lantai.engines.storage.protocol import Publication

IS_ROOT = os.geteuid() == 0


@pytest.fixture
def store(tmp_path):
    store = FilesystemBlobStore(tmp_path / "storage")
    store.prepare()
    return store


def publish(store, prefix, files, **how):
    with store.staging() as stage:
        for path, data in files.items():
            (stage / "tree" / path).parent.mkdir(parents=True, exist_ok=True)
            (stage / "tree" / path).write_bytes(data)
        store.publish_trees([Publication(prefix, stage / "tree", **how)])


def content(store, key):
    with store.open(key) as blob:
        return blob.read()


def answer_of_child(act):
    """What `act` returns in a process of its own, where limits and identity may be changed for good."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, act().encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as pipe:
        return pipe.read().decode()


def refusal_of(act):
    try:
        act()
    except StorageError as refusal:
        return f"{refusal.code} {refusal}"
    return "nothing was refused"


@pytest.fixture
def small_disk():
    """A real file system of a few hundred kilobytes."""
    if not IS_ROOT or not shutil.which("mount"):
        pytest.skip("a small disk can only be mounted by root; the file-size limit is tested instead")
    folder = Path(tempfile.mkdtemp(prefix="lantai-small-disk-"))
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", folder], capture_output=True, check=False)
    if done.returncode:
        folder.rmdir()
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


def test_it_says_that_the_disk_is_full_and_keeps_what_was_there(small_disk):
    store = FilesystemBlobStore(small_disk / "storage")
    store.prepare()
    publish(store, "a/b", {"blob": b"1" * 100_000})

    with pytest.raises(DiskIsFull) as refusal:
        store.put("c/d", b"2" * 400_000)

    assert str(small_disk) in str(refusal.value)
    assert list(store.list()) == ["a/b/blob"]
    assert list(store.folders()) == ["a"]
    publish(store, "c/d", {"blob": b"3" * 1000})
    assert list(store.list()) == ["a/b/blob", "c/d/blob"]


def test_it_says_so_when_a_file_may_not_grow_further(store):
    def act():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        return refusal_of(lambda: store.put("a/blob", b"x" * 5000))

    answer = answer_of_child(act)

    assert answer.startswith("storage.disk_full")
    store.prepare()
    assert list(store.list()) == []


def test_it_says_that_a_folder_is_read_only():
    home = Path(tempfile.mkdtemp(prefix="lantai-read-only-"))
    home.chmod(0o755)
    store = FilesystemBlobStore(home / "storage")
    store.prepare()
    publish(store, "a", {"blob": b"1"})
    for folder in (store.root, home / "storage.work", home):
        folder.chmod(0o555)

    def act():
        if IS_ROOT:
            os.setuid(65534)
        refusals = [lambda: publish(store, "b", {"blob": b"2"}), lambda: store.put("c", b""), store.prepare]
        return "|".join(refusal_of(each) for each in refusals) + "|" + content(store, "a/blob").decode()

    answer = answer_of_child(act)
    home.chmod(0o755)
    for folder in (store.root, home / "storage.work"):
        folder.chmod(0o755)
    shutil.rmtree(home)

    *refusals, read = answer.split("|")
    assert all(each.startswith("storage.read_only ") for each in refusals), answer
    assert read == "1"


def test_it_says_that_the_folder_is_not_there(tmp_path):
    store = FilesystemBlobStore(tmp_path / "not-mounted")

    for act in (
        lambda: store.open("a"),
        lambda: list(store.list()),
        lambda: store.put("a", b""),
        store.free_bytes,
        lambda: store.delete_tree("a"),
        lambda: store.publish_trees([Publication("a", tmp_path)]),
    ):
        with pytest.raises(StorageIsMissing) as refusal:
            act()
        assert "not-mounted" in str(refusal.value)
    assert not store.root.exists()


def test_it_refuses_a_work_folder_on_another_disk(small_disk, tmp_path):
    store = FilesystemBlobStore(small_disk, work=tmp_path / "work")

    with pytest.raises(WorkFolderLiesElsewhere):
        store.prepare()


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskIsFull),
        (errno.EDQUOT, DiskIsFull),
        (errno.EROFS, StorageIsReadOnly),
        (errno.EACCES, StorageIsReadOnly),
        (errno.EIO, StorageError),
    ],
)
def test_it_words_what_the_system_says(number, kind):
    refusal = as_storage_error(OSError(number, os.strerror(number)), "/storage")

    assert type(refusal) is kind
    assert "/storage" in str(refusal)
    assert os.strerror(number) in str(refusal)
    assert refusal.remedy()


def test_it_sweeps_what_the_dead_left_and_spares_the_living(store):
    work = store.root.with_name("storage.work")

    def stage_and_die():
        with store.staging() as stage:
            (stage / "draft").write_bytes(b"x")
            os._exit(0)

    answer_of_child(stage_and_die)
    assert len(list(work.glob("stage-*"))) == 2
    with store.staging() as mine:
        (mine / "draft").write_bytes(b"y")

        FilesystemBlobStore(store.root).prepare()

        assert (mine / "draft").read_bytes() == b"y"
        assert len(list(work.glob("stage-*"))) == 2
    assert [path.name for path in work.iterdir()] == ["lock"]


def test_it_serves_many_writers_at_once(store):
    failures = []

    def write(worker):
        try:
            for number in range(15):
                publish(store, f"{number % 3}/{worker}-{number}", {"blob": b"x"}, expects={})
                if number % 5 == 0:
                    store.delete_tree(f"{number % 3}/{worker}-{number}")
        except StorageError as refusal:
            failures.append(str(refusal))

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert len(list(store.list())) == 6 * 12
    assert all(list(store.list(folder)) for folder in store.folders())


def test_it_lets_one_of_two_rivals_win(store):
    publish(store, "object", {"inventory": b"0"})
    won = []
    start = threading.Barrier(4)

    def rival(name):
        start.wait()
        try:
            publish(store, "object", {"inventory": name}, expects={"inventory": b"0"})
            won.append(name)
        except TreeHasChanged:
            pass

    threads = [threading.Thread(target=rival, args=(b"%d" % (n + 1),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1
    assert content(store, "object/inventory") == won[0]


def test_it_shows_readers_the_old_or_the_new_and_never_nothing(store):
    """A reader that looks again and again while the tree is replaced by exchange."""
    publish(store, "a/b/object", {"blob": b"0" * 10})
    stop = threading.Event()
    seen = set()

    def look():
        while not stop.is_set():
            with store.open("a/b/object/blob") as blob:
                seen.add(blob.read())

    reader = threading.Thread(target=look)
    reader.start()
    # However slowly the reader's thread comes to its turn, it looks while trees are exchanged.
    until = time.monotonic() + 30.0
    number = 0
    while number < 40 or (len(seen) < 2 and time.monotonic() < until):
        number += 1
        publish(store, "a/b/object", {"blob": b"%d" % (number % 10) * 10})
    stop.set()
    reader.join()

    assert seen <= {b"%d" % n * 10 for n in range(10)}
    assert len(seen) > 1


def test_it_finishes_a_swap_that_was_cut_in_two_for_the_first_reader(tmp_path):
    store = FilesystemBlobStore(tmp_path / "storage", may_exchange=False)
    store.prepare()
    publish(store, "a/object", {"blob": b"old"})
    work = tmp_path / "storage.work"
    (work / "swap-new").mkdir()
    (work / "swap-new" / "blob").write_bytes(b"new")
    (work / "swap.json").write_text('{"prefix": "a/object"}')
    (store.root / "a/object").rename(work / "swap-old")

    with store.open("a/object/blob") as blob:
        assert blob.read() == b"new"

    (work / "swap.json").write_text('{"prefix": "a/object"}')
    with pytest.raises(BlobIsMissing):
        store.open("a/other")
    assert sorted(path.name for path in work.iterdir()) == ["lock"]


def test_it_drops_a_swap_that_had_moved_nothing(tmp_path):
    store = FilesystemBlobStore(tmp_path / "storage", may_exchange=False)
    store.prepare()
    publish(store, "a/object", {"blob": b"old"})
    work = tmp_path / "storage.work"
    (work / "swap-new").mkdir()
    (work / "swap.json").write_text('{"prefix": "a/object"}')

    store.prepare()

    assert content(store, "a/object/blob") == b"old"
    assert [path.name for path in work.iterdir()] == ["lock"]


def test_it_works_where_the_system_lacks_the_newer_calls(store, monkeypatch):
    """An older libc or another kernel: neither renameat2 nor syncfs."""
    monkeypatch.setattr(atomic, "_renameat2", None)
    monkeypatch.setattr(atomic, "_syncfs", None)

    publish(store, "a/b", {"blob": b"1"}, expects={})
    publish(store, "a/b", {"blob": b"2"})
    with pytest.raises(FileExistsError):
        atomic.rename_new(store.root / "a", store.root / "a" / "b")

    assert content(store, "a/b/blob") == b"2"


def test_it_copies_where_the_disk_knows_no_second_names(store, monkeypatch):
    def refuse(*_arguments):
        raise OSError(errno.EPERM, "no hard links here")

    publish(store, "a", {"big": b"1", "small": b"1"})
    monkeypatch.setattr(filesystem.os, "link", refuse)

    publish(store, "a", {"small": b"2"}, carry=["big"])

    assert content(store, "a/big") == b"1"


def test_it_swaps_by_journal_where_the_kernel_refuses_to_exchange(store, monkeypatch):
    """As NFS does: the call is there, the file system answers that it cannot."""
    publish(store, "a", {"blob": b"1"})
    monkeypatch.setattr(atomic, "_EXCHANGE", 1 << 30)

    publish(store, "a", {"blob": b"2"})

    assert content(store, "a/blob") == b"2"


def test_it_says_so_when_the_disk_cannot_be_flushed(store, monkeypatch):
    def fail(_descriptor):
        ctypes.set_errno(errno.EIO)
        return -1

    monkeypatch.setattr(atomic, "_syncfs", fail)

    with pytest.raises(StorageError) as refusal:
        publish(store, "a", {"blob": b"1"})

    assert os.strerror(errno.EIO) in str(refusal.value)
    assert list(store.list()) == []


def test_it_refuses_to_carry_what_vanishes_meanwhile(store):
    publish(store, "a", {"blob": b"1"})

    with pytest.raises(TreeHasChanged):
        publish(store, "a", {"blob": b"2"}, carry=["gone"])
    with pytest.raises(TreeHasChanged):
        publish(store, "a", {"blob": b"2"}, expects={"gone": b""})


def test_it_can_leave_flushing_to_the_system(tmp_path, monkeypatch):
    monkeypatch.setattr(atomic, "flush", lambda _folder: pytest.fail("flushed"))
    store = FilesystemBlobStore(tmp_path / "storage", durable=False)
    store.prepare()

    publish(store, "a", {"blob": b"1"})
    store.put("b", b"2")
    store.delete_tree("a")

    assert list(store.list()) == ["b"]


def test_it_reports_other_failures_of_the_newer_calls(tmp_path):
    with pytest.raises(FileNotFoundError):
        atomic.exchange(tmp_path / "none", tmp_path / "nothing")


def test_it_does_nothing_for_an_empty_batch(store):
    store.publish_trees([])

    assert list(store.list()) == []


def test_it_refuses_to_publish_inside_a_file(store):
    store.put("a/file", b"")

    with pytest.raises(StorageError):
        publish(store, "a/file/object", {"blob": b""})

    assert list(store.list()) == ["a/file"]


def test_it_builds_the_store_of_the_settings_once(settings, tmp_path):
    settings.STORAGE = {
        "BACKEND": "lantai.engines.storage.backends.filesystem.FilesystemBlobStore",
        "PATH": tmp_path / "objects",
    }
    blob_store.cache_clear()

    store = blob_store()

    assert store.root == tmp_path / "objects"
    assert blob_store() is store
    blob_store.cache_clear()
