"""What is waiting, running and done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lantai.engines.jobs.models import Job, QueueState
from lantai.engines.jobs.owners import living_workers

UNFINISHED = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class QueueView:
    """One queue as the jobs page shows it."""

    name: str
    paused: bool
    waiting: int
    running: int
    failed: int


def queues(names: tuple[str, ...] = ("default", "ocr")) -> list[QueueView]:
    """Every queue with its counts: two queries, whatever is waiting."""
    rows = DBTaskResult.objects.order_by().values_list("queue_name", "status").annotate(n=Count("pk"))
    counts = {(name, status): n for name, status, n in rows}
    paused = set(QueueState.objects.filter(paused=True).values_list("name", flat=True))
    return [
        QueueView(
            name,
            name in paused,
            counts.get((name, TaskResultStatus.READY), 0),
            counts.get((name, TaskResultStatus.RUNNING), 0),
            counts.get((name, TaskResultStatus.FAILED), 0),
        )
        for name in names
    ]


def is_paused(name: str) -> bool:
    return QueueState.objects.filter(name=name, paused=True).exists()


def is_waiting(task: Task[Any, Any]) -> bool:
    """Whether a run of this task is in the queue, or at work."""
    return DBTaskResult.objects.filter(task_path=task.module_path, status__in=UNFINISHED).exists()


def arguments_asked(task: Task[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """What each run of this task was given that waits or is at work."""
    return _arguments(task, *UNFINISHED)


def arguments_failed(task: Task[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """What each run of this task was given that failed: the same as often as it did."""
    return _arguments(task, TaskResultStatus.FAILED)


def _arguments(task: Task[Any, Any], *statuses: str) -> Iterator[tuple[Any, ...]]:
    runs = DBTaskResult.objects.order_by().filter(task_path=task.module_path, status__in=statuses)
    return (tuple(given["args"]) for given in runs.values_list("args_kwargs", flat=True).iterator())


def recent_jobs(institutions: frozenset[str], limit: int = 50) -> list[Job]:
    """The latest jobs of these institutions; `*` stands for all of them."""
    return list(Job.objects.within(institutions)[:limit])


def running_elsewhere(institutions: frozenset[str]) -> int:
    """How many jobs run that are not of these institutions: they take their share, and have no names here."""
    return Job.objects.outside(institutions).filter(state=Job.State.RUNNING).count()


def failed_tasks(limit: int = 50) -> list[DBTaskResult]:  # type: ignore[type-arg]
    return list(DBTaskResult.objects.failed().order_by("-finished_at")[:limit])


def live_workers() -> int:
    """Workers that gave a sign of life within the last minute."""
    return len(living_workers(timezone.now()))
