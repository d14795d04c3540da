"""Leads (征集线索): who offers what, who follows it up, what was said at each visit; and calls (征集公告)."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.holdings.acquisitions.models.party import AcquiringQuerySet, OfInstitution, Party
from lantai.holdings.acquisitions.states import LeadState


class CallQuerySet(AcquiringQuerySet["Call"]):
    """Filters that name a condition of the archive."""

    def open_on(self, day: dt.date) -> Self:
        return self.filter(Q(closes__isnull=True) | Q(closes__gte=day), opens__lte=day, ended_at__isnull=True)


class Call(OfInstitution):
    """A public call for archives on a subject."""

    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(max_length=4000)
    opens = models.DateField()
    closes = models.DateField(null=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class LeadQuerySet(AcquiringQuerySet["Lead"]):
    """Leads by how far they are."""

    def waiting(self) -> Self:
        return self.filter(state__in=(LeadState.NEW, LeadState.FOLLOWED))


class Lead(OfInstitution):
    """One offer or hint. `sender` is a keyed mark of the address a public form came from, another one every day."""

    class Source(models.TextChoices):
        PUBLIC = "public", _("the public page")
        COUNTER = "counter", _("told at the counter or by telephone")
        VISIT = "visit", _("found on a visit")
        PROPOSAL = "proposal", _("proposed by somebody else")
        PRESS = "press", _("press, market or auction")

    number = models.CharField(max_length=24)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.COUNTER)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="leads")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, related_name="leads")
    offered = models.TextField(max_length=2000)
    wish = models.CharField(max_length=20, blank=True)
    medium = models.CharField(max_length=20, blank=True)
    quantity = models.CharField(max_length=60, blank=True)
    date_text = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=12, choices=LeadState.choices, default=LeadState.NEW)
    follower = models.CharField(max_length=80, blank=True)
    next_on = models.DateField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    sender = models.CharField(max_length=32, blank=True, db_index=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "number"], name="acquisitions_lead_number"),
            models.CheckConstraint(condition=Q(state__in=LeadState.values), name="acquisitions_lead_state"),
        ]
        indexes = [models.Index(fields=["institution", "state", "id"], name="acquisitions_lead_kept")]

    def __str__(self) -> str:
        return self.number


class LeadNote(models.Model):
    """What was said or seen: a visit, a call, a letter."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("visit")
        TELEPHONE = "telephone", _("telephone")
        LETTER = "letter", _("letter")
        NOTE = "note", _("note")

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.VISIT)
    on = models.DateField()
    text = models.TextField(max_length=2000)
    by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"
