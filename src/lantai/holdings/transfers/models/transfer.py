"""One hand-over: what the unit declares, how far it is, and what the archive found."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.engines.jobs.models import Job
from lantai.holdings.accessions.models import Transfer as Intake
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.transfers.models.agreement import Agreement
from lantai.holdings.transfers.states import END, MISSING, State


class Way(models.TextChoices):
    """How it comes: over the network, on a carrier somebody brings, or as paper in boxes, with its list sent before."""

    ONLINE = "online", _("online")
    CARRIER = "carrier", _("on a carrier")
    PAPER = "paper", _("paper in boxes")


class TransferQuerySet(models.QuerySet["Transfer"]):
    """Hand-overs by who may see them."""

    def of_units(self, actor: Actor) -> TransferQuerySet:
        """What a unit's own people see: everything of their unit, nothing of another."""
        held = actor.institutions_with(Right.HAND_OVER)
        return self.all() if "*" in held else self.filter(unit__code__in=held)

    def of_archives(self, actor: Actor) -> TransferQuerySet:
        """What the archive's desk sees: what was handed in at least once; drafts are the unit's own."""
        held = actor.institutions_with(Right.TAKE_IN)
        rows = self.filter(sequence__isnull=False)
        return rows if "*" in held else rows.filter(archive__code__in=held)

    def going_on(self) -> TransferQuerySet:
        return self.exclude(state__in=END)

    def overdue(self, today: dt.date) -> TransferQuerySet:
        return self.going_on().filter(due_on__lt=today)


class Transfer(models.Model):
    """What one unit hands over at one time. The number is given when it is first submitted: drafts leave no gaps."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    unit = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    archive = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="handovers")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, related_name="transfers")
    year = models.PositiveSmallIntegerField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    round = models.PositiveSmallIntegerField(default=1)

    title = models.CharField(max_length=200)
    content = models.TextField(blank=True)
    category = models.CharField(max_length=60, blank=True)
    year_from = models.PositiveSmallIntegerField(null=True)
    year_to = models.PositiveSmallIntegerField(null=True)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.ONLINE)
    carrier = models.CharField(max_length=200, blank=True)
    carrier_numbers = models.CharField(max_length=200, blank=True)
    carrier_path = models.CharField(max_length=1000, blank=True)
    volumes = models.PositiveIntegerField(null=True)
    items = models.PositiveIntegerField(null=True)
    boxes = models.PositiveIntegerField(null=True)
    lists = models.PositiveIntegerField(null=True)
    finding_aids = models.CharField(max_length=200, blank=True)
    copies = models.PositiveIntegerField(null=True)
    files = models.PositiveIntegerField(null=True)
    bytes = models.PositiveBigIntegerField(null=True)
    digest_algorithm = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=128, blank=True)
    openings = models.TextField(blank=True)
    government_information = models.TextField(blank=True)
    secrecy_changes = models.TextField(blank=True)
    sender_checks = models.JSONField(default=dict)

    state = models.CharField(max_length=24, choices=State.choices, default=State.DRAFT, db_index=True)
    state_since = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField(null=True, db_index=True)
    counted = models.JSONField(default=dict)
    receiver_checks = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    statement = models.TextField(blank=True)
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, null=True, related_name="handovers")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    begun_by = models.CharField(max_length=200)
    begun_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["archive", "year", "sequence"],
                condition=Q(sequence__isnull=False),
                name="transfers_number_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def number(self) -> str:
        """移交编号 within its archive: 2026-0007; empty before the first submission."""
        return f"{self.year}-{self.sequence:04d}" if self.year and self.sequence else ""

    @property
    def gigabytes(self) -> str:
        """移交数据量 as the register form wants it: GB with three decimals."""
        return in_gigabytes(self.bytes)

    @property
    def years(self) -> str:
        known = [str(year) for year in (self.year_from, self.year_to) if year]
        return "—".join(dict.fromkeys(known))

    @property
    def carrier_words(self) -> str:
        """载体类型: what comes over the network is written 在线, as the filling rules say."""
        return {Way.ONLINE: "在线", Way.PAPER: "纸质"}.get(Way(self.way), self.carrier)

    @property
    def is_paper(self) -> bool:
        return self.way == Way.PAPER

    @property
    def takes_files(self) -> bool:
        """Whether files may come: to a draft any, to a signed one whose package is missing those that were signed."""
        return self.state in (State.DRAFT, *MISSING)

    @property
    def is_working(self) -> bool:
        """Whether a worker is at it."""
        return self.job is not None and self.job.state == Job.State.RUNNING


def in_gigabytes(number: int | None) -> str:
    """A number of bytes in GB with three decimals, rounded as people round; empty when it is not known."""
    if number is None:
        return ""
    return str((Decimal(number) / (1 << 30)).quantize(Decimal("0.001"), ROUND_HALF_UP))


class NumberSeries(models.Model):
    """The last number given out in one archive and year. Moved inside the submission: a refusal leaves no gap."""

    archive = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["archive", "year"], name="transfers_series_once")]

    def __str__(self) -> str:
        return f"{self.archive_id} {self.year}: {self.last}"
