"""Copies in formats for keeping, the runs that made them, what stood in the way, and counts by format."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.common.findings import SENTENCES, Finding, Severity
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.preservation.models import StoredFile


class NormalisationRun(models.Model):
    """One walk over files the policy wants converted. A killed walk goes on behind `cursor`, the last file noted.

    `most`: so many files at most, 0 for all. `again`: files that failed before are tried anew.
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
    most = models.PositiveIntegerField(default=0)
    again = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    cursor = models.PositiveBigIntegerField(default=0)
    files_total = models.PositiveBigIntegerField(default=0)
    converted = models.PositiveBigIntegerField(default=0)
    failed = models.PositiveBigIntegerField(default=0)
    edition = models.CharField(max_length=60, blank=True)
    message = models.TextField(blank=True)
    by = models.CharField(max_length=200)
    begun_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.institution} {self.converted}+{self.failed}/{self.files_total}"

    @property
    def looked_at(self) -> int:
        return self.converted + self.failed

    @property
    def percent(self) -> int:
        return min(100, self.looked_at * 100 // self.files_total) if self.files_total else 0

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED


UNFINISHED = (NormalisationRun.State.WAITING, NormalisationRun.State.RUNNING, NormalisationRun.State.PAUSED)


class Derivative(models.Model):
    """A copy of one original in a format for keeping; it lies in the record's object, beside the original.

    `checks`: what was found before it counted, as JSON. `institution` and `source_puid`, `source_kind` say again what
    the original says: counts are kept by them.
    """

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="derivatives")
    run = models.ForeignKey(NormalisationRun, null=True, on_delete=models.SET_NULL, related_name="derivatives")
    institution = models.CharField(max_length=20)
    source_puid = models.CharField(max_length=40, blank=True)
    source_kind = models.CharField(max_length=20, blank=True)
    profile = models.CharField(max_length=20)
    logical_path = models.CharField(max_length=1000)
    name = models.CharField(max_length=1000)
    size = models.PositiveBigIntegerField()
    sha512 = models.CharField(max_length=128)
    sm3 = models.CharField(max_length=64, blank=True)
    puid = models.CharField(max_length=40, blank=True)
    mime = models.CharField(max_length=120)
    tool = models.CharField(max_length=100)
    checks = models.JSONField(default=dict)
    edition = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "profile"], name="normalisation_one_copy_a_profile")]

    def __str__(self) -> str:
        return self.name


class NormalisationFinding(models.Model):
    """Why a file has no copy yet. One row a file and format: a new try takes its place, a copy settles it."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    run = models.ForeignKey(NormalisationRun, on_delete=models.CASCADE, related_name="findings")
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="normalisation_findings")
    profile = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["file", "profile"], name="normalisation_one_finding_a_profile")]

    def __str__(self) -> str:
        return self.code

    def as_finding(self) -> Finding:
        return Finding(self.code, Severity.WARNING, self.file.original_name, dict(self.params))

    @property
    def is_known(self) -> bool:
        """A code of an earlier release may have no words any more."""
        return self.code in SENTENCES


class FormatTally(models.Model):
    """How many files of one institution are of one format; rows of one cell add up. Written by triggers only."""

    institution = models.CharField(max_length=20)
    puid = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    files = models.BigIntegerField()
    bytes = models.BigIntegerField()
    derivatives = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["institution", "puid", "kind"], name="normalisation_tally_cell")]

    def __str__(self) -> str:
        return f"{self.institution} {self.puid}: {self.files}"
