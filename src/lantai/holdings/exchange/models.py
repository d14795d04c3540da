"""A file made for somebody to fetch, and a description that was loaded, with what each of its units became."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope
from lantai.base.common.ids import new_ulid
from lantai.engines.jobs.models import Job
from lantai.holdings.catalogue.models import Fonds, Record, Series

KEPT = dt.timedelta(days=7)
"""How long a file waits to be fetched."""


class Format(models.TextChoices):
    """Formats of descriptions, most useful first."""

    EAD3 = "ead3", "EAD 3"
    EAD2002 = "ead2002", "EAD 2002"
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"
    DC = "dc", "Dublin Core"


class OfFonds(models.QuerySet["Export"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> OfFonds:
        """Those of the fonds of the institutions this scope covers."""
        return self if scope.everything else self.filter(fonds__institution__code__in=scope.institutions)


class Export(models.Model):
    """One file that was ordered. It lies in the work folder for some days, for those who may read what it tells."""

    class State(models.TextChoices):
        WAITING = "waiting", _("being written")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, null=True, related_name="+")
    format = models.CharField(_("format"), max_length=10)
    wanted = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    units = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    ordered_by = models.CharField(max_length=200)
    ordered_at = models.DateTimeField(auto_now_add=True)

    objects = OfFonds.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.fonds.code} {self.format}"

    @property
    def code(self) -> str:
        return self.record.code if self.record else self.fonds.code

    @property
    def format_label(self) -> str:
        """What people call the format, of descriptions or of packages."""
        from lantai.holdings.exchange.packages import package_formats  # which knows the subjects, and so models

        package = package_formats().get(self.format)
        return str(package.label if package else dict(Format.choices).get(self.format, self.format))

    @property
    def is_running(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_over(self) -> bool:
        """Whether its file has waited long enough."""
        return self.ordered_at < timezone.now() - KEPT


class LoadQuerySet(models.QuerySet["Load"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> LoadQuerySet:
        """Loads into fonds of the institutions this scope covers."""
        return self if scope.everything else self.filter(fonds__institution__code__in=scope.institutions)


class Load(models.Model):
    """One description on its way into one fonds. `done` units have been entered: a killed run goes on behind them.

    `fonds_before` is what the fonds said of itself before the description of the whole took its place.
    """

    class State(models.TextChoices):
        READ = "read", _("read, not loaded")
        REFUSED = "refused", _("cannot be loaded")
        LOADING = "loading", _("being loaded")
        LOADED = "loaded", _("loaded")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("file"), max_length=300)
    size = models.PositiveBigIntegerField(default=0)
    sha512 = models.CharField(max_length=128)
    version = models.CharField(max_length=8, blank=True)
    exact = models.BooleanField(default=False)
    title = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READ)
    findings = models.JSONField(default=list)
    units = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    stayed = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    fonds_before = models.JSONField(default=dict)
    message = models.TextField(blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    started_by = models.CharField(max_length=200)
    started_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = LoadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.fonds.code} {self.file_name}"

    @property
    def is_running(self) -> bool:
        return self.state in {self.State.LOADING, self.State.UNDOING} and not self.message


class LoadedUnit(models.Model):
    """What one unit of a description became: a series or a record, made for it or held before."""

    class Deed(models.TextChoices):
        CREATED = "created", _("created")
        HELD = "held", _("held before")

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="deeds")
    position = models.PositiveIntegerField()
    record = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, related_name="+")
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, related_name="+")
    deed = models.CharField(max_length=8, choices=Deed.choices)

    class Meta:
        ordering = ["load_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["load", "position"], name="exchange_unit_once"),
            models.CheckConstraint(condition=Q(deed__in=["created", "held"]), name="exchange_unit_deed"),
        ]

    def __str__(self) -> str:
        return f"{self.load_id} {self.position} {self.deed}"
