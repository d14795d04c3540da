"""Judging objects: no alarm on whole ones however many versions, and every kind of damage called by its name."""

import hashlib
import os
import random
import shutil

import pytest

from lantai.engines.storage.backends.filesystem import FilesystemBlobStore
from lantai.engines.storage.backends.memory import MemoryBlobStore
from lantai.holdings.fixity.judging import Known, judge
from lantai.holdings.fixity.kinds import Kind
from lantai.holdings.fixity.tests.damage import KINDS, replace
from lantai.holdings.fixity.trees import tree_at
from lantai.holdings.preservation.ocfl.layout import object_prefix, prepare_root
from lantai.holdings.preservation.ocfl.write import Changes
from lantai.holdings.preservation.tests.ocfl_objects import store_new, store_version

FILES = {"001.tif": b"II*\0" * 50_000, "正文.txt": "关于秋收的通知".encode()}


def store_versions(store, number, versions):
    name = store_new(store, number, FILES)
    for n in range(2, versions + 1):
        store_version(store, name, Changes(documents={"description.json": b'{"n": %d}' % n}))
    return name


def known(store, name, **more):
    with store.open(f"{object_prefix(name)}/inventory.json") as blob:
        data = blob.read()
    sizes = {hashlib.sha512(content).hexdigest(): len(content) for content in FILES.values()}
    version = more.pop("version", data.count(b'"created"'))
    return Known(name, object_prefix(name), version, hashlib.sha512(data).hexdigest(), sizes)


@pytest.fixture
def store(tmp_path):
    store = FilesystemBlobStore(tmp_path / "storage", durable=False)
    prepare_root(store)
    return store


def folder_of(store, name):
    return store.local_tree(object_prefix(name))


def judged(store, row, **how):
    verdict = judge(tree_at(store, row.prefix, **how), row, sm3=True)
    return [(damage.kind, damage.path) for damage in verdict.damages]


def test_it_raises_no_alarm_on_objects_of_any_number_of_versions(store):
    for versions in (1, 2, 3, 12):
        row = known(store, store_versions(store, versions, versions))

        assert row.version == versions
        assert judged(store, row) == []
        assert judged(store, row, from_disk=True) == []


def test_it_reads_every_byte_and_every_file(store):
    name = store_versions(store, 1, 2)

    verdict = judge(tree_at(store, object_prefix(name)), known(store, name))

    files = [path for path in folder_of(store, name).rglob("*") if path.is_file()]
    assert (verdict.files, verdict.size) == (len(files), sum(path.stat().st_size for path in files))


def test_it_judges_a_store_without_folders_too():
    store = MemoryBlobStore()
    prepare_root(store)
    row = known(store, store_versions(store, 1, 3))
    assert judged(store, row) == []

    store.put(f"{row.prefix}/v1/content/original/001.tif", b"other")

    assert judged(store, row) == [(Kind.TRUNCATED, "v1/content/original/001.tif")]


@pytest.mark.parametrize("kind", KINDS)
def test_it_finds_damage_and_calls_it_by_its_name(store, kind):
    chance = random.Random(kind)
    for number in range(12):
        row = known(store, store_versions(store, number, 1 + number % 3))

        done = KINDS[kind](folder_of(store, row.object_id), chance)

        found = judged(store, row)
        assert [path for _, path in found] == [done.path], (done, found)
        assert found[0][0] in done.kinds


def test_it_finds_a_change_of_a_letters_size_in_an_old_digest_file(store):
    """`a` and `A` are one bit apart and the same number: it is damage all the same."""
    row = known(store, store_versions(store, 1, 2))
    sidecar = folder_of(store, row.object_id) / "v1/inventory.json.sha512"
    replace(sidecar, sidecar.read_bytes().upper().replace(b"INVENTORY.JSON", b"inventory.json"))

    assert judged(store, row) == [(Kind.SIDECAR, "v1/inventory.json.sha512")]


