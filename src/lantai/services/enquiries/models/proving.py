"""Proofs of who may ask that somebody looked at: which, in which form, who and when. Nothing of what stands in them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.services.enquiries.models.enquiry import Enquiry


class ProofSeen(models.Model):
    """One proof of the rules (catalogue/applicants.yaml, the matter's own), in the words they had that day."""

    class Form(models.TextChoices):
        ORIGINAL = "original", _("the original")
        COPY = "copy", _("a copy")
        NOTARISED = "notarised", _("a notarised copy")

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="proofs_seen")
    what = models.CharField(max_length=200)
    form = models.CharField(max_length=10, choices=Form.choices)
    by = models.CharField(max_length=200)
    user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["enquiry", "what"], name="enquiries_proof_seen_once")]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.form}"
