"""A hold (冻结): while it lasts nothing it reaches is destroyed, removed, or given another retention."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Fonds, Record, Series


class HoldQuerySet(models.QuerySet["Hold"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> HoldQuerySet:
        return self if scope.everything else self.filter(fonds__institution__code__in=scope.institutions)

    def in_force_on(self, day: dt.date) -> HoldQuerySet:
        begun = self.filter(released_at__isnull=True, since__lte=day)
        return begun.filter(Q(until__isnull=True) | Q(until__gte=day))


class Hold(models.Model):
    """One hold on a fonds, on a class of it with all below, or on records by name."""

    class Reach(models.TextChoices):
        FONDS = "fonds", _("the whole fonds")
        SERIES = "series", _("a class of the fonds")
        RECORDS = "records", _("named records")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="+")
    reach = models.CharField(_("reach"), max_length=10, choices=Reach.choices)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=400)
    document = models.CharField(_("document"), max_length=200)
    since = models.DateField(_("in force from"))
    until = models.DateField(_("in force until"), null=True)
    placed_by = models.CharField(max_length=200)
    placed_at = models.DateTimeField(auto_now_add=True)
    released_by = models.CharField(max_length=200, blank=True)
    released_at = models.DateTimeField(null=True)
    release_reason = models.CharField(max_length=400, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["fonds"], condition=Q(released_at__isnull=True), name="disposal_hold_in_force"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="disposal_hold_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return self.document


class HeldRecord(models.Model):
    """One record a hold names; what lies below it is held with it."""

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="records")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hold", "record"], name="disposal_held_once")]

    def __str__(self) -> str:
        return f"{self.hold_id}: {self.record_id}"
