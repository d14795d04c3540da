"""What is withheld, page by page. A record without rows is given out whole once it is open."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lantai.holdings.catalogue.models import Record


class Withheld(models.Model):
    """One page, passage or place on an image. `page_number` counts inside the record, from 1.

    `start` and `end` are characters of the page's text, `boxes` fractions of its upright image ([x, y, width,
    height]). `digest` is that of the page as it was decided on: when it is another one, nobody knows any more where
    the passage stands, and the whole page is withheld. `source`: the ulid of the decision.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="withheld")
    page_number = models.PositiveIntegerField()
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    boxes = models.JSONField(default=list)
    whole_page = models.BooleanField(default=False)
    ground = models.CharField(max_length=8)
    basis = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=26, blank=True)
    since = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["record_id", "page_number", "start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__isnull=False, end__gt=F("start")),
                name="withholding_passage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}/{self.page_number}"


class PageToConfirm(models.Model):
    """A page that is withheld whole only because it changed after passages of it were: a person must look.

    Follows from what is withheld and from the pages, and is written with either of them, so that lists need not read
    the texts of all pages.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="pages_to_confirm")
    page_number = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["record", "page_number"], name="withholding_confirm_once")]

    def __str__(self) -> str:
        return f"{self.record_id}/{self.page_number}"
