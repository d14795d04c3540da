"""Files beside an acquisition: the signed agreement, photographs, evidence for an end of a condition."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.common.ids import new_ulid
from lantai.holdings.acquisitions.models.acquisition import Acquisition


class Document(models.Model):
    """A file as it was laid beside; handed out as a download only."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("signed agreement")
        PHOTOGRAPH = "photograph", _("photograph")
        EVIDENCE = "evidence", _("evidence")
        OTHER = "other", _("other paper")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    acquisition = models.ForeignKey(Acquisition, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=200)
    caption = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    added_by = models.CharField(max_length=200)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
