"""Objects: what is written can be read back, by us and by strangers; versions add and never rewrite."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import resource

import pytest

from lantai.engines.storage.backends.faulty import FullDisk
from lantai.engines.storage.backends.filesystem import FilesystemBlobStore
from lantai.engines.storage.backends.memory import MemoryBlobStore
from lantai.engines.storage.errors import BlobIsMissing, DiskIsFull, TreeHasChanged
from lantai.holdings.preservation.digests import SourceHasChanged, SourceIsUnreadable, algorithm_findings
from lantai.holdings.preservation.ocfl.check import check_object
from lantai.holdings.preservation.ocfl.inventory import SM3_MANIFEST, InventoryIsBroken
from lantai.holdings.preservation.ocfl.layout import (
    RootHasAnotherLayout,
    iter_objects,
    object_prefix,
    prepare_root,
)
from lantai.holdings.preservation.ocfl.names import logical_path
from lantai.holdings.preservation.ocfl.read import (
    FileIsNotInObject,
    has_object,
    local_file,
    open_file,
    read_inventory,
)
from lantai.holdings.preservation.ocfl.strays import check_root
from lantai.holdings.preservation.ocfl.write import (
    Changes,
    Commit,
    LogicalPathsConflict,
    NothingToStore,
    SourceFile,
    publish,
    stage_object,
    stage_version,
)
from lantai.holdings.preservation.tests.ocfl_objects import (
    COMMIT,
    ending,
    in_child,
    object_id,
    outside_judgement,
    stage_new,
    store_new,
    store_version,
)


@pytest.fixture(params=["folder", "memory"])
def store(request, tmp_path):
    store = FilesystemBlobStore(tmp_path / "storage") if request.param == "folder" else MemoryBlobStore()
    prepare_root(store)
    return store


@pytest.fixture
def folder(tmp_path):
    store = FilesystemBlobStore(tmp_path / "storage")
    prepare_root(store)
    return store


def read(store, identifier, path, version=None):
    with open_file(store, identifier, path, version) as blob:
        return blob.read()


def test_it_keeps_originals_byte_for_byte_under_their_own_names(store):
    scan = random.Random(1).randbytes(3_000_000)

    identifier = store_new(store, 1, {"0001-永久-0003.tif": scan, "附件/说明.txt": "说明".encode("gb18030")})

    assert read(store, identifier, "original/0001-永久-0003.tif") == scan
    assert read(store, identifier, "original/附件/说明.txt") == "说明".encode("gb18030")
    assert has_object(store, identifier)
    assert list(iter_objects(store)) == [identifier]
    assert check_object(store, identifier, full=True, sm3=True) == []


def test_it_writes_sm3_of_every_file_where_a_stranger_can_check_it(store):
    identifier = store_new(store, 1, {"甲.txt": b"abc"}, documents={"description.json": b"{}"})

    lines = read(store, identifier, SM3_MANIFEST).decode().splitlines()

    assert "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0  original/甲.txt" in lines
    assert [line.split("  ")[1] for line in lines] == ["description.json", "original/甲.txt"]


def test_it_gives_documents_the_digests_of_the_files(folder, tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    seen = []

    def describe(files):
        seen.extend(files)
        return {"description.json": json.dumps([f.sha512 for f in files]).encode()}

    with folder.staging() as stage:
        staged = stage_object(
            stage,
            object_id=object_id(1),
            files=[SourceFile(tmp_path / "a", "original/a")],
            documents=describe,
            commit=COMMIT,
        )
        publish(folder, [staged])

    assert [f.logical_path for f in seen] == ["original/a"]
    assert json.loads(read(folder, object_id(1), "description.json")) == [hashlib.sha512(b"abc").hexdigest()]
    assert seen[0].size == 3


def test_it_adds_versions_and_keeps_the_old_ones_readable(store):
    identifier = store_new(store, 1, {"a.txt": b"a", "b.txt": b"b"})
    before = set(store.list(object_prefix(identifier)))

    inventory = store_version(
        store, identifier, Changes(documents={"description.json": b'{"title": "new"}'}, remove=["original/b.txt"])
    )

    assert inventory.head == "v2"
    assert read(store, identifier, "description.json") == b'{"title": "new"}'
    assert read(store, identifier, "description.json", "v1") == b'{"title": "1"}'
    assert read(store, identifier, "original/b.txt", "v1") == b"b"
    with pytest.raises(FileIsNotInObject):
        read(store, identifier, "original/b.txt")
    assert before <= set(store.list(object_prefix(identifier)))
    assert check_object(store, identifier, full=True, sm3=True) == []


def test_it_stores_unchanged_bytes_once(folder, tmp_path):
    identifier = store_new(folder, 1, {"a.txt": b"same", "copy.txt": b"same"})
    (tmp_path / "again").write_bytes(b"same")

    store_version(folder, identifier, Changes(files=[SourceFile(tmp_path / "again", "original/again.txt")]))

    paths = [folder.root / key for key in folder.list(object_prefix(identifier))]
    assert sum(path.read_bytes() == b"same" for path in paths) == 1
    for name in ("a", "copy", "again"):
        assert read(folder, identifier, f"original/{name}.txt") == b"same"


def test_it_makes_no_version_when_nothing_changes(store):
    identifier = store_new(store, 1, {"a.txt": b"a"}, documents={"description.json": b"{}"})

    inventory = store_version(store, identifier, Changes(documents={"description.json": b"{}"}))

    assert inventory.head == "v1"


def test_it_refuses_a_version_made_from_a_stale_one(store):
    identifier = store_new(store, 1, {"a.txt": b"a"})
    with store.staging() as stage:
        stale = stage_version(
            store,
            stage,
            object_id=identifier,
            changes=Changes(documents={"description.json": b"mine"}),
            commit=COMMIT,
        )
        store_version(store, identifier, Changes(documents={"description.json": b"theirs"}))

        with pytest.raises(TreeHasChanged):
            publish(store, [stale])

    assert read(store, identifier, "description.json") == b"theirs"


def test_it_refuses_to_store_an_object_twice(store):
    identifier = store_new(store, 1, {"a.txt": b"first"})

    with pytest.raises(TreeHasChanged):
        store_new(store, 1, {"a.txt": b"second"})

    assert read(store, identifier, "original/a.txt") == b"first"


@pytest.mark.parametrize(
    "name",
    [
        "档" * 200 + ".tif",
        "关于“三定”方案的通知?<草稿>*|.txt",
        "back\\slash:colon.txt",
        "trailing dot.",
        ("很长的目录名" * 10 + "/") * 12 + "尾.pdf",
        "%41 percent.txt",
        "CON.txt",
        "emoji 📜 line\u2028separator.txt",
    ],
)
def test_it_keeps_any_name_though_the_disk_cannot(folder, name):
    identifier = store_new(folder, 1, {name: b"x"})

    assert read(folder, identifier, f"original/{name}") == b"x"
    path = local_file(folder, identifier, f"original/{name}")
    assert all(len(part.encode()) <= 255 for part in path.parts)
    below = path.relative_to(folder.root / object_prefix(identifier) / "v1" / "content").as_posix()
    assert below.startswith("original/")
    assert not re.search(r'[\\:*?"<>|]|[. ](/|$)|/con\.', below, re.IGNORECASE)
    assert check_object(folder, identifier, full=True, sm3=True) == []
    assert outside_judgement(folder.root)[2:] == (1, [])


def test_it_keeps_names_apart_that_some_disks_take_for_one(folder):
    originals = {"README.TXT": b"1", "readme.txt": b"2", "e\u0301.txt": b"3", "\u00e9.txt": b"4", "É.txt": b"5"}

    identifier = store_new(folder, 1, originals)

    assert {name: read(folder, identifier, f"original/{name}") for name in originals} == originals
    names = {path.name.casefold() for path in (folder.root / object_prefix(identifier)).rglob("original/*")}
    assert len(names) == 5


def test_it_keeps_a_file_apart_from_a_folder_that_the_disk_would_give_its_name(folder):
    originals = {"a:": b"1", "a%3A/b": b"2", "a%3a/B": b"3", "A%3A": b"4"}

    identifier = store_new(folder, 1, originals)

    assert {name: read(folder, identifier, f"original/{name}") for name in originals} == originals
    assert check_object(folder, identifier, full=True) == []


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("a\nb\x00.txt", "a%0Ab%00.txt"),
        (os.fsdecode("关于".encode("gbk")) + ".doc", "%B9%D8%D3%DA.doc"),
        ("x/../y/./z//w", "x/%2E%2E/y/%2E/z/w"),
        ("\ud800.txt", "%ED%A0%80.txt"),
        ("普通 名称.pdf", "普通 名称.pdf"),
    ],
)
def test_it_encodes_only_what_no_format_can_hold(raw, safe):
    assert logical_path(raw) == safe


@pytest.mark.parametrize("paths", [["a", "a"], ["a", "a/b"], ["a//b"], ["/a"], [SM3_MANIFEST]])
def test_it_refuses_files_that_claim_one_place(folder, tmp_path, paths):
    (tmp_path / "f").write_bytes(b"x")

    with folder.staging() as stage, pytest.raises(LogicalPathsConflict):
        stage_object(
            stage,
            object_id=object_id(1),
            files=[SourceFile(tmp_path / "f", path) for path in paths],
            documents={},
            commit=COMMIT,
        )


def test_it_refuses_a_file_that_changed_since_it_was_checked(folder, tmp_path):
    (tmp_path / "f").write_bytes(b"now")
    source = SourceFile(tmp_path / "f", "original/f", sha512=hashlib.sha512(b"then").hexdigest(), sm3="0" * 64)

    with folder.staging() as stage, pytest.raises(SourceHasChanged) as refusal:
        stage_object(stage, object_id=object_id(1), files=[source], documents={}, commit=COMMIT)

    assert str(tmp_path / "f") in str(refusal.value)


@pytest.mark.parametrize("kind", ["link", "folder", "pipe", "absent"])
def test_it_refuses_sources_that_are_not_files(folder, tmp_path, kind):
    source = tmp_path / "source"
    (tmp_path / "secret").write_bytes(b"x")
    make = {
        "link": lambda: source.symlink_to(tmp_path / "secret"),
        "folder": source.mkdir,
        "pipe": lambda: os.mkfifo(source),
        "absent": lambda: None,
    }
    make[kind]()

    with folder.staging() as stage, pytest.raises(SourceIsUnreadable):
        stage_object(
            stage, object_id=object_id(1), files=[SourceFile(source, "original/x")], documents={}, commit=COMMIT
        )


def test_it_refuses_an_empty_object(folder):
    with folder.staging() as stage, pytest.raises(NothingToStore):
        stage_object(stage, object_id=object_id(1), files=[], documents={}, commit=COMMIT)


def test_it_wants_a_time_zone(store):
    with pytest.raises(ValueError, match="time zone"):
        Commit("m", "u", COMMIT.created.replace(tzinfo=None))


def test_it_stores_the_first_of_a_batch_when_the_disk_fills(tmp_path):
    store = FullDisk(MemoryBlobStore(), room=30_000)
    prepare_root(store)

    with store.staging() as stage, pytest.raises(DiskIsFull):
        publish(store, [stage_new(stage, n, {"a": b"x" * 10_000}) for n in (1, 2, 3)])

    stored = list(iter_objects(store))
    assert 1 <= len(stored) < 3
    assert all(check_object(store, each, full=True) == [] for each in stored)


def test_it_stores_without_sm3_where_python_has_none_and_says_so(store, monkeypatch):
    monkeypatch.setattr(hashlib, "algorithms_available", hashlib.algorithms_available - {"sm3"})

    identifier = store_new(store, 1, {"a": b"a"})

    assert [finding.code for finding in algorithm_findings()] == ["preservation.sm3_missing"]
    assert algorithm_findings()[0].sentence()
    assert SM3_MANIFEST not in read_inventory(store, identifier).state()
    monkeypatch.undo()
    assert algorithm_findings() == []
    assert check_object(store, identifier, full=True, sm3=True) == []


def test_it_writes_no_sm3_manifest_with_holes(store, monkeypatch):
    """A file of the time without SM3 stays unknown: the manifest waits until every file has one."""
    monkeypatch.setattr(hashlib, "algorithms_available", hashlib.algorithms_available - {"sm3"})
    identifier = store_new(store, 1, {"a": b"a"})
    monkeypatch.undo()

    inventory = store_version(store, identifier, Changes(documents={"description.json": b"new"}))

    assert inventory.head == "v2"
    assert SM3_MANIFEST not in inventory.state()


def test_it_words_a_full_disk_met_while_copying(folder, tmp_path):
    (tmp_path / "big").write_bytes(b"x" * 100_000)

    def act():
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        with folder.staging() as stage, pytest.raises(DiskIsFull):
            stage_object(
                stage,
                object_id=object_id(1),
                files=[SourceFile(tmp_path / "big", "original/big")],
                documents={},
                commit=COMMIT,
            )

    assert ending(in_child(act)) == 0
    assert list(iter_objects(folder)) == []


def test_it_finds_objects_whose_id_is_too_long_for_a_folder(store):
    identifier = "urn:example:" + "档" * 60
    with store.staging() as stage:
        staged = stage_object(stage, object_id=identifier, files=[], documents={"a": b"a"}, commit=COMMIT)
        publish(store, [staged])

    assert list(iter_objects(store)) == [identifier]
    assert check_object(store, identifier, full=True) == []


def test_it_says_that_there_is_no_such_object(store):
    with pytest.raises(BlobIsMissing):
        read_inventory(store, object_id(9))


def test_it_says_that_an_inventory_is_broken(store):
    identifier = store_new(store, 1, {"a": b"a"})
    store.put(f"{object_prefix(identifier)}/inventory.json", b'{"id": 1}')

    with pytest.raises(InventoryIsBroken) as refusal:
        read_inventory(store, identifier)

    assert object_prefix(identifier) in str(refusal.value)


def test_it_prepares_a_root_once_and_refuses_a_foreign_one(store):
    prepare_root(store)
    assert list(check_root(store)) == []
    store.put("ocfl_layout.json", b"{}")

    with pytest.raises(RootHasAnotherLayout):
        prepare_root(store)


def test_it_satisfies_the_validator_of_others_with_two_hundred_objects_and_their_versions(folder):
    for first in range(0, 200, 50):
        with folder.staging() as stage:
            publish(folder, [stage_new(stage, n, {f"第{n}号.txt": b"%d" % n}) for n in range(first, first + 50)])
    for number in range(0, 200, 4):
        store_version(folder, object_id(number), Changes(documents={"description.json": b'{"corrected": %d}' % number}))
    for number in range(0, 200, 40):
        store_version(folder, object_id(number), Changes(remove=[f"original/第{number}号.txt"]))

    assert outside_judgement(folder.root) == (True, 200, 200, [])
    assert len(list(iter_objects(folder))) == 200
    assert list(check_root(folder)) == []
