"""An export of the audit chain that was ordered: a file that waits some days for an auditor."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.common.ids import new_ulid
from lantai.engines.jobs.models import Job


class AuditExport(models.Model):
    """One file. `since` and `until` are moments, both open when nothing was said; `until` itself is not in it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("being written")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    events = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    message = models.TextField(blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    ordered_by = models.CharField(max_length=200)
    ordered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.ulid} {self.state}"

    @property
    def file_name(self) -> str:
        return f"audit-{self.ordered_at:%Y%m%d}-{self.ulid[-6:]}.jsonl.gz"
