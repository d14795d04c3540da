"""What a record said before each change: the versions of its description."""

from __future__ import annotations

from django.db import models

from lantai.holdings.catalogue.models.record import Record


class RecordVersion(models.Model):
    """One past version: `said` holds the values that the next version changed, as they were; `by` made that change.

    Earlier values, not copies of everything: the record itself is the newest version, and going back from it one
    version at a time gives any other. ID numbers are sealed in `said` as they are everywhere.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    said = models.JSONField(default=dict)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["record_id", "-version"]
        constraints = [models.UniqueConstraint(fields=["record", "version"], name="catalogue_version_number")]

    def __str__(self) -> str:
        return f"{self.record_id} · {self.version}"
