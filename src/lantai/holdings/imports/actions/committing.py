"""The commit: entries become records, a thousand in a transaction, each exactly once however often it is killed.

1. What is done is counted in the row of the batch, in the same transaction as the records: a killed run goes on behind.
2. Every record says file, sheet and row it came from, and every deed can be undone.
3. At the end the list itself goes into storage, with what was made of it, as one object.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act, record as record_event, record_all
from lantai.base.common.errors import ArchiveError
from lantai.base.common.ids import new_ulid
from lantai.base.common.rows import insert_values
from lantai.engines.formats.spool import spooled_tables
from lantai.engines.jobs.actions import end_job
from lantai.engines.storage.errors import worded
from lantai.holdings.catalogue.actions import Description, RecordChange, change_records, describe_records
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.models import Record
from lantai.holdings.imports.actions.checking import Progress, Tally, told_to
from lantai.holdings.imports.actions.keeping import keep_list
from lantai.holdings.imports.actions.receiving import job_of, worked_on
from lantai.holdings.imports.arranging import arrange
from lantai.holdings.imports.entries import entries_of, with_undecided
from lantai.holdings.imports.fates import Entry, Fate
from lantai.holdings.imports.models import ImportBatch, ImportedEntry
from lantai.holdings.imports.received import clear_away, reading_of, work_folder
from lantai.holdings.imports.report import Report

_DEED_COLUMNS = ("batch", "position", "record", "deed", "before", "version")
_BEGUN = (ImportBatch.State.CHECKED, ImportBatch.State.COMMITTING, ImportBatch.State.FAILED)


class NotChecked(ArchiveError):
    code = "imports.not_checked"
    message = gettext_noop("The list %(name)s cannot be imported: it is %(state)s.")
    hint = gettext_noop("Check it first; a list that has been imported is imported again by giving it anew.")
    http_status = 409
    exit_code = 3


def commit_import(
    *, actor: Actor, batch: ImportBatch, unchecked: bool = False, progress: Progress | None = None
) -> ImportBatch:
    """Import a checked list, or go on where a run before was killed. One event for the list, one for each record.

    `unchecked`: nobody wants to see the report first; it is written on the way.
    Raises `NotChecked`, `ImportRuns`, `ListIsGone`, `StorageError`; then what was committed before stays.
    """
    require(actor, Right.DESCRIBE, batch.fonds.institution.code)
    begun = (*_BEGUN, ImportBatch.State.RECEIVED) if unchecked else _BEGUN
    _refuse_unless(ImportBatch.objects.filter(pk=batch.pk, state__in=begun).count(), batch)
    with worked_on(batch):
        claimed = ImportBatch.objects.filter(pk=batch.pk, state__in=begun)
        _refuse_unless(claimed.update(state=ImportBatch.State.COMMITTING), batch)
        job = job_of(batch, _("Importing %(name)s") % {"name": batch.file_name})
        try:
            with worded(work_folder(batch)):
                _commit(batch, actor, lambda done: told_to(job, progress, done, batch.rows))
        except ArchiveError as refusal:
            told = f"{refusal} {refusal.remedy()}"
            ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.FAILED, message=told)
            end_job(job, failed=told)
            raise
        end_job(job)
    batch.refresh_from_db()
    return batch


def _refuse_unless(claimed: int, batch: ImportBatch) -> None:
    if not claimed:
        batch.refresh_from_db()
        raise NotChecked(name=batch.file_name, state=batch.get_state_display())


def _commit(batch: ImportBatch, actor: Actor, moved: Callable[[int], None]) -> None:
    batch.refresh_from_db()
    tally, reading = Tally(), reading_of(batch)
    decides = actor.may(Right.APPROVE_OPENING, batch.fonds.institution.code)
    if not batch.done:
        with transaction.atomic():
            arrange(batch.fonds, spooled_tables(reading.spool, reading.sheets), actor)
    path = work_folder(batch) / "report.xlsx"
    with nullcontext() if path.exists() else Report(path, reading) as report:
        for read, findings in entries_of(reading):
            entries = read if decides else with_undecided(read)
            tally.add(entries, findings)
            if report:
                report.add(entries, findings)
            if fresh := [entry for entry in entries if entry.position > batch.done]:
                _commit_entries(batch, fresh, actor)
                moved(entries[-1].position)
    object_id = keep_list(batch, actor=actor)
    _end(batch, tally, object_id, actor)
    clear_away(batch)


@transaction.atomic
def _commit_entries(batch: ImportBatch, entries: Sequence[Entry], actor: Actor) -> None:
    """One transaction; claiming the place in the list by a conditional update keeps a second process out."""
    last = entries[-1].position
    counts = {fate.value: F(fate.value) + sum(entry.fate == fate for entry in entries) for fate in Fate}
    if not batch.done:
        counts = {fate.value: sum(entry.fate == fate for entry in entries) for fate in Fate}  # type: ignore[misc]
    if not ImportBatch.objects.filter(pk=batch.pk, done=batch.done).update(done=last, **counts):
        raise NotChecked(name=batch.file_name, state=batch.get_state_display())
    _create([entry for entry in entries if entry.fate == Fate.NEW], batch, actor)
    _change([entry for entry in entries if entry.fate == Fate.CHANGED], batch, actor)
    batch.done = last


def _create(entries: Sequence[Entry], batch: ImportBatch, actor: Actor) -> None:
    """Those above before those below: a list may name, for an entry, the record it belongs to."""
    left = list(entries)
    while left:
        parents = _parents(left, batch)
        ready: list[Entry] = []
        others: list[Entry] = []
        for entry in left:
            is_ready = not entry.parent or parse_code(entry.parent).key in parents
            (ready if is_ready else others).append(entry)
        if others:
            waiting = {parse_code(entry.description.code).key for entry in left if entry.description}
            ready += [entry for entry in others if parse_code(entry.parent).key not in waiting]
        ready = ready or left
        _create_below(ready, parents, batch, actor)
        done = {entry.position for entry in ready}
        left = [entry for entry in left if entry.position not in done]


def _parents(entries: Sequence[Entry], batch: ImportBatch) -> dict[str, Record]:
    """The records that are named as those above, by the keys of their codes."""
    return _by_key(batch, {parse_code(entry.parent).key for entry in entries if entry.parent})


def _by_key(batch: ImportBatch, keys: Collection[str]) -> dict[str, Record]:
    if not keys:
        return {}
    return {record.code_key: record for record in Record.objects.filter(fonds=batch.fonds, code_key__in=keys)}


def _new(entry: Entry, said: Description, parents: dict[str, Record], batch: ImportBatch) -> Description:
    """As it is entered: below its volume, and saying which import it came by."""
    parent = parents.get(parse_code(entry.parent).key) if entry.parent else None
    return replace(said, lineage={**said.lineage, "import": batch.ulid}, parent=parent)


def _create_below(entries: Sequence[Entry], parents: dict[str, Record], batch: ImportBatch, actor: Actor) -> None:
    described = [(new_ulid(), _new(entry, entry.description, parents, batch)) for entry in entries if entry.description]
    records = describe_records(actor=actor, fonds=batch.fonds, descriptions=described)
    deeds: Iterator[tuple[Any, ...]] = (
        (batch.pk, entry.position, record.pk, ImportedEntry.Deed.CREATED, {}, 1)
        for entry, record in zip(entries, records, strict=True)
    )
    insert_values(ImportedEntry, _DEED_COLUMNS, deeds)
    told = {"import": batch.ulid, "list": batch.file_name}
    acts = [
        Act("record:import", ("record", record.ulid), told | {"row": entry.row.number, "sheet": entry.row.sheet})
        for entry, record in zip(entries, records, strict=True)
    ]
    record_all(acts, actor=actor)


def _change(entries: Sequence[Entry], batch: ImportBatch, actor: Actor) -> None:
    volumes = _by_key(batch, {parse_code(each.changes["parent"]).key for each in entries if "parent" in each.changes})
    changes = [RecordChange(entry.record, _with_volume(entry.changes, volumes)) for entry in entries if entry.record]
    before = change_records(actor=actor, fonds=batch.fonds, changes=changes)
    deeds = (
        (batch.pk, entry.position, change.record.pk, ImportedEntry.Deed.CHANGED, said, change.record.version)
        for entry, change, said in zip(entries, changes, before, strict=True)
    )
    insert_values(ImportedEntry, _DEED_COLUMNS, deeds)
    acts = [
        Act("record:describe", ("record", change.record.ulid), {"import": batch.ulid, "fields": sorted(change.values)})
        for change in changes
    ]
    record_all(acts, actor=actor)


def _with_volume(changes: Mapping[str, Any], volumes: Mapping[str, Record]) -> dict[str, Any]:
    """The changes with the volume itself in the place of its code."""
    more = {"parent": volumes[parse_code(changes["parent"]).key]} if "parent" in changes else {}
    return {**changes, **more}


@transaction.atomic
def _end(batch: ImportBatch, tally: Tally, object_id: str, actor: Actor) -> None:
    batch.refresh_from_db()
    batch.state, batch.message, batch.object_id = ImportBatch.State.COMMITTED, "", object_id
    batch.findings, batch.entries = tally.findings(), tally.fates.total()
    batch.save(update_fields=["state", "message", "object_id", "findings", "entries", "changed_at"])
    data = {name: getattr(batch, name) for name in ("created", "changed", "same", "skipped", "held_back", "secret")}
    record_event("import:commit", actor=actor, subject=("import", batch.ulid), data=data | {"sha512": batch.sha512})
