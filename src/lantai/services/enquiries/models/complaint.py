"""A complaint to the authority (档案法 28), and its answer."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.services.enquiries.models.enquiry import Enquiry


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Filters that name a condition of the authority."""

    def of(self, actor: Actor) -> Self:
        """Those filed with authorities for which this person answers."""
        held = actor.institutions_with(Right.ANSWER_COMPLAINTS)
        return self if "*" in held else self.filter(authority__code__in=held)

    def waiting(self) -> Self:
        return self.filter(answered_at__isnull=True)


class Complaint(models.Model):
    """One complaint. Upheld, the archive decides anew; rejected, its decision stands. One at a time waits."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("upheld: the archive decides anew")
        REJECTED = "rejected", _("rejected: the decision stands")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="complaints")
    authority = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40, unique=True)
    words = models.TextField(max_length=2000, blank=True)
    filed_at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry"], condition=Q(answered_at__isnull=True), name="enquiries_one_complaint"
            ),
        ]

    def __str__(self) -> str:
        return self.number
