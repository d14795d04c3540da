"""Changes become versions: only what differs is written, once, where its subject lies; and it comes back from there."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.apps import apps
from django.utils import timezone

from lantai.base.accounts.access import ANONYMOUS, OPERATOR
from lantai.base.audit.actions import record as record_event
from lantai.base.audit.models import Event
from lantai.base.common.ids import new_ulid
from lantai.engines.search.document import SearchQuery
from lantai.engines.search.indexing import drain_all, search_index
from lantai.engines.search.protocol import IndexNotReady
from lantai.engines.storage.current import blob_store
from lantai.holdings.catalogue.actions import (
    Description,
    Person,
    RecordChange,
    change_records,
    describe_records,
    remove_records,
    rename_fonds,
    set_opening_state,
)
from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.catalogue.tests.factories import ON_PAPER
from lantai.holdings.preservation.actions import ObjectToStore, enter_objects, storing
from lantai.holdings.preservation.describing import chain, staging
from lantai.holdings.preservation.describing.running import write_down_changes
from lantai.holdings.preservation.describing.subjects import place_of
from lantai.holdings.preservation.models import Mark, StoredObject, SubjectObject
from lantai.holdings.preservation.ocfl.check import check_object
from lantai.holdings.preservation.ocfl.layout import iter_objects, object_prefix
from lantai.holdings.preservation.ocfl.read import open_file, read_inventory
from lantai.holdings.preservation.rebuilding.digests import digests_of_holdings
from lantai.holdings.preservation.rebuilding.restoring import rebuild_from_storage
from tests.support.world import ID_NUMBER


def described(fonds, count, **said):
    """Records without files."""
    first = Record.objects.count()
    descriptions = [
        (new_ulid(), Description(f"J001-WS·1987-Y-BGS-{first + n:04}", f"第{n}号通知", **said)) for n in range(count)
    ]
    return describe_records(actor=OPERATOR, fonds=fonds, descriptions=descriptions)


def with_object(fonds):
    """A record that has an object of its own."""
    record = described(fonds, 1, persons=(Person("柳文澜", id_number=ID_NUMBER),))[0]
    wanted = [ObjectToStore(record.ulid, {"title": record.title}, ())]
    with storing(wanted, actor=OPERATOR) as staged:
        enter_objects([record], wanted, staged)
    return record


def change(record, **values):
    record.refresh_from_db()
    said = [RecordChange(record, values)]
    change_records(actor=OPERATOR, fonds=record.fonds, changes=said, reason="核对")


def read(object_id, path):
    with open_file(blob_store(), object_id, path) as blob:
        return blob.read()


def own(record):
    return StoredObject.objects.get(record=record).object_id


def shelf_of(kind="record"):
    return SubjectObject.objects.filter(kind=kind).latest("pk").object_id


def wipe():
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in {"contenttypes", "auth"}:
            model._base_manager.all()._raw_delete("default")


def test_a_change_is_a_version_with_only_what_differs(fonds):
    record = with_object(fonds)
    write_down_changes(at_once=True)
    change(record, note="核对无误")

    assert write_down_changes(at_once=True) == 1

    object_id, inventory = own(record), read_inventory(blob_store(), own(record))
    fresh = {path for paths in inventory.manifest.values() for path in paths if path.startswith(f"{inventory.head}/")}
    names = {path.split("/content/")[1] for path in fresh}
    assert names == {
        "description.json", "description/record.json", "description/versions.json", "manifest-sm3.txt", "mets.xml",
        "premis.xml",
    }  # fmt: skip
    assert json.loads(read(object_id, "description.json"))["note"] == "核对无误"
    assert StoredObject.objects.get(record=record).version == len(inventory.versions)
    assert check_object(blob_store(), object_id, full=True, sm3=True) == []
    assert not Mark.objects.exists()


def test_the_inventory_and_premis_say_who_did_what(fonds):
    renamed = rename_fonds(actor=OPERATOR, fonds=fonds, title="临江区人民政府")

    write_down_changes(at_once=True)

    object_id = f"urn:lantai:fonds:{renamed.ulid}"
    version = read_inventory(blob_store(), object_id).versions["v1"]
    assert version.user_name == "operator"
    assert "fonds:rename" in version.message
    assert b"fonds:rename" in read(object_id, "premis.xml")


def test_no_number_of_identity_stands_in_storage(fonds, settings):
    record = with_object(fonds)
    described(fonds, 1, persons=(Person("沈若兰", id_number=ID_NUMBER),))
    write_down_changes(at_once=True)

    texts = [path.read_bytes() for path in blob_store().root.rglob("*") if path.is_file()]

    assert json.loads(read(own(record), "description/persons.json"))["rows"]["catalogue.personentry"][0]["id_cipher"]
    assert not any(ID_NUMBER.encode() in text for text in texts)


def test_records_without_files_share_a_shelf_and_a_change_writes_the_file_of_its_neighbours(fonds):
    records = described(fonds, 70)
    write_down_changes(at_once=True)
    before = read_inventory(blob_store(), shelf_of()).state()

    change(records[0], note="核对无误")
    assert write_down_changes(at_once=True) == 1

    after = read_inventory(blob_store(), shelf_of()).state()
    rows = [path for path in after if path.startswith("rows/")]
    assert len(rows) == len({record.pk // 32 for record in records})
    assert [path for path in rows if after[path] != before[path]] == [f"rows/{records[0].pk // 32:08d}.json"]


def test_what_was_taken_out_is_taken_off_the_shelf(fonds):
    records = described(fonds, 3)
    write_down_changes(at_once=True)

    remove_records(actor=OPERATOR, fonds=fonds, records=records[:1])
    write_down_changes(at_once=True)
    before = digests_of_holdings()
    wipe()
    rebuilt = rebuild_from_storage(actor=OPERATOR, compare=before)

    assert (rebuilt.differs, Record.objects.count()) == ([], 2)


def test_a_record_that_gets_files_is_in_its_own_object_alone(fonds):
    record = described(fonds, 2)[0]
    write_down_changes(at_once=True)
    wanted = [ObjectToStore(record.ulid, {"title": record.title}, ())]
    with storing(wanted, actor=OPERATOR) as staged:
        enter_objects([record], wanted, staged)
    change(record, note="补挂原文")

    write_down_changes(at_once=True)

    assert record.ulid not in read(shelf_of(), f"rows/{record.pk // 32:08d}.json").decode()
    assert "补挂原文" in read(own(record), "description/record.json").decode()


def test_nothing_is_written_before_its_time_and_nothing_twice(fonds):
    described(fonds, 1)
    Mark.objects.update(since=timezone.now() + dt.timedelta(minutes=5))  # machines that test stand still for a while
    assert write_down_changes() == 0, (list(Mark.objects.values()), timezone.now())
    Mark.objects.update(since=timezone.now() - dt.timedelta(hours=2))

    assert write_down_changes() > 0
    assert write_down_changes(at_once=True) == 1, "the segment of the chain"
    assert write_down_changes(at_once=True) == 0


def test_what_a_clock_that_was_ahead_has_marked_is_not_waited_for(fonds):
    described(fonds, 1)
    later = timezone.now() + dt.timedelta(days=400)
    Mark.objects.update(since=later)
    Event.objects.update(at=later)

    assert chain.segments_are_due()
    assert write_down_changes() > 1
    assert (Mark.objects.count(), chain.segments_are_due()) == (0, False)


def test_what_a_killed_run_had_published_is_found_and_entered(fonds):
    record = with_object(fonds)
    described(fonds, 3)
    write_down_changes(at_once=True)
    kept = list(SubjectObject.objects.order_by("object_id").values_list("kind", "key", "object_id", "inventory_sha512"))
    SubjectObject.objects.all().delete()
    StoredObject.objects.update(version=1, inventory_sha512="")
    Mark.objects.bulk_create([Mark(kind=kind, key=key) for kind, key in [("fonds", fonds.pk), ("record", record.pk)]])
    Mark.objects.bulk_create([Mark(kind="institution", key=fonds.institution_id), Mark(kind="installation", key=0)])

    assert write_down_changes(at_once=True) == 0

    found = SubjectObject.objects.order_by("object_id").values_list("kind", "key", "object_id", "inventory_sha512")
    assert list(found) == kept
    assert StoredObject.objects.get(record=record).version == 2


def test_an_object_with_many_versions_is_closed_and_the_next_holds_everything(fonds, monkeypatch):
    monkeypatch.setattr(staging, "MOST_VERSIONS", 2)
    records = described(fonds, 70)
    for n in range(3):
        write_down_changes(at_once=True)
        change(records[0], note=f"第{n}次")
    write_down_changes(at_once=True)
    before = digests_of_holdings()
    wipe()

    rebuilt = rebuild_from_storage(actor=OPERATOR, compare=before)

    assert {place.generation for each in iter_objects(blob_store()) if (place := place_of(each)) and place.shelf} == {
        1,
        2,
    }
    assert rebuilt.differs == []
    assert Record.objects.get(pk=records[0].pk).note == "第2次"


def test_every_segment_of_the_chain_comes_back(fonds):
    for n in range(3):
        record_event("fonds:found", actor=OPERATOR, subject=("fonds", fonds.ulid), data={"n": n})
        write_down_changes(at_once=True)
    events = list(Event.objects.order_by("number").values())
    before = digests_of_holdings()
    wipe()

    rebuilt = rebuild_from_storage(actor=OPERATOR, compare=before)

    assert (rebuilt.findings, rebuilt.differs) == ([], [])
    assert list(Event.objects.order_by("number").values())[:-1] == events
    assert SubjectObject.objects.filter(kind="audit").count() == 3


def test_an_index_of_before_shows_nothing_that_was_closed_since_it_was_written(fonds):
    closed, left = described(fonds, 2, opening_state="open")
    drain_all()
    said = {"state": "restricted", "decision": ON_PAPER, "reason": "复核"}
    set_opening_state(actor=OPERATOR, record=closed, **said)
    write_down_changes(at_once=True)
    wipe()
    rebuild_from_storage(actor=OPERATOR)

    with pytest.raises(IndexNotReady):
        search_index().search(SearchQuery(words="通知"), scope=ANONYMOUS.scope())
    drain_all()
    found = search_index().search(SearchQuery(words="通知"), scope=ANONYMOUS.scope())
    assert ([hit.num for hit in found.hits], found.count) == ([left.pk], 1)


def test_what_is_lost_is_told_and_the_rest_comes_back(fonds):
    records, kept = described(fonds, 40), with_object(fonds)
    write_down_changes(at_once=True)
    path = f"rows/{records[0].pk // 32:08d}.json"
    inventory = read_inventory(blob_store(), shelf_of())
    lost = inventory.content_path(inventory.state()[path])
    blob_store().put(f"{object_prefix(inventory.object_id)}/{lost}", b"{}")
    wipe()

    rebuilt = rebuild_from_storage(actor=OPERATOR)

    assert [finding.code for finding in rebuilt.findings] == ["rebuild.document_unreadable"]
    assert 0 < Record.objects.count() < 41
    assert PersonEntry.objects.filter(record=kept.pk).get().name == "柳文澜"


def test_what_points_at_the_lost_is_left_out(fonds):
    described(fonds, 2)
    write_down_changes(at_once=True)
    blob_store().delete_tree(object_prefix(f"urn:lantai:fonds:{fonds.ulid}"))
    wipe()

    rebuilt = rebuild_from_storage(actor=OPERATOR)

    assert {finding.code for finding in rebuilt.findings} == {"rebuild.points_nowhere"}
    assert Record.objects.count() == 0


def test_marking_costs_one_statement_for_any_number_of_records(fonds, django_assert_num_queries):
    from lantai.holdings.preservation.marking import mark

    with django_assert_num_queries(1):
        mark("record", range(3000))


@pytest.mark.parametrize(
    ("object_id", "place"),
    [
        ("urn:lantai:installation", ("installation", "", False, 1)),
        ("urn:lantai:installation:3", ("installation", "", False, 3)),
        ("urn:lantai:institution:A%3A1:2", ("institution", "A:1", False, 2)),
        ("urn:lantai:record-shelf:000012:2", ("record", "000012", True, 2)),
        ("urn:lantai:audit:000000000019", ("audit", "000000000019", False, 1)),
        ("urn:lantai:unheard-of:1", None),
        ("urn:ulid:01J8Z3K4M5N6P7Q8R9S0000001", None),
    ],
)
def test_an_id_says_what_lies_there(object_id, place):
    found = place_of(object_id)

    assert (found and (found.kind, found.name, found.shelf, found.generation)) == place
