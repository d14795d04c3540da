"""Runs, what they found, when each object was last whole, and the second copies."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.common.ids import new_ulid
from lantai.holdings.fixity.kinds import Kind
from lantai.holdings.preservation.models import StoredObject


class Replica(models.Model):
    """A place of second copies, by the address the settings give it.

    `copied_at`: when all was last copied there. `ordered_at`: when the schedule last asked for it.
    """

    name = models.CharField(max_length=500, unique=True)
    ordered_at = models.DateTimeField(null=True)
    copied_at = models.DateTimeField(null=True)
    message = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class FixityRun(models.Model):
    """One walk over objects in one place. A killed walk goes on behind `cursor`, the last object it has written down.

    `institution`: the code of the one whose objects are read, empty for all of them and for what lies there besides.
    """

    class Choice(models.TextChoices):
        FULL = "full", _("all objects")
        DUE = "due", _("objects that are due")
        SAMPLE = "sample", _("a sample")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    choice = models.CharField(max_length=10, choices=Choice.choices)
    institution = models.CharField(max_length=20, blank=True, db_index=True)
    replica = models.ForeignKey(Replica, null=True, on_delete=models.PROTECT, related_name="runs")
    sm3 = models.BooleanField(default=False)
    share = models.PositiveIntegerField(default=1)
    remainder = models.PositiveIntegerField(default=0)
    due_before = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    cursor = models.PositiveBigIntegerField(default=0)
    last = models.PositiveBigIntegerField(default=0)
    objects_total = models.PositiveBigIntegerField(default=0)
    objects_read = models.PositiveBigIntegerField(default=0)
    files_read = models.PositiveBigIntegerField(default=0)
    bytes_read = models.PositiveBigIntegerField(default=0)
    damaged = models.PositiveBigIntegerField(default=0)
    milliseconds = models.PositiveBigIntegerField(default=0)
    message = models.TextField(blank=True)
    by = models.CharField(max_length=200)
    begun_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_choice_display()} {self.objects_read}/{self.objects_total}"

    @property
    def percent(self) -> int:
        return min(100, self.objects_read * 100 // self.objects_total) if self.objects_total else 0

    @property
    def megabytes_a_second(self) -> float:
        return round(self.bytes_read / 1000 / self.milliseconds, 1) if self.milliseconds else 0.0


class FindingState(models.TextChoices):
    """What became of a finding."""

    FOUND = "found", _("to be repaired")
    REPAIRING = "repairing", _("being repaired")
    REPAIRED = "repaired", _("repaired")
    UNREPAIRABLE = "unrepairable", _("no good copy")
    ACCEPTED = "accepted", _("accepted as it is")
    ASIDE = "aside", _("set aside")
    GONE = "gone", _("no longer there")


OPEN_STATES = (FindingState.FOUND, FindingState.REPAIRING, FindingState.UNREPAIRABLE)


class FixityFinding(models.Model):
    """One thing that is wrong with one object in one place, from when it was first seen to what was done about it."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    run = models.ForeignKey(FixityRun, on_delete=models.PROTECT, related_name="findings")
    stored = models.ForeignKey(StoredObject, null=True, on_delete=models.SET_NULL, related_name="fixity_findings")
    replica = models.ForeignKey(Replica, null=True, on_delete=models.PROTECT)
    object_id = models.CharField(max_length=200, db_index=True)
    institution = models.CharField(max_length=20, blank=True, db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    path = models.TextField(blank=True)
    other = models.TextField(blank=True)
    expected = models.CharField(max_length=128, blank=True)
    seen = models.CharField(max_length=128, blank=True)
    expected_size = models.PositiveBigIntegerField(null=True)
    seen_size = models.PositiveBigIntegerField(null=True)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=FindingState.choices, default=FindingState.FOUND, db_index=True)
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "institution", "id"], name="fixity_open_findings")]

    def __str__(self) -> str:
        return f"{self.object_id} {self.path}: {self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class ObjectFixity(models.Model):
    """When the object was last read whole and what came of it: one row an object, written in sets."""

    stored = models.OneToOneField(StoredObject, primary_key=True, on_delete=models.CASCADE, related_name="fixity")
    checked_at = models.DateTimeField(db_index=True)
    whole_at = models.DateTimeField(null=True)
    sm3_at = models.DateTimeField(null=True)
    is_whole = models.BooleanField(default=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.stored_id}: {'whole' if self.is_whole else 'damaged'}"


class ReplicaCopy(models.Model):
    """The copy of one object in one place: which version it is of, and whether it was good when last read."""

    replica = models.ForeignKey(Replica, on_delete=models.CASCADE, related_name="copies")
    stored = models.ForeignKey(StoredObject, on_delete=models.CASCADE, related_name="copies")
    version = models.PositiveIntegerField()
    inventory_sha512 = models.CharField(max_length=128)
    is_whole = models.BooleanField(default=True)
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["replica", "stored"], name="fixity_one_copy_a_place")]

    def __str__(self) -> str:
        return f"{self.stored_id} v{self.version}"
