"""Starting, moving and ending progress rows; pausing queues; giving back what a dead worker held."""

from __future__ import annotations

import datetime as dt
import logging
import socket
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record
from lantai.engines.jobs.models import Job, QueueState, WorkerBeat

logger = logging.getLogger(__name__)
SILENCE = dt.timedelta(seconds=60)
ATTEMPTS = 20


def start_job(*, kind: str, title: str, subject: str = "", institution: str = "", total: int = 0) -> Job:
    """Open a progress row, or take up the running one of the same kind and subject (work resumed after a kill).

    `institution`: the code of the one it is done for, whose people may read the title.
    """
    job = Job.objects.filter(kind=kind, subject=subject, state=Job.State.RUNNING).first() if subject else None
    job = job or Job.objects.create(kind=kind, subject=subject, institution=institution, title=title)
    Job.objects.filter(pk=job.pk).update(total=total, title=title, changed_at=timezone.now())
    job.total, job.title = total, title
    return job


def move_job(job: Job, *, done: int, total: int | None = None, step: str | None = None) -> None:
    """Set how far the work is. One cheap update; call it a few times a second at most."""
    job.done = done
    job.total = job.total if total is None else total
    job.step = job.step if step is None else step
    Job.objects.filter(pk=job.pk).update(done=job.done, total=job.total, step=job.step, changed_at=timezone.now())


def end_job(job: Job, *, failed: str = "") -> None:
    """Close a progress row, with the reason when it failed."""
    job.state = Job.State.FAILED if failed else Job.State.DONE
    job.message = failed
    Job.objects.filter(pk=job.pk).update(state=job.state, message=failed, changed_at=timezone.now())


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
    alive = set(WorkerBeat.objects.filter(seen_at__gt=now - SILENCE).values_list("worker", flat=True))
    given_back = 0
    for held in DBTaskResult.objects.running():
        worker = held.worker_ids[-1] if held.worker_ids else ""
        if _lives(worker, alive):
            continue
        poison = len(held.worker_ids) >= ATTEMPTS
        status = TaskResultStatus.FAILED if poison else TaskResultStatus.READY
        claimed = DBTaskResult.objects.filter(pk=held.pk, status=TaskResultStatus.RUNNING)
        given_back += claimed.filter(started_at=held.started_at).update(status=status)
        if poison:
            logger.error("a task killed %d workers and is given up: %s", ATTEMPTS, held.task_path)
    WorkerBeat.objects.filter(seen_at__lt=now - dt.timedelta(days=1)).delete()
    return given_back


def _lives(worker: str, alive: Iterable[str]) -> bool:
    host, _, rest = worker.partition("/")
    if host != socket.gethostname()[:30]:
        return worker in alive
    pid, _, started = rest.partition("/")
    return pid.isdigit() and process_start(int(pid)) == started


def process_start(pid: int) -> str:
    """When a process of this machine began, in clock ticks since boot; empty when there is none or it is a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]
