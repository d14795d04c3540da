"""Undoing an import: what it made goes, what it changed says again what it said, what somebody touched since stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act, record as record_event, record_all
from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.engines.jobs.actions import end_job
from lantai.holdings.catalogue.actions import RecordChange, change_records, remove_records, values_before
from lantai.holdings.catalogue.bindings import Deed, obstacles
from lantai.holdings.catalogue.models import Record
from lantai.holdings.imports.actions.checking import Progress, told_to
from lantai.holdings.imports.actions.receiving import ImportRuns, job_of
from lantai.holdings.imports.models import ImportBatch, ImportedEntry

PIECE = 1000
Changed: TypeAlias = "list[tuple[Record, Mapping[str, Any]]]"
_MAY_BE_UNDONE = (ImportBatch.State.COMMITTED, ImportBatch.State.UNDOING, ImportBatch.State.FAILED)


class NotCommitted(ArchiveError):
    code = "imports.not_committed"
    message = gettext_noop("The import of %(name)s cannot be undone: it is %(state)s.")
    hint = gettext_noop("Only an import that has been carried out, or has stopped half way, is undone.")
    http_status = 409
    exit_code = 3


def undo_import(*, actor: Actor, batch: ImportBatch, reason: str = "", progress: Progress | None = None) -> int:
    """Undo an import, last entry first; gives how many records had to stay. Killed, it goes on where it was.

    Raises `NotCommitted` and `ImportRuns`.
    """
    require(actor, Right.DESCRIBE, batch.fonds.institution.code)
    with lock(Path(settings.WORK_FOLDER) / "locks" / f"{batch.ulid}.lock", wait=False) as got:
        if not got:
            raise ImportRuns
        if not ImportBatch.objects.filter(pk=batch.pk, state__in=_MAY_BE_UNDONE).update(
            state=ImportBatch.State.UNDOING
        ):
            batch.refresh_from_db()
            raise NotCommitted(name=batch.file_name, state=batch.get_state_display())
        job = job_of(batch, _("Undoing the import of %(name)s") % {"name": batch.file_name})
        try:
            _undo_all(batch, actor, lambda done, total: told_to(job, progress, done, total))
        except ArchiveError as refusal:
            told = f"{refusal} {refusal.remedy()}"
            ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.COMMITTED, message=told)
            end_job(job, failed=told)
            raise
        _end(batch, actor, reason)
        end_job(job)
    return batch.stayed


def _undo_all(batch: ImportBatch, actor: Actor, moved: Callable[[int, int], None]) -> None:
    total = left = batch.deeds.count()
    while deeds := list(batch.deeds.select_related("record").order_by("-position")[:PIECE]):
        _undo(batch, deeds, actor)
        left -= len(deeds)
        moved(total - left, total)


@transaction.atomic
def _undo(batch: ImportBatch, deeds: Sequence[ImportedEntry], actor: Actor) -> None:
    """One transaction: the deeds go together with what they did."""
    same = [deed for deed in deeds if deed.record and deed.record.version == deed.version]
    made = [deed.record for deed in same if deed.record and deed.deed == ImportedEntry.Deed.CREATED]
    said = [(deed.record, deed.before) for deed in same if deed.record and deed.deed == ImportedEntry.Deed.CHANGED]
    changed, bound = _free_to_leave(said)
    untouchable = sum(deed.record is not None for deed in deeds) - len(same) + bound
    ulids = {record.pk: record.ulid for record in made}
    back = [RecordChange(record, _as_before(before)) for record, before in changed]
    change_records(actor=actor, fonds=batch.fonds, changes=back)
    stayed = _removed(batch, made, actor)
    gone = set(ulids.values()) - {record.ulid for record in stayed}
    told = {"import": batch.ulid}
    acts = [Act("record:import:undo", ("record", ulid), told) for ulid in sorted(gone)]
    acts += [Act("record:describe", ("record", record.ulid), told | {"undone": True}) for record, _before in changed]
    record_all(acts, actor=actor)
    ImportedEntry.objects.filter(pk__in=[deed.pk for deed in deeds]).delete()
    ImportBatch.objects.filter(pk=batch.pk).update(stayed=F("stayed") + len(stayed) + untouchable)


def _free_to_leave(changed: Changed) -> tuple[Changed, int]:
    """Without those that something has bound to their volume since, and how many these are."""
    put = [record.pk for record, before in changed if "parent" in before]
    bound = {each.record for each in obstacles(put, Deed.MOVE)}
    return [(record, before) for record, before in changed if record.pk not in bound], len(bound)


def _as_before(before: Mapping[str, Any]) -> dict[str, Any]:
    """An import puts into a volume only what lay in none: undone, it lies in none again."""
    return values_before(before) | ({"parent": None} if "parent" in before else {})


def _removed(batch: ImportBatch, records: Sequence[Record], actor: Actor) -> list[Record]:
    """Take records out, those inside a volume before it; gives back those that had to stay."""
    left = list(records)
    while left:
        stayed = remove_records(actor=actor, fonds=batch.fonds, records=left)
        if len(stayed) in (0, len(left)):
            return stayed
        left = stayed
    return left


@transaction.atomic
def _end(batch: ImportBatch, actor: Actor, reason: str) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.UNDONE)
    batch.refresh_from_db()
    data = {"stayed": batch.stayed, "reason": reason}
    record_event("import:undo", actor=actor, subject=("import", batch.ulid), data=data)
