"""One event a row, never changed and never deleted; the chain's head holds the last number and hash."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One act. `hash` covers every other field and the hash before it: see `chain.Entry`."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    capacity = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        indexes = [  # each ends with the number: a list by verb, actor or subject is read in order, sheet by sheet
            models.Index(fields=["verb", "number"], name="audit_verb"),
            models.Index(fields=["actor_id", "number"], name="audit_actor"),
            models.Index(fields=["subject_kind", "subject_id", "number"], name="audit_subject_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject_kind} {self.subject_id}"


class Head(models.Model):
    """The end of the chain: exactly one row. Moving it by a conditional update puts writers in a row."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class Checkpoint(models.Model):
    """What the chain said at a moment, signed: `count` events, the last of them with this hash.

    `statement` is the very text that was signed. The same stands in a file: see `checkpoints`.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    count = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    statement = models.TextField()
    signatures = models.JSONField(default=list)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.count} {self.hash[:12]}"


class Verification(models.Model):
    """What a walk over the whole chain found: the state that the auditor's page shows."""

    at = models.DateTimeField(auto_now_add=True)
    events = models.PositiveBigIntegerField()
    checkpoints = models.PositiveBigIntegerField()
    seconds = models.FloatField()
    count = models.PositiveBigIntegerField()
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.events} events, {self.count} findings"
