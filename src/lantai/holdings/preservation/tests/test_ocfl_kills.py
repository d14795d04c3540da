"""Kill -9 while objects are stored: before every single call the process makes, and at random moments."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time

import pytest

from lantai.engines.storage.backends.filesystem import FilesystemBlobStore
from lantai.holdings.preservation.ocfl.check import check_object
from lantai.holdings.preservation.ocfl.layout import iter_objects, prepare_root
from lantai.holdings.preservation.ocfl.read import open_file, read_inventory
from lantai.holdings.preservation.ocfl.strays import check_root
from lantai.holdings.preservation.ocfl.write import Changes, publish, stage_version
from lantai.holdings.preservation.tests.ocfl_objects import (
    COMMIT,
    ending,
    in_child,
    is_stored,
    object_id,
    outside_judgement,
    stage_new,
    store_new,
    store_version,
)
from tests.support.kills import moments

CALLS = ("open", "os.", "shutil.", "fcntl.", "tempfile.")


def die_before_call(number):
    """Kill this process before its `number`th call into the system, as Python's audit hooks see them."""
    calls = 0

    def count(event, _arguments):
        nonlocal calls
        if event.startswith(CALLS):
            calls += 1
            if calls == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def publish_one_new_and_one_version(store):
    """What a worker does again after a kill: only what is not yet there."""
    with store.staging() as stage:
        staged = [
            stage_version(
                store,
                stage,
                object_id=object_id(1),
                changes=Changes(documents={"description.json": b'{"title": "corrected"}'}),
                commit=COMMIT,
            )
        ]
        if not is_stored(store, 2):
            staged.append(stage_new(stage, 2, {"新.txt": b"new"}))
        publish(store, [each for each in staged if each])


def judged_whole(store, root, *, outside=True):
    """Our checks find nothing to say, nor does ocfl-py, which takes most of the time and need not always be asked."""
    findings = [f for identifier in iter_objects(store) for f in check_object(store, identifier, full=True, sm3=True)]
    assert findings + list(check_root(store)) == []
    if not outside:
        return len(list(iter_objects(store)))
    valid, number, good, errors = outside_judgement(root)
    assert (valid, number, errors) == (True, good, [])
    return number


@pytest.mark.parametrize("may_exchange", [True, False], ids=["exchange", "journal"])
def test_it_leaves_the_old_or_the_new_whole_wherever_the_kill_falls(tmp_path, may_exchange):
    template = tmp_path / "template"
    prepare_root(FilesystemBlobStore(template, durable=False))
    store_new(FilesystemBlobStore(template, durable=False), 1, {"原件.txt": b"first"})
    outcomes = set()

    number = 0
    while True:
        number += 1
        root = tmp_path / "root"
        shutil.copytree(template, root)
        shutil.copytree(tmp_path / "template.work", tmp_path / "root.work")
        store = FilesystemBlobStore(root, durable=False, may_exchange=may_exchange)

        def act(store=store, number=number):
            die_before_call(number)
            publish_one_new_and_one_version(store)

        killed = ending(in_child(act))
        if may_exchange:
            judged_whole(store, root, outside=number % 4 == 0)
        head = read_inventory(store, object_id(1)).head
        store.prepare()
        judged_whole(store, root, outside=number % 4 == 1)
        outcomes.add((head, is_stored(store, 2)))

        publish_one_new_and_one_version(store)

        assert judged_whole(store, root, outside=number % 4 == 2) == 2
        assert read_inventory(store, object_id(1)).head == "v2"
        assert sorted(p.name for p in (tmp_path / "root.work").iterdir() if "stage" in p.name or p.is_dir()) == []
        shutil.rmtree(root)
        shutil.rmtree(tmp_path / "root.work")
        if not killed:
            break

    assert number > 60
    assert outcomes == {("v1", False), ("v2", False), ("v2", True)}


def test_it_loses_and_doubles_nothing_over_many_kills_at_random_moments(tmp_path):
    root = tmp_path / "storage"
    store = FilesystemBlobStore(root)
    prepare_root(store)
    diary = tmp_path / "acknowledged"
    diary.touch()

    def work_without_end(first):
        with diary.open("ab", buffering=0) as acknowledged:
            number = first
            while True:
                batch = range(number, number + 3)
                with store.staging() as stage:
                    publish(store, [stage_new(stage, n, {f"第{n}页.tif": b"II*\0" * n}) for n in batch])
                acknowledged.write(b"".join(b"%d 1\n" % n for n in batch))
                store_version(store, object_id(number), Changes(documents={"description.json": b"{}"}))
                acknowledged.write(b"%d 2\n" % number)
                number += 3

    kills, chosen = 0, moments(10, 60, between=(0.005, 0.08), seed=20260301)
    for round_, moment in enumerate(chosen):
        before, end = diary.stat().st_size, time.monotonic() + 60
        child = in_child(lambda first=1000 * (round_ + 1): work_without_end(first))
        time.sleep(moment)
        while round_ % 5 == 0 and diary.stat().st_size == before and time.monotonic() < end:
            time.sleep(0.001)  # on a busy machine, too, something must have been promised now and then
        os.kill(child, signal.SIGKILL)
        kills += ending(child) == signal.SIGKILL
        if round_ % 10 == 9:
            store.prepare()
    store.prepare()

    assert kills == len(chosen)
    promised = dict(line.split() for line in diary.read_text().splitlines())
    assert len(promised) >= 3 * len(chosen) // 5
    for number, version in promised.items():
        assert int(read_inventory(store, object_id(int(number))).head[1:]) >= int(version)
        with open_file(store, object_id(int(number)), f"original/第{number}页.tif") as blob:
            assert blob.read() == b"II*\0" * int(number)
    assert judged_whole(store, root) >= len(promised)
    assert [p.name for p in (tmp_path / "storage.work").iterdir()] == ["lock"]
