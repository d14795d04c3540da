"""A transfer, its items and its findings."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import models
from django.utils.translation import gettext as _, gettext_lazy

from lantai.base.common.findings import SENTENCES, Finding, Severity
from lantai.base.common.ids import new_ulid
from lantai.engines.formats.codes import declare_all
from lantai.engines.jobs.models import Job
from lantai.holdings.catalogue.models import Fonds, Record


class Transfer(models.Model):
    """One intake of one package for one fonds. `source_key` makes a second start the same transfer, not a new one."""

    class State(models.TextChoices):
        RECEIVED = "received", gettext_lazy("received")
        OPENED = "opened", gettext_lazy("opened")
        STORING = "storing", gettext_lazy("being stored")
        STORED = "stored", gettext_lazy("stored")
        FAILED = "failed", gettext_lazy("failed")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="transfers")
    source = models.CharField(max_length=1000)
    source_key = models.CharField(max_length=64, db_index=True)
    catalogue = models.CharField(max_length=1000, blank=True)
    profile = models.JSONField(default=dict, blank=True)
    """How the columns of its list are read, as remembered when that was settled: `name`, `names`, `type`, `level`."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    started_by = models.CharField(max_length=200)
    record_count = models.PositiveIntegerField(default=0)
    file_count = models.PositiveIntegerField(default=0)
    page_count = models.PositiveIntegerField(default=0)
    character_count = models.PositiveBigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.fonds.code} {self.source}"


class TransferItem(models.Model):
    """One record to be: its identity is fixed here before anything is stored, so a killed run goes on with the same."""

    class State(models.TextChoices):
        PLANNED = "planned", gettext_lazy("planned")
        STORED = "stored", gettext_lazy("stored")
        HELD = "held", gettext_lazy("already held")
        REFUSED = "refused", gettext_lazy("refused")

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    code_key = models.CharField(max_length=200)
    record_ulid = models.CharField(max_length=26, default=new_ulid)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    plan = models.JSONField(default=dict)
    record = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["transfer_id", "position"]
        constraints = [models.UniqueConstraint(fields=["transfer", "code_key"], name="accessions_item_code")]

    def __str__(self) -> str:
        return self.code_key


class TransferFinding(models.Model):
    """One finding of one transfer, as `common.findings` has it; `key` keeps a resumed run from saying it twice."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="findings")
    key = models.CharField(max_length=64)
    code = models.CharField(max_length=80, db_index=True)
    severity = models.CharField(max_length=10)
    path = models.CharField(max_length=1000)
    params = models.JSONField(default=dict)
    record = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["transfer_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["transfer", "key"], name="accessions_finding_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.path}"

    @classmethod
    def of(cls, transfer: Transfer, finding: Finding, record_pk: int | None = None) -> TransferFinding:
        """The row of a finding, not saved."""
        text = json.dumps([finding.code, finding.path, finding.params], ensure_ascii=False, sort_keys=True)
        return cls(
            transfer=transfer,
            key=hashlib.sha256(text.encode()).hexdigest(),
            code=finding.code,
            severity=finding.severity,
            path=finding.path[:1000],
            params=finding.params,
            record_id=record_pk,
        )

    def as_finding(self) -> Finding:
        if self.code not in SENTENCES:
            declare_all()
        if self.code not in SENTENCES:
            return Finding("file.unexpected", Severity(self.severity), self.path, {"error": self.code})
        return Finding(self.code, Severity(self.severity), self.path, self.params)

    def as_json(self) -> dict[str, Any]:
        return self.as_finding().as_json()

    @property
    def severity_label(self) -> str:
        return {"error": _("error"), "warning": _("warning"), "info": _("information")}[self.severity]
