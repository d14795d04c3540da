"""Files that come for records held without any: an archive enters its list first, and the scans follow months later.

1. Under a lock of the fonds it is looked again who is still without files, and who may get some (`Deed.ADD_FILES`).
2. Objects appear in storage as at any intake; one that a list alone had made gets a version.
3. One transaction writes files, pages, what is withheld of them, events and states. What is said of a record stays.
What a kill leaves between 2 and 3 is found by the next run and taken for its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from lantai.base.audit.actions import Act, record_all
from lantai.base.common.findings import Finding, Severity, declare
from lantai.base.common.locks import lock
from lantai.base.common.rows import insert_rows
from lantai.engines.formats.model import FileReading
from lantai.holdings.accessions.actions.batches import Ready, Terms, enter_findings
from lantai.holdings.accessions.actions.holding import compare_held
from lantai.holdings.accessions.held_list import still_without_files
from lantai.holdings.accessions.models import Transfer, TransferFinding, TransferItem
from lantai.holdings.catalogue.actions import RecordHasChanged
from lantai.holdings.catalogue.bindings import Deed, obstacles
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.actions import enter_pages
from lantai.holdings.fulltext.recognition import enqueue_recognition
from lantai.holdings.preservation.actions import ObjectToStore, enter_objects, file_rows, storing
from lantai.holdings.preservation.adding import Added, add_originals
from lantai.holdings.preservation.describing.readable import readable_descriptions
from lantai.holdings.preservation.models import StoredFile, StoredObject
from lantai.holdings.preservation.ocfl.layout import object_id_for
from lantai.holdings.withholding.actions import WithheldPassage, put_in_force

FILES_REFUSED = declare(
    "record.files_refused",
    gettext_noop("The record %(code)s is held without files, and these were not added: %(why)s (%(source)s)."),
    gettext_noop("When nothing stands in the way any more, take the package in again: only what is missing is added."),
)
OPEN_WITHOUT_PAGES = declare(
    "record.open_without_pages",
    gettext_noop("The record %(code)s is open, and its files have no page of which something could be withheld."),
    gettext_noop("They were not added. Close the record first, take them in again, and have it reviewed with them."),
)
PAGES_WITHHELD = declare(
    "record.new_pages_withheld",
    gettext_noop("The record %(code)s was opened without pages; the %(count)s that came are withheld until a review."),
    gettext_noop("Take the record into a batch of opening review: once it is opened whole, its pages are given out."),
)
STILL_WITHOUT = declare(
    "fonds.still_without_files",
    gettext_noop("Files came for %(added)s records held without any; %(left)s of fonds %(fonds)s still have none."),
    gettext_noop("Take the next package in when it is scanned: files are put to the record whose code they bear."),
)
GROUND = "R4"
BASIS = "本件开放时尚无数字化副本，其后接收的页面未经开放审核"
"""On papers and beside what is withheld, so in the language of the law."""

Pair = tuple[Ready, Record]
Kept = tuple[Ready, Record, list[StoredFile]]


def without_files(records: Collection[int]) -> set[int]:
    """Those of these records that have no file at all, of their own or of a record merged into them. One query."""
    full = StoredFile.objects.filter(stored__record__in=records).order_by()
    return set(records) - set(full.values_list("stored__record", flat=True).distinct())


def count_awaited(transfer: Transfer) -> None:
    """At the end of a transfer that brought files to records held without any: how many are left. Said once."""
    stored = transfer.items.filter(state=TransferItem.State.STORED).count()
    brought = Transfer.objects.values_list("record_count", flat=True).get(pk=transfer.pk)
    if stored > brought:
        told = {"added": stored - brought, "left": still_without_files(transfer.fonds), "fonds": transfer.fonds.code}
        transfer.findings.filter(code=STILL_WITHOUT).delete()
        enter_findings(transfer, [Finding(STILL_WITHOUT, Severity.INFO, transfer.fonds.code, told)])


def attach_together(transfer: Transfer, batch: Sequence[Ready], terms: Terms) -> None:
    """Store the files of a batch under the records they wait for; one that may not have them gets a finding.

    Raises `RecordHasChanged` for one that is gone, and what storing raises; then nothing of the batch is entered.
    """
    with _alone(transfer):
        pairs = list(_wanted(transfer, batch))
        names = [object_id_for(record.ulid) for _, record in pairs]
        there = set(StoredObject.objects.filter(object_id__in=names).values_list("object_id", flat=True))
        _store_new([pair for pair in pairs if object_id_for(pair[1].ulid) not in there], transfer, terms)
        for pair in pairs:
            if object_id_for(pair[1].ulid) in there:
                _store_added(pair, transfer, terms)


@contextmanager
def _alone(transfer: Transfer) -> Iterator[None]:
    """Two intakes may bring files of the same record: whoever is second finds that it has some."""
    with lock(Path(settings.WORK_FOLDER) / "locks" / f"attaching-{transfer.fonds.ulid}.lock", wait=True):
        yield


def _wanted(transfer: Transfer, batch: Sequence[Ready]) -> Iterator[Pair]:
    """Each record once, with those of the items whose files it is to get; the others are dealt with here."""
    pks = {each.item.record_id for each in batch if each.item.record_id is not None}
    records = {row.pk: row for row in Record.objects.filter(pk__in=pks).select_related("fonds__institution")}
    if gone := len(pks) - len(records):
        raise RecordHasChanged(count=gone)
    bound = {each.record: each for each in obstacles(sorted(pks), Deed.ADD_FILES)}
    free = without_files(pks)
    for each in batch:
        record = records[each.item.record_id or 0]
        told = {"code": record.code}
        if record.pk not in free:
            compare_held(transfer, each.item, record.pk, each.paths)
        elif why := bound.get(record.pk):
            told |= {"why": str(why.sentence), "source": str(why.source)}
            _refuse(transfer, each, record, Finding(FILES_REFUSED, Severity.ERROR, record.code, told))
        elif record.is_open and not each.pages:
            _refuse(transfer, each, record, Finding(OPEN_WITHOUT_PAGES, Severity.ERROR, record.code, told))
        else:
            free.remove(record.pk)
            yield each, record


def _refuse(transfer: Transfer, each: Ready, record: Record, finding: Finding) -> None:
    enter_findings(transfer, [finding], record)
    TransferItem.objects.filter(pk=each.item.pk).update(state=TransferItem.State.HELD, record=record)


def _store_new(pairs: Sequence[Pair], transfer: Transfer, terms: Terms) -> None:
    """Those that lay on a shelf until now: what is said of them goes into the new object as people have said it."""
    if not pairs:
        return
    said = readable_descriptions([record.pk for _, record in pairs])
    objects = [
        ObjectToStore(record.ulid, {**said[record.pk], "transfer": transfer.ulid}, each.originals)
        for each, record in pairs
    ]
    with storing(objects, actor=terms.actor, viruses=terms.viruses) as staged, transaction.atomic():
        locked = _locked([record for _, record in pairs])
        files = enter_objects(locked, objects, staged)
        kept = zip((each for each, _ in pairs), locked, files, strict=True)
        _enter(transfer, list(kept), terms)


def _store_added(pair: Pair, transfer: Transfer, terms: Terms) -> None:
    """One that has an object already, made from a list whose package had no file for it."""
    each, record = pair
    wanted = ObjectToStore(record.ulid, {}, each.originals)
    added = add_originals(wanted, actor=terms.actor, viruses=terms.viruses)
    with transaction.atomic():
        locked = _locked([record])
        files = _file_rows(wanted, added)
        insert_rows(files)
        _enter(transfer, [(each, locked[0], files)], terms)


def _file_rows(wanted: ObjectToStore, added: Added) -> list[StoredFile]:
    stored = StoredObject.objects.get(object_id=object_id_for(wanted.ulid))
    StoredObject.objects.filter(pk=stored.pk, version__lt=added.version).update(
        version=added.version, inventory_sha512=added.inventory_sha512
    )
    return file_rows(stored, wanted, added.files)


def _locked(records: Sequence[Record]) -> list[Record]:
    """As they are now, in this order: who opens one of them waits until its pages are there, or was first."""
    rows = Record.objects.select_for_update(of=("self",)).select_related("fonds__institution")
    found = {row.pk: row for row in rows.filter(pk__in=[record.pk for record in records])}
    if gone := len(records) - len(found):
        raise RecordHasChanged(count=gone)
    return [found[record.pk] for record in records]


def _enter(transfer: Transfer, kept: Sequence[Kept], terms: Terms) -> None:
    """The rows of a batch, inside its transaction."""
    entries = [(record, list(zip(files, _readings(each), strict=True))) for each, record, files in kept]
    waiting = {file.pk for file in enter_pages(entries)}
    acts, findings = list[Act](), list[TransferFinding]()
    for each, record, files in kept:
        findings += each.findings_of(record, transfer)
        if record.is_open:
            findings.append(_withhold(transfer, each, record, terms))
        enqueue_recognition([file for file in files if file.pk in waiting], is_open=record.is_open)
        data = {"code": record.code, "transfer": transfer.ulid, "files": len(files), "withheld": record.is_open}
        acts.append(Act("record:files:add", ("record", record.ulid), data))
        TransferItem.objects.filter(pk=each.item.pk).update(state=TransferItem.State.STORED, record=record, plan={})
    record_all(acts, actor=terms.actor)
    TransferFinding.objects.bulk_create(findings, ignore_conflicts=True, batch_size=500)
    Transfer.objects.filter(pk=transfer.pk).update(
        file_count=F("file_count") + sum(len(files) for _, _, files in kept),
        page_count=F("page_count") + sum(each.pages for each, _, _ in kept),
        character_count=F("character_count") + sum(each.characters for each, _, _ in kept),
    )


def _readings(each: Ready) -> list[FileReading]:
    return [reading for _, _, reading in each.readings]


def _withhold(transfer: Transfer, each: Ready, record: Record, terms: Terms) -> TransferFinding:
    """Who opened the record had no page before them. A page that changes after a decision is withheld whole until a
    person has looked at it; one that nobody could look at is withheld no less, until a review opens the record whole.
    """
    numbers = range(1, each.pages + 1)
    passages = [WithheldPassage(number, GROUND, whole_page=True, basis=BASIS) for number in numbers]
    put_in_force(record=record, passages=passages, source="", by=terms.actor.label, pages=numbers)
    told = {"code": record.code, "count": each.pages}
    return TransferFinding.of(transfer, Finding(PAGES_WITHHELD, Severity.WARNING, record.code, told), record.pk)
