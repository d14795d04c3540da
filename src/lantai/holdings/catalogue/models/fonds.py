"""The fonds (全宗): the organic whole of one originating unit's records."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid


class Fonds(models.Model):
    """One fonds of one archive. Its code is never used again for another, even when the unit is gone.

    `elements` holds the elements of DA/T 18-2022 at this level, by their field names.
    """

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="fonds")
    code = models.CharField(_("fonds code"), max_length=20)
    title = models.CharField(_("title"), max_length=300)
    unit = models.CharField(_("originating unit"), max_length=300, blank=True)
    guide = models.TextField(_("guide"), blank=True)
    year_from = models.PositiveSmallIntegerField(null=True)
    year_to = models.PositiveSmallIntegerField(null=True)
    elements = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["institution", "code"], name="catalogue_fonds_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
