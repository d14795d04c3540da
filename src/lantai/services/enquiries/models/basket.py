"""The basket of a case: which pages of a record linked to it are to be copied, and what of each is masked."""

from __future__ import annotations

from django.db import models

from lantai.services.enquiries.models.decision import Meant


class ChosenPage(models.Model):
    """One page that is to be copied for this case, and what is hidden on that copy for the sake of others.

    `boxes` are fractions of the upright page, `spans` characters of its text; `digest` is the page as it was when they
    were drawn. A record of which nobody chose pages has none of these rows: see `basket.pages_chosen`.
    """

    meant = models.ForeignKey(Meant, on_delete=models.CASCADE, related_name="chosen")
    page = models.PositiveIntegerField()
    boxes = models.JSONField(default=list, blank=True)
    spans = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["meant_id", "page"]
        constraints = [models.UniqueConstraint(fields=["meant", "page"], name="enquiries_page_chosen_once")]

    def __str__(self) -> str:
        return f"{self.meant_id}/{self.page}"

    @property
    def is_masked(self) -> bool:
        return bool(self.boxes or self.spans)
