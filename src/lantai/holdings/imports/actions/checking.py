"""The dry run: every entry as it would be imported, counted and reported. No record is touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Finding
from lantai.engines.jobs.actions import end_job, move_job
from lantai.engines.jobs.models import Job
from lantai.engines.storage.errors import worded
from lantai.holdings.imports.actions.ordering import NotNow
from lantai.holdings.imports.actions.receiving import job_of, worked_on
from lantai.holdings.imports.entries import entries_of, with_undecided
from lantai.holdings.imports.fates import Entry, Fate
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.imports.received import reading_of, work_folder
from lantai.holdings.imports.report import Report

Progress = Callable[[str, int, int], None]
EXAMPLES = 20
"""So many places of each finding are kept with the batch; the report has more."""
_OPEN = (ImportBatch.State.RECEIVED, ImportBatch.State.CHECKED, ImportBatch.State.FAILED)


@dataclass(frozen=True, slots=True)
class Choices:
    """How a list is to be read: columns under other names, the type, what becomes of held records and of doubts.

    `level`: what all entries are, `volume` or `item`; empty, as the list says.
    """

    names: Mapping[str, str]
    record_type: str = ""
    level: str = ""
    take: str = ImportBatch.Take.UPDATE
    with_errors: bool = False
    infer_creators: bool = False


@transaction.atomic
def set_reading(*, actor: Actor, batch: ImportBatch, choices: Choices) -> ImportBatch:
    """Say how the list is to be read; it has to be checked again. Raises `NotNow` while it is worked on and
    once it has been committed.
    """
    require(actor, Right.DESCRIBE, batch.fonds.institution.code)
    said = {field.name: getattr(choices, field.name) for field in fields(choices)} | {"names": dict(choices.names)}
    at_rest = Q(state__in=[ImportBatch.State.CHECKED, ImportBatch.State.FAILED]) | ~Q(message="")
    changed = ImportBatch.objects.filter(at_rest, pk=batch.pk, state__in=_OPEN, done=0).update(
        **said, state=ImportBatch.State.RECEIVED, message=""
    )
    batch.refresh_from_db()
    if not changed:
        raise NotNow(name=batch.file_name, state=batch.get_state_display())
    data = said | {"columns": len(choices.names)}
    del data["names"]
    record_event("import:reading:set", actor=actor, subject=("import", batch.ulid), data=data)
    return batch


def check_import(*, actor: Actor, batch: ImportBatch, progress: Progress | None = None) -> ImportBatch:
    """Read the whole list and write the report beside it. May be repeated; leaves no event, for nothing happens.

    Raises `ImportRuns` and `ListIsGone`.
    """
    require(actor, Right.DESCRIBE, batch.fonds.institution.code)
    with worked_on(batch):
        job = job_of(batch, _("Checking %(name)s") % {"name": batch.file_name})
        try:
            decides = actor.may(Right.APPROVE_OPENING, batch.fonds.institution.code)
            with worded(work_folder(batch)):
                tally = _read(batch, decides, lambda done: told_to(job, progress, done, batch.rows))
        except ArchiveError as refusal:
            ImportBatch.objects.filter(pk=batch.pk).update(message=f"{refusal} {refusal.remedy()}")
            end_job(job, failed=str(refusal))
            raise
        end_job(job)
    counts = {fate.value: tally.fates[fate] for fate in Fate}
    done = ImportBatch.objects.filter(pk=batch.pk, state__in=_OPEN)
    done.update(
        state=ImportBatch.State.CHECKED, entries=tally.fates.total(), findings=tally.findings(), message="", **counts
    )
    batch.refresh_from_db()
    return batch


def told_to(job: Job, progress: Progress | None, done: int, total: int) -> None:
    """Move the row of the job, and whatever the terminal shows."""
    move_job(job, done=done, total=total, step="import")
    if progress:
        progress("import", done, total)


def _read(batch: ImportBatch, decides: bool, moved: Callable[[int], None]) -> Tally:  # noqa: FBT001
    tally = Tally()
    reading = reading_of(batch)
    with Report(work_folder(batch) / "report.xlsx", reading) as report:
        for read, findings in entries_of(reading):
            entries = read if decides else with_undecided(read)
            tally.add(entries, findings)
            report.add(entries, findings)
            if entries:
                moved(entries[-1].position)
    return tally


class Tally:
    """Counts of what becomes of the entries and of what is said about them, with examples."""

    def __init__(self) -> None:
        self.fates: Counter[Fate] = Counter()
        self._codes: dict[tuple[str, str], dict[str, Any]] = {}

    def add(self, entries: list[Entry], findings: list[Finding]) -> None:
        for finding in findings:
            self._count(finding)
        for entry in entries:
            self.fates[entry.fate] += 1
            for finding in entry.findings:
                self._count(finding)

    def findings(self) -> list[dict[str, Any]]:
        """Errors first, then the most frequent."""
        order = {"error": 0, "warning": 1, "info": 2}
        return sorted(self._codes.values(), key=lambda each: (order[each["severity"]], -each["count"], each["code"]))

    def _count(self, finding: Finding) -> None:
        key = (finding.code, str(finding.severity))
        known = self._codes.setdefault(key, {"code": key[0], "severity": key[1], "count": 0, "examples": []})
        known["count"] += 1
        if len(known["examples"]) < EXAMPLES:
            known["examples"].append({"path": finding.path, "params": finding.params})
