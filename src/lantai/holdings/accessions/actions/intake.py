"""The run of a transfer: open, plan, then read and store in batches. Killed anywhere and started again, it goes on.

1. The plan fixes every record's identity in one transaction, before anything is stored.
2. Files are read in limited processes while the batch before is stored.
3. A batch's objects appear in storage with one flush; then one transaction writes all of their rows.
What a kill leaves between the two is an object without a row: the next run builds it anew under the same identity.
"""

from __future__ import annotations

import shutil
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right
from lantai.base.audit.actions import Act, record_all
from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.formats.model import FileReading
from lantai.engines.formats.processes import early_reader
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.storage.errors import StorageError
from lantai.holdings.accessions.actions.attaching import attach_together, count_awaited, without_files
from lantai.holdings.accessions.actions.batches import ROWS_AT_ONCE, Ready, Terms, enter_findings
from lantai.holdings.accessions.actions.holding import compare_held
from lantai.holdings.accessions.actions.keeping import keep_about
from lantai.holdings.accessions.held_list import held_list
from lantai.holdings.accessions.models import Transfer, TransferFinding, TransferItem
from lantai.holdings.accessions.package import Package, PackageFile, open_package
from lantai.holdings.accessions.planning import DEEPEST, HeldThere, Plan, Planned, as_json, from_json, make_plan
from lantai.holdings.accessions.profiles import profile_as_kept, profile_chooser
from lantai.holdings.catalogue.actions import OPENING_SAID, as_decided, bearers, describe_records, held_codes
from lantai.holdings.catalogue.codes import canonical
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.actions import enter_pages
from lantai.holdings.fulltext.recognition import enqueue_recognition
from lantai.holdings.imports.describing import LIST_DECIDES_NOT
from lantai.holdings.imports.levels import Dialect, dialect_of
from lantai.holdings.imports.scan_names import about_names
from lantai.holdings.imports.scan_rules import scan_rules
from lantai.holdings.imports.volumes import held_volumes
from lantai.holdings.preservation.actions import ObjectToStore, enter_objects, storing
from lantai.holdings.preservation.virus_checks import NOBODY_LOOKED, VirusCheck

FILE_GONE = declare(
    "package.file_gone",
    gettext_noop("%(path)s was in the package when it was opened and is not there any more."),
    gettext_noop("Put the file back and take the package in again: only what is missing will be added."),
)
NOT_STORED = declare(
    "record.not_stored",
    gettext_noop("The record %(code)s could not be stored: %(reason)s"),
    gettext_noop("Mend the cause and take the package in again: only what is missing will be added."),
)

FIRST_BATCH, BATCH_RECORDS = 12, 48
FIRST_BYTES, BATCH_BYTES = 8 << 20, 64 << 20
"""Batches grow to this size: the first is soon stored, so that indexing begins while the rest is read and stored."""
Progress = Callable[[str, int, int], None]
"""Called with the step, how many are done, and of how many."""


def run_transfer(
    transfer: Transfer, *, actor: Actor, progress: Progress, viruses: VirusCheck = NOBODY_LOOKED
) -> Transfer:
    """Carry a transfer to its end. Raises `StorageError` (disk full, read-only) with everything before it safe."""
    from lantai.holdings.accessions.inside.sorting import sorted_out  # loads readers of XML and of signatures

    began = time.monotonic()
    work = Path(settings.WORK_FOLDER) / "transfers" / transfer.ulid
    with ReaderPool(settings.READ_PROCESSES, first=early_reader()) as pool:
        progress("open", 0, 0)
        opened, dialect = open_package(Path(transfer.source), work), dialect_of(transfer.fonds)
        package = sorted_out(opened, work, transfer.fonds.code, pool, dialect)
        plan = _plan(transfer, package, pool, dialect)
        keep_about(transfer, package, plan, actor=actor)
        _store(transfer, package, pool, _Run(Terms(actor, viruses), progress))
    count_awaited(transfer)
    Transfer.objects.filter(pk=transfer.pk).update(
        state=Transfer.State.STORED, seconds=F("seconds") + (time.monotonic() - began)
    )
    shutil.rmtree(work, ignore_errors=True)  # what an archive file was unpacked into; the originals are in storage
    transfer.refresh_from_db()
    return transfer


@dataclass(frozen=True, slots=True)
class _Run:
    terms: Terms
    progress: Progress


def _plan(transfer: Transfer, package: Package, pool: ReaderPool, dialect: Dialect) -> Plan:
    catalogue = Path(transfer.catalogue) if transfer.catalogue else None
    choose, awaiting = profile_chooser(transfer), held_list(transfer)
    there = HeldThere(awaiting, partial(held_volumes, transfer.fonds), dialect)
    plan = make_plan(package, catalogue=catalogue, fonds_code=transfer.fonds.code, pool=pool, choose=choose, held=there)
    with transaction.atomic():
        numbered = enumerate(plan.items, start=1)
        while some := list(islice(numbered, ROWS_AT_ONCE)):
            rows = [
                TransferItem(transfer=transfer, position=n, code_key=planned.code_key, plan=as_json(planned))
                for n, planned in some
            ]
            TransferItem.objects.bulk_create(rows, ignore_conflicts=True)
        rules = scan_rules(transfer.fonds.institution.code)
        names = about_names([file.name for file in package.files], rules.longest_path)
        enter_findings(transfer, [*([awaiting.finding] if awaiting else []), *plan.findings, *names])
        settled = transfer.profile or profile_as_kept(plan.profile)
        Transfer.objects.filter(pk=transfer.pk).update(state=Transfer.State.OPENED, profile=settled)
    return plan


