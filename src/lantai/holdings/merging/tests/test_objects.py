"""What storage hears of a merge: one event in each object, the originals as they were, and no second version."""

from __future__ import annotations

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.engines.storage.current import blob_store
from lantai.holdings.catalogue.models import Record
from lantai.holdings.merging.actions import merge_records, undo_merge
from lantai.holdings.merging.choosing import Choices
from lantai.holdings.merging.tasks import write_down_merge
from lantai.holdings.preservation.models import StoredObject
from lantai.holdings.preservation.ocfl.check import check_object
from lantai.holdings.preservation.ocfl.read import open_file, read_inventory
from tests.support.world import build_world


@pytest.fixture
def world(db, home, tmp_path):
    return build_world(tmp_path)


def test_both_objects_get_an_event_and_keep_their_originals(world):
    Record.objects.filter(pk=world.opened.pk).update(opening_state=world.unopened.opening_state)
    keep, absorb = world.unopened, Record.objects.get(pk=world.opened.pk)
    names = list(StoredObject.objects.order_by("pk").values_list("object_id", flat=True))
    store = blob_store()
    before = {name: read_inventory(store, name).state() for name in names}
    versions = (keep.version, absorb.version)
    merge = merge_records(
        actor=OPERATOR, keep=keep, absorb=absorb, choices=Choices(), reason="同一文件", versions=versions
    )
    assert write_down_merge.func(merge.pk) == 2

    for name in names:
        inventory = read_inventory(store, name)
        changed = {path for path in before[name] if inventory.state()[path] != before[name][path]}
        assert inventory.head == "v2"
        assert not any(path.startswith("original/") for path in changed)
        with open_file(store, name, "premis.xml") as document:
            assert f"{name}#merge-{merge.ulid.lower()}" in document.read().decode()
        assert [str(finding) for finding in check_object(store, name, full=True) if finding.severity == "error"] == []
    assert set(StoredObject.objects.values_list("version", flat=True)) == {2}
    assert write_down_merge.func(merge.pk) == 0
    undo_merge(actor=OPERATOR, merge=merge)
    assert write_down_merge.func(merge.pk) == 2
    assert {read_inventory(store, name).head for name in names} == {"v3"}
