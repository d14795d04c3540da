"""Progress of long work as rows, the pause switch of each queue, and the signs of life of workers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.common.ids import new_ulid


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by whose they are."""

    def within(self, institutions: frozenset[str]) -> JobQuerySet:
        """Jobs these institutions may read the names of; `*` stands for all of them."""
        return self.all() if "*" in institutions else self.filter(institution__in=institutions)

    def outside(self, institutions: frozenset[str]) -> JobQuerySet:
        """The others: to be counted, never to be named."""
        return self.none() if "*" in institutions else self.exclude(institution__in=institutions)


class Job(models.Model):
    """One piece of long work as people see it: what, how far, since when, and how it ended.

    `owner` is the process at work on it: when that has gone, the row says so, and whoever takes the work up again takes
    up the row. Its title may name a package, so it is read only in the `institution` it is done for; work of the whole
    installation has none, and is read by who manages jobs everywhere.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    kind = models.CharField(max_length=40, db_index=True)
    subject = models.CharField(max_length=200, blank=True, db_index=True)
    institution = models.CharField(max_length=20, blank=True, db_index=True)
    title = models.CharField(max_length=300)
    step = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING, db_index=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    message = models.TextField(blank=True)
    owner = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.title} {self.done}/{self.total}"

    @property
    def percent(self) -> int:
        """A job that is done is done, also where its last step was not counted or its length never known."""
        if self.state == self.State.DONE:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def amount(self) -> int:
        """How much there was to do, as far as is known."""
        return max(self.done, self.total)


class QueueState(models.Model):
    """Whether a queue is paused. No row means it runs."""

    name = models.CharField(max_length=32, primary_key=True)
    paused = models.BooleanField(default=False)
    changed_by = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name}: {'paused' if self.paused else 'running'}"


class WorkerBeat(models.Model):
    """The last sign of life of one worker process."""

    worker = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker
