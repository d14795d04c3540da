"""Small objects for the tests of storage: made-up files, processes to kill, the judgement of others' validator."""

from __future__ import annotations

import datetime as dt
import os
import signal
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

import ocfl as outside_validator

from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.preservation.ocfl.inventory import Inventory
from lantai.holdings.preservation.ocfl.layout import object_id_for
from lantai.holdings.preservation.ocfl.read import has_object, read_inventory
from lantai.holdings.preservation.ocfl.write import (
    Changes,
    Commit,
    SourceFile,
    StagedObject,
    publish,
    stage_object,
    stage_version,
)

COMMIT = Commit("移交进馆", "testarchivist", dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC))


def object_id(number: int) -> str:
    return object_id_for(f"01J8Z3K4M5N6P7Q8R9S0{number:06d}")


def stage_new(
    stage: Path, number: int, originals: Mapping[str, bytes], documents: Mapping[str, bytes] | None = None
) -> StagedObject:
    """An object with these originals, by name."""
    sources = stage / f"sources-{number}"
    sources.mkdir()
    files = []
    for position, (name, data) in enumerate(originals.items()):
        (sources / str(position)).write_bytes(data)
        files.append(SourceFile(sources / str(position), f"original/{name}"))
    documents = documents if documents is not None else {"description.json": b'{"title": "%d"}' % number}
    return stage_object(stage, object_id=object_id(number), files=files, documents=documents, commit=COMMIT)


def store_new(store: BlobStore, number: int, originals: Mapping[str, bytes], **how: Mapping[str, bytes]) -> str:
    with store.staging() as stage:
        publish(store, [stage_new(stage, number, originals, **how)])
    return object_id(number)


def store_version(store: BlobStore, identifier: str, changes: Changes) -> Inventory:
    with store.staging() as stage:
        staged = stage_version(store, stage, object_id=identifier, changes=changes, commit=COMMIT)
        if staged:
            publish(store, [staged])
    return read_inventory(store, identifier)


def outside_judgement(root: Path) -> tuple[bool, int, int, object]:
    """What ocfl-py says of a storage root: valid, objects, good objects, errors and warnings."""
    judge = outside_validator.StorageRoot(root=str(root))
    valid = judge.validate(log_warnings=True, log_errors=True)
    return valid, judge.num_objects, judge.good_objects, judge.errors


def is_stored(store: BlobStore, number: int) -> bool:
    return has_object(store, object_id(number))


def in_child(act: Callable[[], None]) -> int:
    """Start `act` in a process of its own and give its id."""
    child = os.fork()
    if child:
        return child
    try:
        act()
        os._exit(0)
    except BaseException:  # noqa: BLE001 a forked test process must end here, whatever happened
        traceback.print_exc()
        os._exit(70)


def ending(child: int) -> int:
    """Wait; the signal that ended the child, or 0 when it ended well. A child that failed fails the test."""
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, -signal.SIGKILL), f"the child ended with {code}"
    return -code