def _held(transfer: Transfer, items: Sequence[TransferItem]) -> dict[str, int]:
    """Records that are here already, by the code they bear or, where nobody bears it now, by one of before."""
    keys = [item.code_key for item in items]
    held = {key: pk for key, (pk, _) in held_codes(transfer.fonds, keys).items()}
    earlier = bearers(transfer.fonds, [key for key in keys if key not in held])
    return {key: pks[0] for key, pks in earlier.items() if len(pks) == 1} | held


def _store(transfer: Transfer, package: Package, pool: ReaderPool, run: _Run) -> None:
    Transfer.objects.filter(pk=transfer.pk).update(state=Transfer.State.STORING)
    files = {file.name: file for file in package.files}
    waiting = transfer.items.filter(state=TransferItem.State.PLANNED)
    tally = _Tally(run, total := transfer.items.count(), total - waiting.count())
    tally.add(0)
    # Volumes before what lies in them: records point at the one above. Nearly every package has one depth.
    for depth in range(DEEPEST + 1):
        for batch in _batches(_read(transfer, _fresh(transfer, files, tally, depth), files, pool)):
            _store_batch(transfer, batch, run)
            tally.add(len(batch))
        if not waiting.exists():
            break


@dataclass(slots=True)
class _Tally:
    """How many items are done, of how many; told whenever there are more."""

    run: _Run
    total: int
    done: int

    def add(self, count: int) -> None:
        self.done += count
        self.run.progress("store", self.done, self.total)


def _fresh(transfer: Transfer, files: Mapping[str, PackageFile], tally: _Tally, depth: int) -> Iterator[TransferItem]:
    """Items of this depth whose files are to be stored, in their order, read some at a time."""
    last = 0
    while True:
        # By number: a run taken up again may have given a position twice, when files had come in between.
        planned = transfer.items.filter(state=TransferItem.State.PLANNED, pk__gt=last).order_by("pk")
        items = list(planned[:ROWS_AT_ONCE])
        if not items:
            return
        last = items[-1].pk
        items = [item for item in items if item.plan.get("depth", 0) == depth]
        held = _held(transfer, items)
        empty = without_files(set(held.values()))
        for item in items:
            own = {name: files[name].path for name in item.plan["files"] if name in files}
            if item.code_key not in held:
                yield item
            elif own and held[item.code_key] in empty:
                item.record_id = held[item.code_key]  # for `_store_batch`; the row has it once they are stored
                yield item
            else:
                compare_held(transfer, item, held[item.code_key], own)
                tally.add(1)


@dataclass(slots=True)
class _Unread:
    """An item some of whose files have not been read yet."""

    item: TransferItem
    planned: Planned
    missing: int
    found: dict[str, tuple[Path, FileReading]]

    def ready(self) -> Ready:
        names = [name for name in self.planned.files if name in self.found]
        return Ready(self.item, self.planned, tuple((name, *self.found[name]) for name in names))


def _read(
    transfer: Transfer, items: Iterable[TransferItem], files: Mapping[str, PackageFile], pool: ReaderPool
) -> Iterator[Ready]:
    """Items in the order in which the last of their files has been read. What is held are those being read."""
    owner: dict[Path, tuple[_Unread, str]] = {}
    empty: deque[Ready] = deque()

    def asked() -> Iterator[Path]:
        for item in items:
            planned = from_json(item.plan)
            wanted = [name for name in planned.files if name in files]
            gone = [name for name in planned.files if name not in files]
            if gone:
                enter_findings(transfer, [Finding(FILE_GONE, Severity.ERROR, name, {"path": name}) for name in gone])
            unread = _Unread(item, planned, len(wanted), {})
            if not wanted:
                empty.append(unread.ready())
            for name in wanted:
                path = files[name].path
                owner[path] = (unread, name)
                yield path

    for path, reading in pool.map(asked()):
        unread, name = owner.pop(path)
        named = tuple(replace(finding, path=name) for finding in reading.findings)
        unread.found[name] = (path, replace(reading, findings=named))
        if len(unread.found) == unread.missing:
            yield unread.ready()
        while empty:
            yield empty.popleft()
    yield from empty


def _batches(ready: Iterator[Ready]) -> Iterator[list[Ready]]:
    batch: list[Ready] = []
    size, most, room = 0, FIRST_BATCH, FIRST_BYTES
    for each in ready:
        batch.append(each)
        size += sum(path.stat().st_size for _, path, _ in each.readings if path.exists())
        if len(batch) >= most or size >= room:
            yield batch
            batch, size = [], 0
            most, room = min(2 * most, BATCH_RECORDS), min(2 * room, BATCH_BYTES)
    if batch:
        yield batch


