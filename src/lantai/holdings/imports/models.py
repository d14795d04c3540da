"""An import of one catalogue (目录导入批次), what it did to which record, and how a unit's columns are to be read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.engines.jobs.models import Job
from lantai.holdings.catalogue.models import Fonds, Record


class ImportMapping(models.Model):
    """How the columns of one unit's lists are to be read: header in plain form → the name it is read under."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, to_field="code", related_name="+")
    name = models.CharField(_("name"), max_length=80)
    fingerprint = models.CharField(max_length=64, db_index=True)
    names = models.JSONField(default=dict)
    record_type = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=10, blank=True, choices=Record.Level.choices)
    changed_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["institution", "name"], name="imports_mapping_name")]

    def __str__(self) -> str:
        return self.name


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> ImportBatchQuerySet:
        """Imports into fonds of the institutions this scope covers."""
        return self if scope.everything else self.filter(fonds__institution__code__in=scope.institutions)


class ImportBatch(models.Model):
    """One list on its way into one fonds. `done` entries have been committed: a killed run goes on behind them.

    `level`: what the list tells of, when a person said it. The counts are those of the last check, or of the commit
    once it has run. The list itself lies in the work folder until it is kept in storage as an object of its own
    (`object_id`).
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        CHECKED = "checked", _("checked")
        COMMITTING = "committing", _("being imported")
        COMMITTED = "committed", _("imported")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        FAILED = "failed", _("failed")

    class Take(models.TextChoices):
        ADD = "add", _("new entries only")
        UPDATE = "update", _("new entries, and changes to those held")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(_("list"), max_length=300)
    size = models.PositiveBigIntegerField(default=0)
    sha512 = models.CharField(max_length=128)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    take = models.CharField(max_length=8, choices=Take.choices, default=Take.UPDATE)
    with_errors = models.BooleanField(default=False)
    infer_creators = models.BooleanField(default=False)
    record_type = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=10, blank=True, choices=Record.Level.choices)
    names = models.JSONField(default=dict)
    sheets = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    rows = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    held_back = models.PositiveIntegerField(default=0)
    secret = models.PositiveIntegerField(default=0)
    stayed = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    object_id = models.CharField(max_length=120, blank=True)
    message = models.TextField(blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    started_by = models.CharField(max_length=200)
    started_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.fonds.code} {self.file_name}"

    @property
    def is_running(self) -> bool:
        return self.state in {self.State.COMMITTING, self.State.UNDOING} or (
            self.state == self.State.RECEIVED and not self.message
        )


class ImportedEntry(models.Model):
    """What one entry of a list did: the record it made, or what the record it changed said before.

    `version` is the record's after it: undoing touches nothing that somebody has changed since.
    """

    class Deed(models.TextChoices):
        CREATED = "created", _("created")
        CHANGED = "changed", _("changed")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="deeds")
    position = models.PositiveIntegerField()
    record = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, related_name="+")
    deed = models.CharField(max_length=8, choices=Deed.choices)
    before = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["batch_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="imports_entry_once"),
            models.CheckConstraint(condition=Q(deed__in=["created", "changed"]), name="imports_entry_deed"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.position} {self.deed}"
