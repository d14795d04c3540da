"""An archive with a storage and a second copy on another path."""

from __future__ import annotations

import hashlib

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.engines.storage.current import blob_store
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.preservation.actions import ObjectToStore, Original, enter_objects, storing
from lantai.holdings.preservation.models import StoredObject


@pytest.fixture
def replicated(settings, home):
    """The settings name one second copy."""
    settings.REPLICAS = [
        {
            "NAME": f"file://{home}/copy",
            "BACKEND": "lantai.engines.storage.backends.filesystem.FilesystemBlobStore",
            "PATH": home / "copy",
            "DURABLE": False,
        }
    ]
    settings.STORAGE = {**settings.STORAGE, "DURABLE": False}
    blob_store.cache_clear()
    return home


@pytest.fixture
def stored(replicated, db):
    """Makes objects of so many versions through the same acts as intake."""
    return lambda versions=1, **record: store_object(replicated, versions, **record)


def store_object(home, versions=1, **record):
    from lantai.holdings.fixity.events import Repair, write_down

    record = RecordFactory(**record)
    folder = home / "incoming" / record.ulid
    folder.mkdir(parents=True)
    originals = []
    for n, name in enumerate(("001.tif", "002.tif", "正文.txt")):
        path = folder / name
        path.write_bytes(hashlib.sha512(f"{record.ulid}{n}".encode()).digest() * (40 * n + 1))
        originals.append(Original(path, name, "fmt/353", "image/tiff", "image"))
    wanted = [ObjectToStore(record.ulid, {"title": record.title}, tuple(originals))]
    with storing(wanted, actor=OPERATOR) as staged:
        enter_objects([record], wanted, staged)
    row = StoredObject.objects.get(record=record)
    for n in range(2, versions + 1):
        repair = Repair(f"test-{n}", ["a version more"], "archivist", record_time(n))
        assert write_down(blob_store(), row.object_id, repair)
    row.refresh_from_db()
    return row


def record_time(n):
    import datetime as dt

    return dt.datetime(2026, 3, 1, 9, n, tzinfo=dt.UTC)
