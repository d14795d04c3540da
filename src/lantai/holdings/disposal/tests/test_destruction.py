"""Destruction: who may do what, and that afterwards nothing is left but what was said of the records."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import signal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from lantai.base.accounts.access import ANONYMOUS, OPERATOR, Right
from lantai.base.audit.models import Event
from lantai.engines.search.models import OutboxEntry
from lantai.engines.storage.backends.filesystem import FilesystemBlobStore
from lantai.engines.storage.current import blob_store
from lantai.holdings.catalogue.actions import set_opening_state
from lantai.holdings.catalogue.bindings import RecordIsBound
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.tests.factories import ON_PAPER, FondsFactory, RecordFactory
from lantai.holdings.disposal.actions import (
    AccountNeeded,
    DestructionHasMovedOn,
    HoldSaid,
    NothingToDestroy,
    OnePersonTwice,
    PaperIsOut,
    VolumeNotWhole,
    WitnessesMissing,
    begin_destruction,
    carry_out_destruction,
    give_opinion,
    place_hold,
    propose_destruction,
    release_hold,
    strike_item,
    witness_destruction,
)
from lantai.holdings.disposal.models import DestroyedRecord, Destruction, DestructionItem
from lantai.holdings.disposal.queries.due import due_of_fonds
from lantai.holdings.disposal.queries.records import disposal_of
from lantai.holdings.disposal.tests.lists import (
    FIRST,
    HANDS,
    HEAD,
    THIS_YEAR,
    WITNESSES,
    approved,
    begun,
    closed,
    due_records,
    enter_people,
    proposed,
    somebody,
    witnessed,
)
from lantai.holdings.fixity.actions import begin_run, carry_out_run, replicate
from lantai.holdings.fixity.models import FixityFinding, Replica, ReplicaCopy
from lantai.holdings.fixity.places import replicas
from lantai.holdings.fixity.tests.conftest import store_object
from lantai.holdings.fulltext.models import Page
from lantai.holdings.preservation.describing.running import mark_everything, write_down_changes
from lantai.holdings.preservation.entombing import is_entombed
from lantai.holdings.preservation.models import StoredFile, StoredObject
from lantai.holdings.preservation.ocfl.copying import ObjectVersion, stage_copy
from lantai.holdings.preservation.rebuilding.digests import digests_of_holdings
from lantai.holdings.preservation.rebuilding.restoring import rebuild_from_storage
from lantai.holdings.preservation.tests.ocfl_objects import ending, in_child, outside_judgement
from lantai.holdings.storerooms.actions import Borrowing, Boxing, enter_box, lend_papers, plan_boxing, put_papers
from lantai.holdings.storerooms.models import Paper


@pytest.fixture
def fonds():
    return FondsFactory()


def held(fonds, *records):
    said = HoldSaid("records", "诉讼", "云法〔2026〕3号", dt.date(2026, 1, 1), records=records)
    return place_hold(actor=FIRST, fonds=fonds, said=said)


def shelved(fonds, record):
    box = enter_box(actor=OPERATOR, fonds=fonds, number="12", thickness_mm=30)
    put_papers(actor=OPERATOR, records=[record], to=box)
    return box


@pytest.mark.django_db
def test_proposal_opinions_supervision_and_destruction_are_different_people(fonds):
    due_records(fonds, 1)
    destruction = proposed(fonds)
    everything = somebody(FIRST.label, 1, Right.APPROVE_DISPOSAL, Right.WITNESS_DISPOSAL, Right.APPRAISE)
    approver = somebody(HEAD.label, 3, Right.APPROVE_DISPOSAL, Right.WITNESS_DISPOSAL, Right.APPRAISE)
    other_head = somebody("馆长", 7, Right.APPROVE_DISPOSAL, Right.WITNESS_DISPOSAL)

    with pytest.raises(OnePersonTwice):
        give_opinion(actor=everything, destruction=destruction, agree=True, text="同意")
    with pytest.raises(DestructionHasMovedOn):
        witness_destruction(actor=WITNESSES[0], destruction=destruction, text="已核对")
    for who in (approver, other_head, approver):
        give_opinion(actor=who, destruction=destruction, agree=True, text="同意")
    with pytest.raises(WitnessesMissing):
        begin_destruction(actor=HANDS, destruction=destruction, place="本馆", way="粉碎")
    for who in (OPERATOR, everything):
        with pytest.raises((OnePersonTwice, AccountNeeded)):
            witness_destruction(actor=who, destruction=destruction, text="已核对")
    witness_destruction(actor=approver, destruction=destruction, text="已核对")
    for who in (approver, other_head):
        with pytest.raises(OnePersonTwice):
            witness_destruction(actor=who, destruction=destruction, text="已核对")
    witness_destruction(actor=WITNESSES[0], destruction=destruction, text="已核对")
    with pytest.raises(OnePersonTwice):
        begin_destruction(actor=approver, destruction=destruction, place="本馆", way="粉碎")
    begin_destruction(actor=HANDS, destruction=destruction, place="本馆", way="粉碎")

    assert destruction.state == "destroying"


@pytest.mark.django_db
def test_a_hold_stops_every_step_and_what_is_taken_off_is_due_again(fonds):
    first, second = due_records(fonds, 2)
    appraisal = closed(fonds)
    hold = held(fonds, first)
    with pytest.raises(RecordIsBound):
        propose_destruction(actor=FIRST, appraisal=appraisal, reason="期满")
    release_hold(actor=HEAD, hold=hold, reason="结案")
    destruction = propose_destruction(actor=FIRST, appraisal=appraisal, reason="期满")
    for _ in range(3):
        give_opinion(actor=HEAD, destruction=destruction, agree=True, text="同意")
    for witness in WITNESSES[:2]:
        witness_destruction(actor=witness, destruction=destruction, text="已核对")
    held(fonds, first)
    with pytest.raises(RecordIsBound, match=r"云法.*共 1 件"):
        begin_destruction(actor=HANDS, destruction=destruction, place="本馆", way="粉碎")

    strike_item(actor=FIRST, item=destruction.items.get(record=first), reason="冻结")
    begin_destruction(actor=HANDS, destruction=destruction, place="本馆", way="粉碎")
    held(fonds, second)
    with pytest.raises(RecordIsBound):
        carry_out_destruction(actor=HANDS, destruction=destruction)

    destruction.refresh_from_db()
    assert destruction.message
    assert not DestroyedRecord.objects.exists()
    assert due_of_fonds(fonds, this_year=THIS_YEAR).records == 1


@pytest.mark.django_db
def test_a_refused_list_lets_its_records_be_appraised_again(fonds):
    due_records(fonds, 2)
    destruction = proposed(fonds)

    give_opinion(actor=HEAD, destruction=destruction, agree=False, text="尚有价值")

    assert due_of_fonds(fonds, this_year=THIS_YEAR).records == 2
    with pytest.raises(NothingToDestroy):
        propose_destruction(actor=FIRST, appraisal=destruction.appraisal, reason="期满")
    assert approved(fonds).items.count() == 2


@pytest.mark.django_db
def test_a_volume_goes_with_all_that_lies_in_it_or_stays(fonds):
    [volume] = due_records(fonds, 1)
    RecordFactory(fonds=fonds, parent=volume)

    with pytest.raises(VolumeNotWhole):
        proposed(fonds)


@pytest.mark.django_db
def test_paper_is_listed_with_its_place_missed_when_it_is_out(fonds):
    [record] = due_records(fonds, 1)
    shelved(fonds, record)
    day = dt.date(2026, 1, 1)
    destruction = witnessed(fonds)
    lend_papers(
        actor=OPERATOR, institution=fonds.institution, records=[record], asked=Borrowing("李四", "查", day), today=day
    )

    assert destruction.items.get().places == "盒12"
    with pytest.raises(PaperIsOut, match="李四"):
        begin_destruction(actor=HANDS, destruction=destruction, place="本馆", way="粉碎")


def prepared(home, fonds):
    """Two stored records that are due, one that is not; copied to the second place, one damaged and set aside."""
    enter_people()
    rows = [
        store_object(home, n + 1, fonds=fonds, code=f"J001-WS·1990-D10-{n}", year=1990, date_text="", retention="D10",
                     title=f"关于第{n}号防汛事项的通知", opening_state="open")
        for n in range(2)
    ]  # fmt: skip
    rows.append(store_object(home, 1, fonds=fonds, code="J001-WS·1990-Y-9", year=1990, retention="Y"))
    files = {
        name: path.read_bytes() for path in (home / "incoming").rglob("*") if (name := path.name) and path.is_file()
    }
    digests = {row.pk: [file.sha512 for file in row.files.all()] for row in rows}
    for row in rows:
        file = row.files.get(position=1)
        Page.objects.create(record=row.record, file=file, number=1, position=1, text="防汛正文", source="ocr")
    replicate(actor=OPERATOR, replica=replicas()[0].replica)
    return rows, digests, files


def back_up(store, rows):
    """As a nightly backup copies objects."""
    with store.staging() as stage:
        wanted = [ObjectVersion(row.object_id, row.version, row.inventory_sha512) for row in rows]
        staged = [stage_copy(blob_store(), store, stage, each) for each in wanted]
        store.publish_trees([each.publication for each in staged if each])


def storage_root():
    return Path(settings.STORAGE["PATH"])


def lying(*roots):
    """Digests of every file below these folders."""
    return {
        hashlib.sha512(path.read_bytes()).hexdigest() for root in roots for path in root.rglob("*") if path.is_file()
    }


@pytest.mark.django_db
def test_afterwards_no_byte_is_left_and_storage_still_says_everything(replicated, fonds):
    rows, digests, _ = prepared(replicated, fonds)
    gone, kept = rows[:2], rows[2]
    aside = Path(settings.QUARANTINE_FOLDER) / "mark" / "001.tif"
    aside.parent.mkdir(parents=True, exist_ok=True)
    aside.write_bytes((replicated / "incoming" / gone[0].record.ulid / "001.tif").read_bytes())
    digest = digests[gone[0].pk][0]
    cached = Path(settings.CACHE_FOLDER) / "pages" / digest[:2] / f"{digest[:40]}-1-0.tif"
    cached.parent.mkdir(parents=True, exist_ok=True)
    cached.write_bytes(b"pyramid")
    shelved(fonds, gone[0].record)
    backup = FilesystemBlobStore(replicated / "backup", durable=False)
    backup.prepare()
    back_up(backup, rows)
    destruction = begun(fonds)
    OutboxEntry.objects.all().delete()

    done = carry_out_destruction(actor=HANDS, destruction=destruction)

    assert done.state == "destroyed"
    back_up(backup, StoredObject.objects.all())
    left = lying(storage_root(), replicated / "copy", replicated / "backup", Path(settings.QUARANTINE_FOLDER))
    assert not left & {digest for row in gone for digest in digests[row.pk]}
    assert left >= set(digests[kept.pk])
    assert not cached.exists()
    records = [row.record for row in gone]
    for record in records:
        record.refresh_from_db()
    assert {record.opening_state for record in records} == {"restricted"}
    assert not Record.objects.visible_to(ANONYMOUS.scope()).filter(pk__in=[each.pk for each in records]).exists()
    assert not StoredFile.objects.filter(stored__record__in=records).exists()
    assert list(Page.objects.values_list("record", flat=True)) == [kept.record_id]
    assert set(OutboxEntry.objects.values_list("key", flat=True)) == {record.pk for record in records}
    assert Paper.objects.get().box is None
    assert Event.objects.filter(verb="record:destroy").count() == 2
    note = DestroyedRecord.objects.get(record=records[1])
    assert {file["sha512"] for file in note.objects_before[0]["files"]} == set(digests[gone[1].pk])
    assert disposal_of(records[0], OPERATOR.scope()).destroyed.destruction == destruction
    with pytest.raises(RecordIsBound, match="XH2026"):
        set_opening_state(actor=OPERATOR, record=records[0], state="open", decision=ON_PAPER, reason="x")
    to_box = plan_boxing(Fonds.objects.get(pk=kept.record.fonds_id), Boxing(items=5))
    assert not {each.pk for box in to_box.boxes for each in box.records} & {each.pk for each in records}
    check_storage(replicated, {row.object_id for row in gone})


def check_storage(home, gone):
    """Fixity finds nothing, the validator of others finds nothing, and the root alone gives the stubs back."""
    mark_everything()
    write_down_changes(at_once=True)
    assert all(is_entombed(blob_store(), name) for name in gone)
    replicate(actor=OPERATOR, replica=replicas()[0].replica)
    for replica in (None, Replica.objects.get()):
        carry_out_run(actor=OPERATOR, run=begin_run(actor=OPERATOR, replica=replica))
    assert list(FixityFinding.objects.values_list("object_id", "kind", "path")) == []
    for root in (storage_root(), home / "copy"):
        valid, number, good, errors = outside_judgement(root)
        assert (valid, number, errors) == (True, good, [])
    write_down_changes(at_once=True)
    digests = digests_of_holdings()
    from tests.contracts.test_storage_says_all import wipe

    wipe()
    rebuilt = rebuild_from_storage(actor=OPERATOR, compare=digests)
    assert (rebuilt.findings, rebuilt.differs) == ([], [])
    assert DestroyedRecord.objects.count() == len(gone)


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_is_gone_on_with_and_ends_the_same(replicated, fonds):
    rows, digests, _ = prepared(replicated, fonds)
    destruction = begun(fonds)
    published = blob_store().publish_trees

    def die():
        """Once the first object has been replaced, before anybody is told."""

        def publish(publications):
            published(publications)
            os.kill(os.getpid(), signal.SIGKILL)

        blob_store().publish_trees = publish
        carry_out_destruction(actor=HANDS, destruction=destruction)

    connections.close_all()
    assert ending(in_child(die)) == signal.SIGKILL
    states = list(DestructionItem.objects.order_by("position").values_list("state", flat=True))
    assert states == ["destroying", "listed"]

    for _ in range(2):
        destruction = Destruction.objects.select_related("fonds__institution", "appraisal").get()
        if destruction.state == "destroying":
            carry_out_destruction(actor=HANDS, destruction=destruction)

    assert Destruction.objects.get().state == "destroyed"
    assert Event.objects.filter(verb="record:destroy").count() == 2
    left = lying(storage_root(), replicated / "copy")
    assert left >= set(digests[rows[2].pk])
    assert not left & {digest for row in rows[:2] for digest in digests[row.pk]}
    for row in StoredObject.objects.filter(pk__in=[row.pk for row in rows[:2]]):
        assert ReplicaCopy.objects.get(stored=row).inventory_sha512 == row.inventory_sha512
