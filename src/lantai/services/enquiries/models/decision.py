"""What is decided: the records meant, the forming unit's consent, the draft and the decision of another person."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Record
from lantai.services.enquiries.data import label_in
from lantai.services.enquiries.models.enquiry import Enquiry


class UnitConsentQuerySet(models.QuerySet["UnitConsent"]):
    """Filters that name a condition of the forming unit."""

    def of(self, actor: Actor) -> Self:
        """Those asked of units for which this person hands over."""
        held = actor.institutions_with(Right.HAND_OVER)
        return self if "*" in held else self.filter(unit__code__in=held)

    def waiting(self) -> Self:
        return self.filter(answered_at__isnull=True, ended_at__isnull=True)


class UnitConsent(models.Model):
    """The forming unit is asked (条例 34). It sees the question and its own `records` (by identifier), nothing else.

    No reply in time is written down as such (`ended_at`), never as consent.
    """

    class Answer(models.TextChoices):
        CONSENTS = "consents", _("consents")
        OBJECTS = "objects", _("does not consent")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="consents")
    unit = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    question = models.TextField(max_length=1000)
    records = models.JSONField(default=list)
    due_on = models.DateField()
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    words = models.TextField(max_length=1000, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = UnitConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry"],
                condition=Q(answered_at__isnull=True, ended_at__isnull=True),
                name="enquiries_one_question",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.unit_id}"

    @property
    def ran_out(self) -> bool:
        """Whether its term passed without an answer; else the case ended or went on before."""
        return self.ended_at is not None and timezone.localdate(self.ended_at) > self.due_on


class Meant(models.Model):
    """A record the application means, and what was decided of it. `ground`: R1 … R5 where it is withheld."""

    class Verdict(models.TextChoices):
        OPEN = "", _("not decided yet")
        GRANTED = "granted", _("granted")
        WITHHELD = "withheld", _("kept back")

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="meant")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    ground = models.CharField(max_length=4, blank=True)
    added_by = models.CharField(max_length=200)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["enquiry", "record"], name="enquiries_meant_once")]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.record_id}"

    @property
    def ground_label(self) -> str:
        return label_in("grounds", self.ground) if self.ground else ""


class Decision(models.Model):
    """A draft, and when another person has decided, the decision. After an upheld complaint there is another.

    `use`, `until` and `conditions` say how far a grant goes, `reason` why not more. The letter's number comes with the
    decision. `capacity`: as whom it was decided, where the rules name who decides (`approvers` in `lists.yaml`).
    """

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("use granted")
        REFUSED = "refused", _("use refused")

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    use = models.CharField(max_length=10, blank=True)
    until = models.DateField(null=True)
    conditions = models.CharField(max_length=400, blank=True)
    reason = models.TextField(max_length=1000, blank=True)
    prepared_by = models.CharField(max_length=200)
    prepared_user_id = models.BigIntegerField(null=True)
    prepared_at = models.DateTimeField(auto_now_add=True)
    letter = models.CharField(max_length=40, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    capacity = models.CharField(max_length=20, blank=True, default="")
    decided_user_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    returned_why = models.CharField(max_length=400, blank=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_user_id__isnull=True)
                | Q(prepared_user_id__isnull=True)
                | ~Q(decided_user_id=F("prepared_user_id")),
                name="enquiries_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.letter or f"{self.enquiry_id} {self.outcome}"

    @property
    def capacity_label(self) -> str:
        return label_in("approvers", self.capacity) if self.capacity else ""

    @property
    def use_label(self) -> str:
        return label_in("uses", self.use) if self.use else ""
