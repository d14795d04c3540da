"""Proofs of identity of a case: how, which level, how it ended. Of a document the kind and four characters, no more."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.common.ids import new_ulid
from lantai.services.enquiries.data import label_in
from lantai.services.enquiries.identity.levels import level_label, provider_label
from lantai.services.enquiries.models.enquiry import Enquiry, Proof


class IdentityCheckQuerySet(models.QuerySet["IdentityCheck"]):
    """Filters that name a condition of a proof."""

    def waiting(self) -> Self:
        return self.filter(state=IdentityCheck.State.WAITING)


class IdentityCheck(models.Model):
    """One attempt. `kept` is what its provider needs to judge the answer; `proof` the picture, until it was reviewed.

    `purpose` and `consented_at`: for what the applicant agreed to it, and when; at the counter it was shown.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("not finished")
        PASSED = "passed", _("proved")
        REFUSED = "refused", _("not accepted")
        ENDED = "ended", _("no longer good")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="identity_checks")
    provider = models.CharField(max_length=20)
    level = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    way = models.CharField(max_length=10, blank=True)
    kept = models.JSONField(default=dict)
    proof = models.ForeignKey(Proof, on_delete=models.SET_NULL, null=True, related_name="+")
    document_kind = models.CharField(max_length=20, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    consented_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=400, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sender = models.CharField(max_length=32, blank=True, db_index=True)
    expires_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=200)
    user_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)
    ended_at = models.DateTimeField(null=True)

    objects = IdentityCheckQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry", "provider"], condition=Q(state="waiting"), name="enquiries_one_identity_check"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.provider} {self.state}"

    @property
    def provider_label(self) -> str:
        return provider_label(self.provider)

    @property
    def level_label(self) -> str:
        return level_label(self.level)

    @property
    def document_label(self) -> str:
        """The kind and four characters of the document that was looked at."""
        kind = label_in("documents", self.document_kind) if self.document_kind else ""
        return f"{kind} …{self.last4}" if self.last4 else kind
