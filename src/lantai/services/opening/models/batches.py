"""A batch (批次): records reviewed together, four people, steps, and each record with what was decided."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Scope
from lantai.base.accounts.models import Institution, User
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.services.opening.models.values import Value
from lantai.services.opening.states import END, Office, State, label_of


class Subject(models.TextChoices):
    """档案法 27: archives of these subjects may be opened before 25 years are over."""

    ECONOMY = "economy", _("economy")
    EDUCATION = "education", _("education")
    SCIENCE = "science", _("science")
    CULTURE = "culture", _("culture")


class ReviewBatchQuerySet(models.QuerySet["ReviewBatch"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> ReviewBatchQuerySet:
        return self if scope.everything else self.filter(institution__code__in=scope.institutions)

    def going_on(self) -> ReviewBatchQuerySet:
        return self.exclude(state__in=END)


class ReviewBatch(models.Model):
    """One batch. No two of its four people are the same: the database says so too."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=30, unique=True)
    name = models.CharField(_("name of the batch"), max_length=200)
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    year_from = models.SmallIntegerField(null=True)
    year_to = models.SmallIntegerField(null=True)
    record_type = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.PLANNED, db_index=True)
    state_since = models.DateTimeField(auto_now_add=True)
    early = models.BooleanField(_("before 25 years are over"), default=False)
    subject = models.CharField(_("subject"), max_length=10, choices=Subject.choices, blank=True)
    early_reason = models.CharField(_("reason"), max_length=400, blank=True)
    planner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    first_reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    second_reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    first_due_on = models.DateField(_("first review until"), null=True)
    second_due_on = models.DateField(_("second review until"), null=True)
    due_on = models.DateField(_("approval until"), null=True)
    sample_percent = models.PositiveSmallIntegerField(_("sample in per cent"), default=5)
    workflow_version = models.PositiveSmallIntegerField()
    items_count = models.PositiveIntegerField(default=0)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)
    approved_at = models.DateTimeField(null=True)

    objects = ReviewBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(planner__isnull=True) | Q(first_reviewer__isnull=True) | ~Q(planner=F("first_reviewer")))
                & (Q(planner__isnull=True) | Q(second_reviewer__isnull=True) | ~Q(planner=F("second_reviewer")))
                & (Q(planner__isnull=True) | Q(approver__isnull=True) | ~Q(planner=F("approver")))
                & (
                    Q(first_reviewer__isnull=True)
                    | Q(second_reviewer__isnull=True)
                    | ~Q(first_reviewer=F("second_reviewer"))
                )
                & (Q(first_reviewer__isnull=True) | Q(approver__isnull=True) | ~Q(first_reviewer=F("approver")))
                & (Q(second_reviewer__isnull=True) | Q(approver__isnull=True) | ~Q(second_reviewer=F("approver"))),
                name="opening_batch_four_people",
            ),
            models.CheckConstraint(condition=Q(early=False) | ~Q(subject=""), name="opening_batch_early_subject"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_over(self) -> bool:
        return self.state in END

    def offices_of(self, actor: Actor) -> set[str]:
        """Which of the batch's four offices are this person's."""
        if actor.user_id is None:
            return set()
        return {office for office in Office.values if getattr(self, f"{office}_id") == actor.user_id}

    def due_in_state(self) -> dt.date | None:
        """Until when the state it is in should be over."""
        dates = {State.FIRST_REVIEW: self.first_due_on, State.SECOND_REVIEW: self.second_due_on}
        return dates.get(State(self.state), self.due_on)


class BatchItem(models.Model):
    """One record of a batch. What each stage says now is kept here too, so that lists of thousands join nothing.

    `is_open`: under review still; a record is in one batch at a time. Written by the acts that write `Decision`.
    """

    class State(models.TextChoices):
        LISTED = "listed", _("under review")
        IN_FORCE = "in_force", _("taken effect")
        AWAITING = "awaiting", _("awaiting consent")
        LEFT_OUT = "left_out", _("left out of the batch")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    batch = models.ForeignKey(ReviewBatch, on_delete=models.PROTECT, related_name="items", db_index=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.LISTED)
    is_open = models.BooleanField(default=True)
    is_sampled = models.BooleanField(default=False)
    opening_before = models.CharField(max_length=12)
    left_out_reason = models.CharField(max_length=400, blank=True)
    first_value = models.CharField(max_length=12, choices=Value.choices, blank=True)
    second_value = models.CharField(max_length=12, choices=Value.choices, blank=True)
    sample_value = models.CharField(max_length=12, choices=Value.choices, blank=True)
    unit_value = models.CharField(max_length=12, choices=Value.choices, blank=True)
    summary_value = models.CharField(max_length=12, choices=Value.choices, blank=True)
    final_value = models.CharField(max_length=12, choices=Value.choices, blank=True)

    class Meta:
        ordering = ["batch_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="opening_item_position"),
            models.UniqueConstraint(fields=["record"], condition=Q(is_open=True), name="opening_item_one_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.position}"

    def value_at(self, stage: str) -> str:
        """What a stage says now; empty when nobody has decided."""
        return str(getattr(self, f"{stage}_value"))

    @property
    def reviewed_value(self) -> str:
        """What the reviews say: the second, or the first where there is no second yet."""
        return self.second_value or self.first_value

    @property
    def is_disputed(self) -> bool:
        """Whether two of those who were asked say different things."""
        heard = {self.first_value, self.second_value, self.sample_value, self.unit_value} - {""}
        return len(heard) > 1


class BatchStep(models.Model):
    """One step that was taken: which, by whom, from where to where, in which words."""

    batch = models.ForeignKey(ReviewBatch, on_delete=models.PROTECT, related_name="steps")
    code = models.CharField(max_length=20)
    before = models.CharField(max_length=20, choices=State.choices, blank=True)
    after = models.CharField(max_length=20, choices=State.choices)
    by = models.CharField(max_length=200)
    user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.by}"

    @property
    def label(self) -> str:
        return label_of(self.code)