def _store_batch(transfer: Transfer, batch: list[Ready], run: _Run) -> None:
    """Store new records, and files of held ones. One that spoils its batch is stored alone, so the rest goes on."""
    new = [each for each in batch if each.item.record_id is None]
    held = [each for each in batch if each.item.record_id is not None]
    if new and held:
        _store_batch(transfer, new, run)
        _store_batch(transfer, held, run)
        return
    try:
        if held:
            attach_together(transfer, held, run.terms)
        else:
            _store_together(transfer, new, run)
    except StorageError:
        raise
    except (ArchiveError, IntegrityError) as error:
        if len(batch) > 1:
            for each in batch:
                _store_batch(transfer, [each], run)
        else:
            _refuse(transfer, batch[0], error)


def _refuse(transfer: Transfer, each: Ready, error: Exception) -> None:
    """One record that cannot be stored: another intake was first, or its files cannot be copied."""
    held = _held(transfer, [each.item]) if each.item.record_id is None else {}
    if each.item.code_key in held:
        compare_held(transfer, each.item, held[each.item.code_key], each.paths)
        return
    code = each.planned.description.code
    enter_findings(transfer, [Finding(NOT_STORED, Severity.ERROR, code, {"code": code, "reason": str(error)})])
    TransferItem.objects.filter(pk=each.item.pk).update(state=TransferItem.State.REFUSED)


def _store_together(transfer: Transfer, batch: list[Ready], run: _Run) -> None:
    decides = run.terms.actor.may(Right.APPROVE_OPENING, transfer.fonds.institution.code)
    objects = [_object(transfer, each, decides=decides) for each in batch]
    with storing(objects, actor=run.terms.actor, viruses=run.terms.viruses) as staged, transaction.atomic():
        above = _above(transfer, batch)
        described = [
            (each.item.record_ulid, replace(each.planned.description, parent=above.get(canonical(each.planned.parent))))
            for each in batch
        ]
        records = describe_records(actor=run.terms.actor, fonds=transfer.fonds, descriptions=described)
        files = enter_objects(records, objects, staged)
        readings = [[reading for _, _, reading in each.readings] for each in batch]
        entries = [
            (record, list(zip(own, read, strict=True)))
            for record, own, read in zip(records, files, readings, strict=True)
        ]
        waiting = {file.pk for file in enter_pages(entries)}
        for is_open in (True, False):
            whose = (own for record, own in zip(records, files, strict=True) if record.is_open == is_open)
            enqueue_recognition([file for own in whose for file in own if file.pk in waiting], is_open=is_open)
        _account(transfer, batch, records, run)


def _above(transfer: Transfer, batch: list[Ready]) -> dict[str, Record]:
    """The volumes these lie in, by the key of their code; one that could not be stored is not among them."""
    keys = sorted({canonical(each.planned.parent)[:200] for each in batch if each.planned.parent})
    if not keys:
        return {}
    rows = Record.objects.filter(fonds=transfer.fonds, code_key__in=keys, level=Record.Level.VOLUME)
    return {row.code_key: row for row in rows}


def _account(transfer: Transfer, batch: list[Ready], records: list[Record], run: _Run) -> None:
    """The paper trail of a batch, inside its transaction: events, findings, item states, counts."""
    acts = []
    findings = []
    for each, record in zip(batch, records, strict=True):
        data = {"code": record.code, "transfer": transfer.ulid, "files": len(each.readings)}
        acts.append(Act("record:take_in", ("record", record.ulid), data))
        findings += each.findings_of(record, transfer)
        if OPENING_SAID in record.lineage:
            told = Finding(LIST_DECIDES_NOT, Severity.INFO, record.code, {"code": record.code})
            findings.append(TransferFinding.of(transfer, told, record.pk))
    record_all(acts, actor=run.terms.actor)
    TransferFinding.objects.bulk_create(findings, ignore_conflicts=True, batch_size=500)
    _mark_stored(batch)
    Transfer.objects.filter(pk=transfer.pk).update(
        record_count=F("record_count") + len(records),
        file_count=F("file_count") + sum(len(each.readings) for each in batch),
        page_count=F("page_count") + sum(each.pages for each in batch),
        character_count=F("character_count") + sum(each.characters for each in batch),
    )


def _mark_stored(batch: list[Ready]) -> None:
    """Items and records bear the same identity, so that one statement joins the whole batch."""
    own = Record.objects.filter(ulid=OuterRef("record_ulid")).values("pk")[:1]
    items = TransferItem.objects.filter(pk__in=[each.item.pk for each in batch])
    items.update(state=TransferItem.State.STORED, record=Subquery(own), plan={})


def _object(transfer: Transfer, each: Ready, *, decides: bool) -> ObjectToStore:
    described = as_decided(each.planned.description, decides=decides)
    description = as_json(each.planned)["description"] | {
        "fonds": transfer.fonds.code,
        "fonds_title": transfer.fonds.title,
        "institution": transfer.fonds.institution.code,
        "transfer": transfer.ulid,
        "opening_state": described.opening_state,
    }
    return ObjectToStore(each.item.record_ulid, description, each.originals)
