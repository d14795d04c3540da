"""The table: one row an agreement, from its proposal to its end."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right, Share
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid


class SharingAgreementQuerySet(models.QuerySet["SharingAgreement"]):
    """Filters that name a condition of agreements."""

    def of(self, actor: Actor) -> Self:
        """Those of institutions in which this person handles enquiries or agrees on sharing: given and received."""
        held = actor.institutions_with(Right.HANDLE_ENQUIRIES) | actor.institutions_with(Right.SHARE_RECORDS)
        return self if "*" in held else self.filter(Q(giver_id__in=held) | Q(receiver_id__in=held))

    def in_force(self, day: dt.date) -> Self:
        """Accepted, not ended, and between their days."""
        agreed = self.filter(accepted_at__isnull=False, ended_at__isnull=True)
        return agreed.filter(begins_on__lte=day, ends_on__gte=day)


class SharingAgreement(models.Model):
    """What one institution lets officers of another see of its unopened records, by record types and fonds.

    `types` and `fonds` are codes; an empty list is all of them, and one of the two names something. `paper`: the
    document it rests on. Terms never change: other terms are another agreement.
    """

    class Level(models.TextChoices):
        CATALOGUE = "catalogue", _("catalogue")
        PAGES = "pages", _("catalogue and pages")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    giver = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="giver_code", related_name="+"
    )
    receiver = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="receiver_code", related_name="+"
    )
    level = models.CharField(max_length=10, choices=Level.choices)
    types = models.JSONField(default=list)
    fonds = models.JSONField(default=list)
    begins_on = models.DateField()
    ends_on = models.DateField()
    paper = models.CharField(max_length=200)
    purpose = models.TextField()
    proposed_from = models.CharField(max_length=20)
    proposed_by = models.CharField(max_length=200)
    proposed_by_user = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField(auto_now_add=True)
    accepted_by = models.CharField(max_length=200, blank=True)
    accepted_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    why_ended = models.CharField(max_length=400, blank=True)

    objects = SharingAgreementQuerySet.as_manager()

    STATES: ClassVar[dict[str, Any]] = {
        "proposed": _("proposed, not accepted yet"),
        "dropped": _("not agreed"),
        "ahead": _("agreed, not begun"),
        "in_force": _("in force now"),
        "over": _("expired"),
        "ended": _("ended"),
    }

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="sharing_agreement_days"),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="sharing_agreement_two_sides"),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.receiver_id}"

    def state_on(self, day: dt.date) -> str:
        """One of `STATES`, on this day."""
        if self.ended_at:
            return "ended" if self.accepted_at else "dropped"
        if self.accepted_at is None:
            return "proposed"
        if day < self.begins_on:
            return "ahead"
        return "over" if day > self.ends_on else "in_force"

    @property
    def accepts(self) -> str:
        """The code of the side that did not propose it."""
        return str(self.receiver_id if self.proposed_from == self.giver_id else self.giver_id)

    @property
    def share(self) -> Share:
        """What it lends, as access knows it."""
        lends_pages = self.level == self.Level.PAGES
        return Share(self.ulid, str(self.giver_id), frozenset(self.types), frozenset(self.fonds), pages=lends_pages)
