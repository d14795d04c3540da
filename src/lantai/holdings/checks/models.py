"""A check run (检测), what came of each item, the first findings, and the answers of people with their evidence."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope
from lantai.base.accounts.models import Institution
from lantai.base.common.findings import SENTENCES, Finding, Severity
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.record_types import label_of
from lantai.holdings.checks.items import Item, Link, items
from lantai.holdings.checks.results import STORAGE, Outcome, Status


class CheckRunQuerySet(models.QuerySet["CheckRun"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> CheckRunQuerySet:
        """Runs of the institutions this scope covers: they name unopened records."""
        return self if scope.everything else self.filter(institution_id__in=scope.institutions)


class CheckRun(models.Model):
    """One package looked at, item by item. `subject` is said by who asked for it, `transfer:<ulid>` for instance."""

    class State(models.TextChoices):
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")

    class LinkOf(models.TextChoices):
        FILING = Link.FILING, _("filing")
        TRANSFER = Link.TRANSFER, _("transfer and reception")
        KEEPING = Link.KEEPING, _("keeping for the long term")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, to_field="code", related_name="+")
    subject = models.CharField(max_length=80)
    link = models.CharField(max_length=2, choices=LinkOf.choices)
    scheme = models.CharField(max_length=40)
    scheme_version = models.PositiveIntegerField()
    scheme_label = models.JSONField(default=dict)
    items_version = models.PositiveIntegerField()
    package_name = models.CharField(max_length=300)
    package = models.JSONField(default=dict)
    package_digest = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    outcome = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Outcome])
    counts = models.JSONField(default=dict)
    message = models.TextField(blank=True)
    operator = models.CharField(max_length=200)
    owner = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = CheckRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject", "id"], name="checks_run_subject"),
            models.Index(fields=["institution", "id"], name="checks_run_institution"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.link} {self.scheme}"

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def scheme_name(self) -> str:
        """As it was called when the check was made, in the language of the page."""
        return label_of(self.scheme_label) if self.scheme_label else self.scheme

    @property
    def is_of_storage(self) -> bool:
        """Over objects where they lie, and not over a package."""
        return bool(self.package.get("form") == STORAGE)

    @property
    def outcome_label(self) -> str:
        return Outcome(self.outcome).label


class CheckResult(models.Model):
    """One item of one run. `status` is what the program found; an answer of a person stands beside it, and counts."""

    run = models.ForeignKey(CheckRun, on_delete=models.CASCADE, related_name="results")
    number = models.CharField(max_length=8)
    code = models.CharField(max_length=16)
    place = models.PositiveSmallIntegerField()
    mandatory = models.BooleanField()
    found = models.CharField(max_length=14, choices=[(each.value, each.value) for each in Status])
    status = models.CharField(max_length=14, choices=[(each.value, each.value) for each in Status])
    objects_seen = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    warned = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    reason_code = models.CharField(max_length=60, blank=True)
    reason_params = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="checks_result_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.status}"

    @property
    def item(self) -> Item:
        return items().by_number[self.number]


class CheckFinding(models.Model):
    """One of the first findings of an item. All of them are in the run's file of findings."""

    result = models.ForeignKey(CheckResult, on_delete=models.CASCADE, related_name="findings")
    place = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    status = models.CharField(max_length=14)
    object = models.TextField(blank=True)
    seen = models.TextField(blank=True)
    expected = models.TextField(blank=True)
    params = models.JSONField(default=dict)
    severity = models.CharField(max_length=8)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["result", "place"], name="checks_finding_place")]

    def __str__(self) -> str:
        return f"{self.code} {self.object}"

    @property
    def sentence(self) -> str:
        """What is wrong, in words; a code that is no longer known stands for itself."""
        return self._finding.sentence() if self.code in SENTENCES else self.code

    @property
    def remedy(self) -> str:
        return self._finding.remedy() if self.code in SENTENCES else ""

    @property
    def _finding(self) -> Finding:
        return Finding(self.code, Severity(self.severity), self.object, self.params)


class CheckEvidence(models.Model):
    """What a person laid beside an answer: a photograph of a disc, the report of a tester."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    result = models.ForeignKey(CheckResult, on_delete=models.CASCADE, related_name="evidence")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    added_by = models.CharField(max_length=200)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
