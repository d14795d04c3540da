"""The component (组成) of an item: the fair copy, the draft, an annex, the processing slip."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.holdings.catalogue.models.record import Record


class Component(models.Model):
    """One part of one item, in the order of DA/T 22-2015: what lies before what inside a 件."""

    class Kind(models.TextChoices):
        FAIR_COPY = "fair_copy", _("fair copy")
        DRAFT = "draft", _("final draft")
        ANNEX = "annex", _("annex")
        FORWARDED = "forwarded", _("forwarded document")
        REPLY = "reply", _("reply")
        INCOMING = "incoming", _("incoming letter")
        PROCESSING_SLIP = "processing_slip", _("processing slip")
        DISPATCH_SHEET = "dispatch_sheet", _("dispatch sheet")
        COPY = "copy", _("copy")
        TRANSLATION = "translation", _("translation")
        OTHER = "other", _("other")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="components")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=500, blank=True)
    page_from = models.PositiveIntegerField(_("from page"), null=True)
    page_to = models.PositiveIntegerField(_("to page"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        ordering = ["record_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["record", "position"], name="catalogue_component_position"),
            models.CheckConstraint(
                condition=models.Q(page_to__isnull=True) | models.Q(page_to__gte=models.F("page_from")),
                name="catalogue_component_pages",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}".strip()