def test_it_finds_an_inventory_that_was_rewritten_with_its_digest_file(store):
    row = known(store, store_versions(store, 1, 1))
    folder = folder_of(store, row.object_id)
    data = (folder / "inventory.json").read_bytes().replace("移交进馆".encode(), "移交出馆".encode())
    for place in (folder, folder / "v1"):
        replace(place / "inventory.json", data)
        digest = hashlib.sha512(data).hexdigest()
        replace(place / "inventory.json.sha512", f"{digest} inventory.json\n".encode())

    assert judged(store, row) == [(Kind.INVENTORY, "inventory.json")]


def test_it_takes_a_version_the_database_has_not_heard_of_for_what_it_is(store):
    name = store_versions(store, 1, 1)
    before = known(store, name)
    store_version(store, name, Changes(documents={"description.json": b"{}"}))

    assert judged(store, before) == []


def test_it_finds_an_object_that_went_back_to_an_older_version(store, tmp_path):
    name = store_versions(store, 1, 1)
    shutil.copytree(folder_of(store, name), tmp_path / "old")
    store_version(store, name, Changes(documents={"description.json": b"{}"}))
    row = known(store, name)
    shutil.rmtree(folder_of(store, name))
    shutil.copytree(tmp_path / "old", folder_of(store, name))

    assert judged(store, row) == [(Kind.INVENTORY, "inventory.json")]


def test_it_finds_links_pipes_and_empty_folders(store, tmp_path):
    row = known(store, store_versions(store, 1, 1))
    folder = folder_of(store, row.object_id)
    (tmp_path / "outside").write_bytes(FILES["001.tif"])
    (folder / "v1/content/original/001.tif").unlink()
    (folder / "v1/content/original/001.tif").symlink_to(tmp_path / "outside")
    os.mkfifo(folder / "v1/pipe")
    (folder / "v2").mkdir()

    found = judged(store, row)

    assert set(found) == {
        (Kind.MISSING, "v1/content/original/001.tif"),
        (Kind.EXTRA, "v1/content/original/001.tif"),
        (Kind.EXTRA, "v1/pipe"),
        (Kind.EXTRA, "v2"),
    }


def test_it_says_what_the_disk_says_of_a_file_it_cannot_read(store):
    if os.geteuid() == 0:
        pytest.skip("root may read every file, so nothing here can be unreadable")
    row = known(store, store_versions(store, 1, 1))
    (folder_of(store, row.object_id) / "v1/content/original/001.tif").chmod(0)

    assert judged(store, row) == [(Kind.UNREADABLE, "v1/content/original/001.tif")]


def test_it_finds_a_missing_object(store):
    row = known(store, store_versions(store, 1, 1))
    shutil.rmtree(folder_of(store, row.object_id))

    assert judged(store, row) == [(Kind.OBJECT, "")]


def test_it_compares_the_other_digest_when_asked(store):
    """A manifest of SM3 that is wrong from the beginning is found by nothing else."""
    name = store_new(store, 1, FILES, documents={"description.json": b"{}"})
    row = known(store, name)
    folder = folder_of(store, name)
    manifest = folder / "v1/content/manifest-sm3.txt"
    lines = manifest.read_bytes()
    wrong = lines[:1].replace(b"0", b"1") if lines[:1] == b"0" else b"0"
    data = (folder / "inventory.json").read_bytes()
    old, new = (hashlib.sha512(text).hexdigest().encode() for text in (lines, wrong + lines[1:]))
    replace(manifest, wrong + lines[1:])
    data = data.replace(old, new)
    for place in (folder, folder / "v1"):
        replace(place / "inventory.json", data)
        replace(place / "inventory.json.sha512", f"{hashlib.sha512(data).hexdigest()} inventory.json\n".encode())

    assert {kind for kind, _ in judged(store, known(store, name))} == {Kind.SM3}
    assert judge(tree_at(store, row.prefix), known(store, name)).is_whole
