"""The jobs page: queues in the archivist's words, progress, and failures with the line that says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.queries import is_everywhere
from lantai.base.common.keyset import Total
from lantai.engines.jobs.models import Job
from lantai.engines.jobs.queries import QueueView, failed_tasks, live_workers, queues, recent_jobs, running_elsewhere
from lantai.holdings.fulltext.queries import Recognition, recognition

QUEUES: dict[str, str | Promise] = {"default": _("Intake and housekeeping"), "ocr": _("Recognition of page images")}
STEPS: dict[str, str | Promise] = {
    "open": _("opening the package"),
    "plan": _("matching files and catalogue"),
    "store": _("storing, describing, reading"),
}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One queue with its name in words."""

    queue: QueueView
    label: str


@dataclass(frozen=True, slots=True)
class FailedTask:
    """What failed, when, and why: the last line of its traceback, or only the kind of error.

    The line may name a package, and a task does not say whose it is; the kind is a name of the program's own.
    """

    task: str
    reason: str
    at: Any


@dataclass(frozen=True, slots=True)
class WorkPage:
    """Everything on the jobs page."""

    queues: tuple[QueueRow, ...]
    jobs: tuple[Job, ...]
    elsewhere: int
    failed: tuple[FailedTask, ...]
    workers: int
    recognition: Recognition

    @property
    def pages(self) -> Total:
        """All pages, as far as they are counted."""
        parts = (self.recognition.read, self.recognition.waiting, self.recognition.failed)
        return Total(sum(each.number for each in parts), any(each.or_more for each in parts))


def step_label(step: str) -> str:
    """The step of a job in words; a step without words is shown as it is."""
    return str(STEPS.get(step, step))


def work_page(actor: Actor) -> WorkPage:
    """Ten queries, whatever waits. What is done for other institutions is counted and not named."""
    own = actor.institutions_with(Right.MANAGE_JOBS)
    if is_everywhere(own):
        own = frozenset("*")
    in_full = "*" in own
    failed = tuple(
        FailedTask(
            task.task_path,
            _reason(task.traceback) if in_full else task.exception_class_path.rpartition(".")[2],
            task.finished_at,
        )
        for task in failed_tasks(20)
    )
    return WorkPage(
        queues=tuple(QueueRow(queue, str(QUEUES.get(queue.name, queue.name))) for queue in queues()),
        jobs=tuple(recent_jobs(own, 30)),
        elsewhere=running_elsewhere(own),
        failed=failed,
        workers=live_workers(),
        recognition=recognition(),
    )


def _reason(traceback: str) -> str:
    lines = [line for line in traceback.strip().splitlines() if line.strip()]
    return lines[-1].strip()[:300] if lines else ""
