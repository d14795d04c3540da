"""A change of many records: said, counted with what it would do, and ordered to be done. No record is touched here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.engines.jobs.actions import end_job, move_job, start_job
from lantai.engines.jobs.models import Job
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.models.record import RecordQuerySet
from lantai.holdings.description.choosing import Changing, Outcome, chosen_records
from lantai.holdings.description.models import ChangeBatch

State = ChangeBatch.State
Moved = Callable[[int], None]
PIECE = 500
"""Records of one transaction: others who save wait for it, so it takes a moment only."""
SHOWN = 200
"""So many of what would change, and of what would be left alone, are shown."""
_FROM = {
    "count": (State.PREPARED, State.COUNTED, State.FAILED),
    "carry_out": (State.COUNTED, State.FAILED),
    "undo": (State.DONE, State.FAILED),
}
_TO = {"count": State.PREPARED, "carry_out": State.RUNNING, "undo": State.UNDOING}


class ChangeNotNow(ArchiveError):
    code = "description.change_not_now"
    message = gettext_noop("This cannot be done with the change of many records now: it is %(state)s.")
    hint = gettext_noop("Load its page again: somebody else may have gone on with it.")
    http_status = 409


class ChangeRuns(ArchiveError):
    code = "description.change_runs"
    message = gettext_noop("This change is being worked on by another process.")
    hint = gettext_noop("Wait until it has ended; its page shows how far it is.")
    http_status = 409


@transaction.atomic
def prepare_change(*, actor: Actor, fonds: Fonds, chosen: Mapping[str, Any], change: Mapping[str, str]) -> ChangeBatch:
    """Say a change of many records of a fonds. `change`: key, how, find, text, reason. Nothing is changed yet."""
    require(actor, Right.DESCRIBE, fonds.institution.code)
    batch = ChangeBatch(fonds=fonds, chosen=dict(chosen), started_by=actor.label, **change)
    batch.save()
    data = {"key": batch.key, "how": batch.how, "chosen": batch.chosen, "reason": batch.reason}
    record_event("change:prepare", actor=actor, subject=("change", batch.ulid), data=data)
    return batch


@transaction.atomic
def order_change(*, actor: Actor, batch: ChangeBatch, act: str) -> None:
    """Order `count`, `carry_out` or `undo`, once: the state is claimed first. The act itself leaves the event."""
    from lantai.holdings.description.tasks import work_on_change  # the task calls back into this package

    require(actor, Right.DESCRIBE, batch.fonds.institution.code)
    claimed = ChangeBatch.objects.filter(pk=batch.pk, state__in=_FROM[act])
    if not claimed.update(state=_TO[act], message=""):
        raise not_now(batch)
    work_on_change.enqueue(batch.pk, actor.user_id, act)


def count_change(*, actor: Actor, batch: ChangeBatch) -> ChangeBatch:
    """Go through the records and count what would be changed; the first of it is kept to be shown. No event.

    May be repeated; killed, it starts again. Raises `ChangeRuns` and `ChangeNotNow`.
    """
    require(actor, Right.DESCRIBE, batch.fonds.institution.code)
    with worked_on(batch):
        batch.refresh_from_db()
        if batch.state not in _FROM["count"] or batch.done_pk:
            raise not_now(batch)
        job = job_of(batch, _("Counting a change of many records in %(fonds)s") % {"fonds": batch.fonds.code})
        counts: Counter[str] = Counter()
        preview: list[list[str]] = []
        left: list[list[str]] = []
        for outcome in _outcomes(batch, lambda done: move_job(job, done=done)):
            _count(outcome, counts, preview, left)
        ChangeBatch.objects.filter(pk=batch.pk, state__in=_FROM["count"]).update(
            state=State.COUNTED, preview=preview, left_alone=left, message="", **counted(counts)
        )
        end_job(job)
    batch.refresh_from_db()
    return batch


def counted(counts: Counter[str]) -> dict[str, int]:
    """All three numbers, none left as it was."""
    return {name: counts[name] for name in ("matched", "to_change", "refused")}


def _count(outcome: Outcome, counts: Counter[str], preview: list[list[str]], left: list[list[str]]) -> None:
    counts["matched"] += 1
    record = outcome.record
    if outcome.refusal:
        counts["refused"] += 1
        if len(left) < SHOWN:
            left.append([record.ulid, record.code, outcome.before, outcome.refusal])
    elif outcome.is_change:
        counts["to_change"] += 1
        if len(preview) < SHOWN:
            preview.append([record.ulid, record.code, outcome.before, outcome.after])


def _outcomes(batch: ChangeBatch, moved: Moved) -> Iterator[Outcome]:
    changing, place, done = Changing(batch), 0, 0
    while records := next_records(chosen_records(batch.fonds, batch.chosen), place):
        yield from changing.outcomes(records)
        place, done = records[-1].pk, done + len(records)
        moved(done)


def next_records(rows: RecordQuerySet, place: int) -> list[Record]:
    """The next piece, by row id: the same however much is being changed on the way."""
    return list(rows.filter(pk__gt=place).select_related("fonds").order_by("pk")[:PIECE])


def not_now(batch: ChangeBatch) -> ChangeNotNow:
    batch.refresh_from_db()
    return ChangeNotNow(state=batch.get_state_display())


@contextmanager
def worked_on(batch: ChangeBatch) -> Iterator[None]:
    """One process at a time. Raises `ChangeRuns`."""
    with lock(Path(settings.WORK_FOLDER) / "locks" / f"{batch.ulid}.lock", wait=False) as got:
        if not got:
            raise ChangeRuns
        yield


def job_of(batch: ChangeBatch, title: str) -> Job:
    job = start_job(
        kind="change", subject=batch.ulid, institution=batch.fonds.institution.code, title=title, total=batch.matched
    )
    ChangeBatch.objects.filter(pk=batch.pk).update(job=job)
    return job
