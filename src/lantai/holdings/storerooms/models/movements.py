"""A movement (搬动): what went from where to where, by whom and why. Rows are added and never changed.

The rows of a movement are also what it is carried out with, and taken back with: see `actions/moving.py`.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.holdings.storerooms.models.boxes import Box, Paper
from lantai.holdings.storerooms.models.places import Place


class MovementQuerySet(models.QuerySet["Movement"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> MovementQuerySet:
        return self if scope.everything else self.filter(institution__code__in=scope.institutions)


class Movement(models.Model):
    """One act that moved papers or boxes, one or thousands. It can be taken back while nothing of it was moved on."""

    class Kind(models.TextChoices):
        BOXED = "boxed", _("put into boxes")
        PUT = "put", _("put away")
        SHELVED = "shelved", _("boxes shelved")
        CLEARED = "cleared", _("shelf moved")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject = models.CharField(max_length=300)
    reason = models.CharField(max_length=200, blank=True)
    boxes = models.PositiveIntegerField(default=0)
    papers = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    undone_by = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)

    objects = MovementQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["institution", "id"], name="storerooms_movement_kept")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class MovedBox(models.Model):
    """One box of a movement."""

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="moved_boxes", db_index=False)
    box = models.ForeignKey(Box, on_delete=models.PROTECT, related_name="movements")
    from_place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    from_position = models.PositiveIntegerField(default=0)
    to_place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    to_position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["movement", "box"], name="storerooms_moved_box")]

    def __str__(self) -> str:
        return f"{self.box_id}: {self.from_place_id} → {self.to_place_id}"


class MovedPaper(models.Model):
    """One paper of a movement. It goes with its record, when that is taken out as a mistake."""

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="moved_papers", db_index=False)
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="movements")
    from_box = models.ForeignKey(Box, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    from_place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    from_position = models.PositiveIntegerField(default=0)
    to_box = models.ForeignKey(Box, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    to_place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    to_position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["movement", "paper"], name="storerooms_moved_paper")]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.from_box_id} → {self.to_box_id}"
