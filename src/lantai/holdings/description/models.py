"""A change of many records at once (批量修改), what it did to which record, and pairs that may be one record twice."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope
from lantai.base.common.ids import new_ulid
from lantai.engines.jobs.models import Job
from lantai.holdings.catalogue.models import Fonds, Record


class ChangeBatchQuerySet(models.QuerySet["ChangeBatch"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> ChangeBatchQuerySet:
        """Changes in fonds of the institutions this scope covers."""
        return self if scope.everything else self.filter(fonds__institution__code__in=scope.institutions)


class ChangeBatch(models.Model):
    """One change of one thing said by many records of a fonds. `done_pk` is the last record it has been through.

    `chosen` narrows the fonds to the records that are meant; `preview` holds the first of what it would change, as it
    was counted, `left_alone` the first that cannot take it. Records that somebody changes before it is carried out are
    changed from what they say then. `kept`: those that undoing left as they are, because they were changed since.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("being counted")
        COUNTED = "counted", _("counted")
        RUNNING = "running", _("being carried out")
        DONE = "done", _("carried out")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        FAILED = "failed", _("failed")

    class How(models.TextChoices):
        SET = "set", _("set to")
        REPLACE = "replace", _("find and replace")
        APPEND = "append", _("append")
        PREPEND = "prepend", _("put in front")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="changes")
    chosen = models.JSONField(default=dict)
    key = models.CharField(max_length=100)
    how = models.CharField(max_length=8, choices=How.choices, default=How.SET)
    find = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    matched = models.PositiveIntegerField(default=0)
    to_change = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    undone = models.PositiveIntegerField(default=0)
    stayed = models.PositiveIntegerField(default=0)
    preview = models.JSONField(default=list)
    left_alone = models.JSONField(default=list)
    kept = models.JSONField(default=list)
    done_pk = models.BigIntegerField(default=0)
    message = models.TextField(blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    started_by = models.CharField(max_length=200)
    started_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ChangeBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.fonds.code} {self.key} {self.how}"

    @property
    def is_running(self) -> bool:
        working = {self.State.RUNNING, self.State.UNDOING}
        return self.state in working or (self.state == self.State.PREPARED and not self.message)


class BatchChange(models.Model):
    """What a change did to one record: what it said before, and the version it had after it."""

    batch = models.ForeignKey(ChangeBatch, on_delete=models.CASCADE, related_name="deeds")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(default=dict)
    version = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "record"], name="description_change_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.record_id}"


SUREST = 1000
"""No score of a pair is higher."""


class RecordPairQuerySet(models.QuerySet["RecordPair"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> RecordPairQuerySet:
        """Pairs of these institutions, of which both records are: what their staff work on."""
        return self if scope.everything else self.filter(institution__in=scope.institutions)

    def with_records(self) -> RecordPairQuerySet:
        """With everything that is shown of both: one query."""
        return self.select_related("first__fonds__institution", "second__fonds__institution")


class RecordPair(models.Model):
    """Two records that may be one thing described twice, kept once. A machine proposes, a person decides.

    `doubt` is what lists are ordered by, `institution` the code of the archive that keeps both: with it, a list begins
    at its own pairs however many others there are. Both records stay as they are whatever is decided.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        LINKED = "linked", _("belong together")
        REJECTED = "rejected", _("not the same")
        MERGED = "merged", _("merged")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    first = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="pairs_on", db_index=False)
    second = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="pairs_back")
    institution = models.CharField(max_length=20, editable=False, default="")
    score = models.PositiveSmallIntegerField()
    doubt = models.GeneratedField(
        expression=SUREST - F("score"), output_field=models.SmallIntegerField(), db_persist=True
    )
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    objects = RecordPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="description_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="description_pair_order"),
        ]
        indexes = [
            models.Index(fields=["state", "doubt", "id"], name="description_pair_to_decide"),
            models.Index(fields=["institution", "state", "doubt", "id"], name="description_pair_own"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id} {self.state}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.institution = self.institution or self.first.institution_id
        super().save(*args, **kwargs)

    def other_than(self, record: Record) -> Any:
        """The other one of the two."""
        return self.second if self.first_id == record.pk else self.first

    def other_pk(self, pk: int) -> int:
        """The row id of the other one."""
        return self.second_id if self.first_id == pk else self.first_id
