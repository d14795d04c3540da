"""A change of many records carried out and undone, some hundreds in a transaction, each once however often killed.

What is done is kept in the row of the batch in the same transaction as the records: a killed run goes on behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act, record as record_event, record_all
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.actions import end_job, move_job
from lantai.engines.jobs.models import Job
from lantai.holdings.catalogue.actions import RecordChange, RecordHasChanged, change_records, values_before
from lantai.holdings.catalogue.models import Record
from lantai.holdings.description.actions.editing import names_in
from lantai.holdings.description.actions.preparing import (
    PIECE,
    SHOWN,
    Moved,
    State,
    job_of,
    next_records,
    not_now,
    worked_on,
)
from lantai.holdings.description.choosing import Changing, chosen_records
from lantai.holdings.description.models import BatchChange, ChangeBatch

_BEGUN = (State.COUNTED, State.RUNNING, State.FAILED)
_DONE = (State.DONE, State.UNDOING, State.FAILED, State.RUNNING)
ATTEMPTS = 5
"""So often a piece is read again when somebody saved one of its records in between."""


def carry_out_change(*, actor: Actor, batch: ChangeBatch, progress: Moved | None = None) -> ChangeBatch:
    """Change the records that were counted, or go on where a run before was killed.

    One event for the change, one for each record. Raises `ChangeNotNow`, `ChangeRuns`; what was done before stays.
    """
    require(actor, Right.DESCRIBE, batch.fonds.institution.code)
    with worked_on(batch):
        if not ChangeBatch.objects.filter(pk=batch.pk, state__in=_BEGUN).update(state=State.RUNNING, message=""):
            raise not_now(batch)
        batch.refresh_from_db()
        job = job_of(batch, _("Changing many records in %(fonds)s") % {"fonds": batch.fonds.code})
        done = 0
        try:
            while size := _tried(partial(_change_piece, batch, actor)):
                done += size
                move_job(job, done=done)
                if progress:
                    progress(done)
        except ArchiveError as refusal:
            _stop(batch, job, State.FAILED, refusal)
            raise
        _end(batch, actor)
        end_job(job)
    return batch


def _tried(piece: Callable[[], int]) -> int:
    """A piece, read again when somebody was faster; gives how many records it went through."""
    for attempt in range(ATTEMPTS):
        try:
            return piece()
        except RecordHasChanged:
            if attempt == ATTEMPTS - 1:
                raise
    return 0


def _stop(batch: ChangeBatch, job: Job, state: str, refusal: ArchiveError) -> None:
    told = f"{refusal} {refusal.remedy()}"
    ChangeBatch.objects.filter(pk=batch.pk).update(state=state, message=told)
    end_job(job, failed=told)


@transaction.atomic
def _change_piece(batch: ChangeBatch, actor: Actor) -> int:
    records = next_records(chosen_records(batch.fonds, batch.chosen), batch.done_pk)
    if not records:
        return 0
    last, changing = records[-1].pk, Changing(batch)
    changes = [changing.change(each) for each in changing.outcomes(records) if each.is_change]
    place = ChangeBatch.objects.filter(pk=batch.pk, done_pk=batch.done_pk)
    if not place.update(done_pk=last, changed=F("changed") + len(changes)):
        raise not_now(batch)
    _change(batch, changes, actor)
    batch.done_pk = last
    return len(records)


def _change(batch: ChangeBatch, changes: Sequence[RecordChange], actor: Actor) -> None:
    if not changes:
        return
    before = change_records(actor=actor, fonds=batch.fonds, changes=changes, reason=batch.reason)
    BatchChange.objects.bulk_create(
        BatchChange(batch=batch, record=change.record, before=said, version=change.record.version)
        for change, said in zip(changes, before, strict=True)
    )
    told = {"change": batch.ulid}
    record_all([_told(change.record, names_in(change.values), told) for change in changes], actor=actor)


def _told(record: Record, fields: list[str], more: Mapping[str, object]) -> Act:
    return Act("record:describe", ("record", record.ulid), {"fields": fields, **more})


@transaction.atomic
def _end(batch: ChangeBatch, actor: Actor) -> None:
    ChangeBatch.objects.filter(pk=batch.pk).update(state=State.DONE)
    batch.refresh_from_db()
    data = {"key": batch.key, "how": batch.how, "changed": batch.changed, "reason": batch.reason}
    record_event("change:carry_out", actor=actor, subject=("change", batch.ulid), data=data)


def undo_change(*, actor: Actor, batch: ChangeBatch, progress: Moved | None = None) -> ChangeBatch:
    """Let every record say again what it said; what somebody has changed since is left alone and counted.

    Killed, it goes on where it was. Raises `ChangeNotNow` and `ChangeRuns`.
    """
    require(actor, Right.DESCRIBE, batch.fonds.institution.code)
    with worked_on(batch):
        begun = ChangeBatch.objects.filter(pk=batch.pk, state__in=_DONE, done_pk__gt=0)
        if not begun.update(state=State.UNDOING, message=""):
            raise not_now(batch)
        batch.refresh_from_db()
        job = job_of(batch, _("Undoing a change of many records in %(fonds)s") % {"fonds": batch.fonds.code})
        total, left = batch.deeds.count(), batch.deeds.count()
        try:
            while size := _tried(partial(_undo, batch, actor)):
                left -= size
                move_job(job, done=total - left, total=total)
                if progress:
                    progress(total - left)
        except ArchiveError as refusal:
            _stop(batch, job, State.DONE, refusal)
            raise
        _end_undoing(batch, actor)
        end_job(job)
    return batch


@transaction.atomic
def _undo(batch: ChangeBatch, actor: Actor) -> int:
    """One transaction: the deeds go together with what they did."""
    deeds = list(batch.deeds.select_related("record__fonds").order_by("-pk")[:PIECE])
    same = [deed for deed in deeds if deed.record.version == deed.version]
    kept = [deed.record for deed in deeds if deed.record.version != deed.version]
    back = [RecordChange(deed.record, values_before(deed.before)) for deed in same]
    if back:
        change_records(actor=actor, fonds=batch.fonds, changes=back, reason=batch.reason)
        told = {"change": batch.ulid, "undone": True}
        record_all([_told(each.record, names_in(each.values), told) for each in back], actor=actor)
    BatchChange.objects.filter(pk__in=[deed.pk for deed in deeds]).delete()
    counts = {"undone": F("undone") + len(same), "stayed": F("stayed") + len(kept)}
    listed = [*batch.kept, *([each.ulid, each.code, each.title] for each in kept)][:SHOWN]
    ChangeBatch.objects.filter(pk=batch.pk).update(kept=listed, **counts)
    batch.kept = listed
    return len(deeds)


@transaction.atomic
def _end_undoing(batch: ChangeBatch, actor: Actor) -> None:
    ChangeBatch.objects.filter(pk=batch.pk).update(state=State.UNDONE)
    batch.refresh_from_db()
    data = {"undone": batch.undone, "stayed": batch.stayed}
    record_event("change:undo", actor=actor, subject=("change", batch.ulid), data=data)
