"""Runs and their shares, hints of pages, one suggestion a record, and how far each fonds is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Fonds, Record


class PrecheckRun(models.Model):
    """One walk over records of a fonds (`selection` as the event says it), or over records a batch named.

    `source`: what ordered it, as its own app finds it (the ulid of a batch). A killed run goes on behind the cursors
    of its shares.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.CharField(max_length=20, db_index=True)
    fonds = models.ForeignKey(Fonds, null=True, on_delete=models.PROTECT, related_name="+")
    selection = models.JSONField(default=dict)
    record_ids = models.JSONField(default=list)
    source = models.CharField(max_length=60, blank=True, db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    records_total = models.PositiveBigIntegerField(default=0)
    records_done = models.PositiveBigIntegerField(default=0)
    pages_read = models.PositiveBigIntegerField(default=0)
    pages_unchanged = models.PositiveBigIntegerField(default=0)
    hints_found = models.PositiveBigIntegerField(default=0)
    opening = models.PositiveBigIntegerField(default=0)
    looking = models.PositiveBigIntegerField(default=0)
    delaying = models.PositiveBigIntegerField(default=0)
    rules_version = models.CharField(max_length=80, blank=True)
    model_version = models.CharField(max_length=40, blank=True)
    message = models.TextField(blank=True)
    by = models.CharField(max_length=200)
    begun_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.institution} {self.records_done}/{self.records_total}"

    @property
    def percent(self) -> int:
        return min(100, self.records_done * 100 // self.records_total) if self.records_total else 0

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED


UNFINISHED = (PrecheckRun.State.WAITING, PrecheckRun.State.RUNNING, PrecheckRun.State.PAUSED)


class PrecheckShare(models.Model):
    """A part of a run that one process at a time works on: the records whose number leaves `number` when divided.

    `cursor`: the last record written down. It moves in the transaction that writes what was found, and only from where
    the writer had read it, so two processes that took up the same share cannot both count.
    """

    run = models.ForeignKey(PrecheckRun, on_delete=models.CASCADE, related_name="shares")
    number = models.PositiveSmallIntegerField()
    cursor = models.PositiveBigIntegerField(default=0)
    is_done = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="precheck_share_of_run")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number} > {self.cursor}"


class PageHints(models.Model):
    """What was noticed on one page, by position in the record; 0 is the description (`describing.description_text`).

    `hints`: a list of [detector, start, end, score, rule, ground]. Never the text itself: whoever may read the page
    finds it there, and nobody else finds it here. `digest` says of which text the offsets are.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    page_number = models.PositiveIntegerField()
    rules_version = models.CharField(max_length=40)
    digest = models.CharField(max_length=32)
    hints = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "page_number"], name="precheck_hints_of_page")]

    def __str__(self) -> str:
        return f"{self.record_id}/{self.page_number}: {len(self.hints)}"


class Suggestion(models.Model):
    """What the machine would do with one record, and why. Never a decision: no page and no act goes by it alone.

    `score`: how sure, from 0 to 1. `reasons`: see `suggesting.Reason`. `model_version`: empty where rules spoke alone.
    """

    class Value(models.TextChoices):
        OPEN = "open", _("open it")
        LOOK = "look", _("look at it")
        DELAY = "delay", _("delay it")

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="+")
    value = models.CharField(max_length=6, choices=Value.choices)
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    rules_version = models.CharField(max_length=80)
    model_version = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(value__in=["open", "look", "delay"]), name="precheck_value")
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.value}"


class Coverage(models.Model):
    """How many records of a fonds have which suggestion; counted when a run ends, as a page counts nothing."""

    fonds = models.OneToOneField(Fonds, on_delete=models.CASCADE, primary_key=True, related_name="+")
    opening = models.PositiveBigIntegerField(default=0)
    looking = models.PositiveBigIntegerField(default=0)
    delaying = models.PositiveBigIntegerField(default=0)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.fonds_id}: {self.records}"

    @property
    def records(self) -> int:
        return self.opening + self.looking + self.delaying
