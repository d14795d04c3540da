"""Agreements (协议), their conditions, the records they bind, and reminders of terms that end."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.common.ids import new_ulid
from lantai.holdings.acquisitions.conditions import ConditionKind, condition_kinds
from lantai.holdings.acquisitions.models.acquisition import Acquisition
from lantai.holdings.acquisitions.models.document import Document
from lantai.holdings.catalogue.models import Record


class Agreement(models.Model):
    """What was signed about one acquisition. `term_ends`: until when a deposit was agreed; None: without a term."""

    acquisition = models.OneToOneField(Acquisition, on_delete=models.CASCADE, related_name="agreement")
    number = models.CharField(_("agreement number"), max_length=60)
    signed_on = models.DateField()
    signed_by = models.CharField(max_length=120)
    signed_for_owner = models.CharField(max_length=120)
    text = models.TextField(max_length=8000, blank=True)
    term_ends = models.DateField(null=True, db_index=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.number


class ConditionQuerySet(models.QuerySet["Condition"]):
    """Conditions by whether they bind."""

    def in_force(self, day: dt.date) -> Self:
        """Neither ended by an act nor by their day: on the day itself it binds no longer."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), ended_at__isnull=True)


class Condition(models.Model):
    """One condition of an agreement. `evidence` is what somebody showed who ended it."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="conditions")
    kind = models.CharField(max_length=30)
    until = models.DateField(null=True)
    words = models.CharField(max_length=400, blank=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)
    ended_why = models.CharField(max_length=400, blank=True)
    evidence = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ConditionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind"], condition=Q(ended_at__isnull=True), name="acquisitions_in_force")]

    def __str__(self) -> str:
        return self.kind

    @property
    def what(self) -> ConditionKind:
        return condition_kinds()[self.kind]

    @property
    def sentence(self) -> str:
        """As pages say it."""
        day = f" {self.until:%Y-%m-%d}" if self.until else ""
        return f"{self.what.label}{day}{'：' if self.words else ''}{self.words}"

    def binds_on(self, day: dt.date) -> bool:
        return self.ended_at is None and (self.until is None or self.until > day)


class LinkedRecord(models.Model):
    """A record that came of an acquisition: its agreement binds it, and the items of a volume with it."""

    acquisition = models.ForeignKey(Acquisition, on_delete=models.PROTECT, related_name="links")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="acquisition_links")
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["acquisition", "record"], name="acquisitions_link_once")]

    def __str__(self) -> str:
        return f"{self.acquisition_id} {self.record_id}"


class Reminder(models.Model):
    """A deposit whose term comes to its end or has ended, said once to those who acquire."""

    class Kind(models.TextChoices):
        SOON = "soon", _("due soon")
        OVERDUE = "overdue", _("overdue")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    due_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    seen_by = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "kind", "due_on"], name="acquisitions_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"
