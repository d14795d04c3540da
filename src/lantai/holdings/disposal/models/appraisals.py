"""An appraisal list (鉴定): records that are due, and what two people decide of each of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.labels import retention_label
from lantai.holdings.catalogue.models import Fonds, Record


class Decision(models.TextChoices):
    """What becomes of a record whose retention has ended. 条例 24: kept on with a new period, or destroyed by rule."""

    EXTEND = "extend", _("keep longer")
    PERMANENT = "permanent", _("keep permanently")
    DESTROY = "destroy", _("propose destruction")


class AppraisalQuerySet(models.QuerySet["Appraisal"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> AppraisalQuerySet:
        return self if scope.everything else self.filter(fonds__institution__code__in=scope.institutions)


class Appraisal(models.Model):
    """One list of one fonds. The first review decides, the second (by another person) agrees or decides otherwise."""

    class State(models.TextChoices):
        FIRST = "first", _("first review")
        SECOND = "second", _("second review")
        CLOSED = "closed", _("closed")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30, unique=True)
    year_from = models.PositiveSmallIntegerField()
    year_to = models.PositiveSmallIntegerField()
    due_in = models.PositiveSmallIntegerField()
    rule_version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.FIRST)
    drawn_up_by = models.CharField(max_length=200)
    drawn_up_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = AppraisalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.number


class AppraisalItem(models.Model):
    """One record of a list, as it was when the list was drawn up. The database refuses one person's two reviews."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="items", db_index=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    retention = models.CharField(max_length=20)
    last_year = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)
    first_decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    first_period = models.CharField(max_length=20, blank=True)
    first_reason = models.CharField(max_length=400, blank=True)
    first_by = models.CharField(max_length=200, blank=True)
    first_user_id = models.BigIntegerField(null=True)
    second_decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    second_period = models.CharField(max_length=20, blank=True)
    second_reason = models.CharField(max_length=400, blank=True)
    second_by = models.CharField(max_length=200, blank=True)
    second_user_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["appraisal_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "position"], name="disposal_item_position"),
            models.UniqueConstraint(fields=["record"], condition=Q(is_open=True), name="disposal_item_one_open"),
            models.CheckConstraint(
                condition=Q(second_user_id__isnull=True)
                | Q(first_user_id__isnull=True)
                | ~Q(second_user_id=F("first_user_id")),
                name="disposal_item_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appraisal_id}/{self.position}"

    @property
    def decision(self) -> str:
        return self.second_decision or self.first_decision

    @property
    def period(self) -> str:
        return self.second_period if self.second_decision else self.first_period

    @property
    def reason(self) -> str:
        return self.second_reason if self.second_decision else self.first_reason

    @property
    def decision_label(self) -> str:
        if not self.decision:
            return ""
        said = str(Decision(self.decision).label)
        return f"{said} {retention_label(self.period)}" if self.decision == Decision.EXTEND else said
