"""Starting, moving and ending progress rows; pausing queues; giving back or stopping what dead processes held."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record
from lantai.base.common.rows import insert_values
from lantai.engines.jobs.models import Job, QueueState, WorkerBeat
from lantai.engines.jobs.owners import living_workers, owner_is_gone, process_name, worker_is_gone
from lantai.engines.jobs.signals import job_stopped

logger = logging.getLogger(__name__)
ATTEMPTS = 20
_SAID_OF_A_TASK = (
    "id", "args_kwargs", "enqueued_at", "priority", "task_path", "queue_name", "backend_name", "run_after",
)  # fmt: skip
PROCESS_ENDED = gettext_noop(
    "The process that was at work on this has ended. What a page asked for is taken up again by a worker; "
    "give a command once more."
)


NOT_FORESEEN = gettext_noop(
    "This ended in an error that was not foreseen; the page of jobs has its last line. What was done before is whole: "
    "ask for it once more, and tell who runs the program if it ends so again."
)


def enqueue_each(task: Task[Any, Any], arguments: Sequence[tuple[int | str, ...]]) -> None:
    """Ask for a task once with each of these arguments, as `task.enqueue` would: one statement.

    Each row by itself took a third of an intake of many small scans. The library's signal is not sent: nobody hears it.
    """
    backend = task.get_backend()
    backend.validate_task(task)
    said = (task.priority, task.module_path, task.queue_name, backend.alias, task.run_after or get_date_max())
    now = timezone.now()  # a moment of its own for each, as tasks of one priority are done in their order
    moments = (now + dt.timedelta(microseconds=n) for n in range(len(arguments)))
    given = zip(arguments, moments, strict=True)
    rows = [(uuid4(), {"args": list(each), "kwargs": {}}, moment, *said) for each, moment in given]
    insert_values(DBTaskResult, _SAID_OF_A_TASK, rows)


def start_job(*, kind: str, title: str, subject: str = "", institution: str = "", total: int = 0) -> Job:
    """Open a progress row, or take up the unfinished one of the same kind and subject (work resumed after a kill).

    `institution`: the code of the one it is done for, whose people may read the title.
    """
    unfinished = Job.objects.filter(state__in=[Job.State.RUNNING, Job.State.STOPPED])
    job = unfinished.filter(kind=kind, subject=subject).first() if subject else None
    job = job or Job.objects.create(kind=kind, subject=subject, institution=institution, title=title)
    job.total, job.title = total, title
    _note_work(job, title=title)
    return job


def move_job(job: Job, *, done: int, total: int | None = None, step: str | None = None) -> None:
    """Set how far the work is. One cheap update; call it a few times a second at most."""
    job.done = done
    job.total = job.total if total is None else total
    job.step = job.step if step is None else step
    _note_work(job)


def _note_work(job: Job, **more: str) -> None:
    """That this process is at it now, and how far."""
    job.state, job.owner, job.message = Job.State.RUNNING, process_name(), ""
    said = {name: getattr(job, name) for name in ("done", "total", "step", "state", "owner", "message")}
    Job.objects.filter(pk=job.pk).update(**said, **more, changed_at=timezone.now())


def end_job(job: Job, *, failed: str = "") -> None:
    """Close a progress row, with the reason when it failed."""
    job.state = Job.State.FAILED if failed else Job.State.DONE
    job.message = failed
    Job.objects.filter(pk=job.pk).update(state=job.state, message=failed, changed_at=timezone.now())


def fail_own_jobs() -> int:
    """Close the rows of what this process was at when it met an error nobody had foreseen; returns how many.

    A worker has one task at a time. The error itself stands with the failed task, on the page of jobs.
    """
    mine = Job.objects.filter(state=Job.State.RUNNING, owner=process_name())
    return mine.update(state=Job.State.FAILED, message=_(NOT_FORESEEN), changed_at=timezone.now())


@transaction.atomic
def pause_queue(*, actor: Actor, name: str, paused: bool) -> None:
    """Stop or resume handing out the tasks of a queue. A task that runs finishes its page first."""
    require(actor, Right.MANAGE_JOBS)
    QueueState.objects.update_or_create(name=name, defaults={"paused": paused, "changed_by": actor.label})
    record("queue:pause:set", actor=actor, subject=("queue", name), data={"paused": paused})


def sweep(*, now: dt.datetime | None = None) -> int:
    """Give back every task whose worker is gone; returns how many.

    A worker of this machine is gone when its process is; one of another machine when it has been silent for a
    minute. Foreign files are opened in limited children, so a worker that dies was mostly killed from outside: a task
    is given up as poison only after twenty of them.
    """
    now = now or timezone.now()
    alive = living_workers(now)
    given_back = 0
    for held in DBTaskResult.objects.running():
        worker = held.worker_ids[-1] if held.worker_ids else ""
        if not worker_is_gone(worker, alive):
            continue
        poison = len(held.worker_ids) >= ATTEMPTS
        status = TaskResultStatus.FAILED if poison else TaskResultStatus.READY
        claimed = DBTaskResult.objects.filter(pk=held.pk, status=TaskResultStatus.RUNNING)
        given_back += claimed.filter(started_at=held.started_at).update(status=status)
        if poison:
            logger.error("a task killed %d workers and is given up: %s", ATTEMPTS, held.task_path)
    WorkerBeat.objects.filter(seen_at__lt=now - dt.timedelta(days=1)).delete()
    return given_back


def stop_dead_jobs(*, now: dt.datetime | None = None) -> int:
    """Call every running job stopped whose process is gone, in words; returns how many. Apps above hear `job_stopped`.

    A task that was given back takes its row up again; what a command began waits for the command.
    """
    now = now or timezone.now()
    alive, stopped = living_workers(now), 0
    for job in Job.objects.filter(state=Job.State.RUNNING):
        if not owner_is_gone(job.owner, changed=job.changed_at, now=now, alive=alive):
            continue
        same = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, owner=job.owner, changed_at=job.changed_at)
        if same.update(state=Job.State.STOPPED, message=_(PROCESS_ENDED)):
            stopped += 1
            job_stopped.send_robust(Job, kind=job.kind, subject=job.subject)
    return stopped
