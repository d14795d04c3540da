"""A worker process: takes tasks by priority from the queues that are not paused, and gives signs of life."""

from __future__ import annotations

import logging
import threading

from django.db import connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from lantai.engines.jobs.actions import fail_own_jobs, stop_dead_jobs, sweep
from lantai.engines.jobs.models import QueueState, WorkerBeat
from lantai.engines.jobs.owners import process_name
from lantai.engines.jobs.signals import worker_lived

logger = logging.getLogger(__name__)
BEAT_SECONDS = 15.0


class QueueWorker(Worker):
    """The library's worker with three additions: paused queues give nothing, it can be known to live, and what a task
    leaves behind that ends in an error is not called running.
    """

    def __init__(self, queues: tuple[str, ...], *, batch: bool, max_tasks: int | None = None) -> None:
        self._queues = queues
        super().__init__(
            queue_names=list(queues),
            interval=0.2,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=max_tasks,
            worker_id=process_name(),
            excluded_queue_names=[],
        )

    @property
    def queue_names(self) -> list[str]:
        """The queues open right now: the loop asks before every task, so a pause takes hold at the next one."""
        paused = set(QueueState.objects.filter(paused=True).values_list("name", flat=True))
        return [name for name in self._queues if name not in paused]

    @queue_names.setter
    def queue_names(self, names: list[str]) -> None:
        self._queues = tuple(names)

    def run_task(self, db_task_result: DBTaskResult) -> None:  # type: ignore[type-arg]
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED:
            fail_own_jobs()


def run_worker(queues: tuple[str, ...], *, batch: bool = False, max_tasks: int | None = None) -> None:
    """Work until told to stop (SIGTERM), or until nothing is left (`batch`). Returns after the task in hand."""
    worker = QueueWorker(queues, batch=batch, max_tasks=max_tasks)
    ended = threading.Event()
    beat = threading.Thread(target=_beat, args=(worker.worker_id, ended), daemon=True)
    beat.start()
    sweep()
    try:
        if threading.current_thread() is threading.main_thread():
            worker.configure_signals()
        worker.run()
    finally:
        ended.set()
        beat.join()
        WorkerBeat.objects.filter(worker=worker.worker_id).delete()


def _beat(name: str, ended: threading.Event) -> None:
    try:
        while True:
            WorkerBeat.objects.update_or_create(worker=name, defaults={"seen_at": timezone.now()})
            sweep()
            stop_dead_jobs()
            for receiver, error in worker_lived.send_robust(None):
                if isinstance(error, Exception):
                    logger.error("what is done at every sign of life failed: %s", receiver, exc_info=error)
            if ended.wait(BEAT_SECONDS):
                return
    finally:
        connection.close()
