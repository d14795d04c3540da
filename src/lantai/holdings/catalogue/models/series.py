"""The series (类别): a node of a fonds' classification, and what a record of it is arranged by."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models.fonds import Fonds


class Series(models.Model):
    """One class of one classification scheme. A scheme that changes is a new version: old records keep their class.

    A class that is `retired_at` some time takes no further records and keeps those it has.
    """

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="series")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    scheme_version = models.PositiveSmallIntegerField(_("version of the scheme"), default=1)
    code = models.CharField(_("code"), max_length=60)
    title = models.CharField(_("title"), max_length=300)
    position = models.PositiveIntegerField(default=0)
    elements = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["fonds_id", "scheme_version", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["fonds", "scheme_version", "code"],
                condition=models.Q(parent__isnull=True),
                name="catalogue_series_top_code",
            ),
            models.UniqueConstraint(
                fields=["parent", "code"], condition=models.Q(parent__isnull=False), name="catalogue_series_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
