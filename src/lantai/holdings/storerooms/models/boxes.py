"""A box (档案盒), and where the paper of a record lies: in a box, or on a shelf without one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.storerooms.models.places import Place

THINNEST, THICKEST = 5, 500
"""Millimetres."""


class BoxQuerySet(models.QuerySet["Box"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> BoxQuerySet:
        return self if scope.everything else self.filter(institution__code__in=scope.institutions)

    def present(self) -> BoxQuerySet:
        """Those that are there: not the ones that a boxing had made and that were taken back with it."""
        return self.filter(retired_at__isnull=True)


class Box(models.Model):
    """One box. `barcode` is on its label and never changes; `number` (盒号) is that of the spine.

    `first_code` and `last_code`, and `papers`, say what lies in it; they are kept by every movement.
    """

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="boxes", db_index=False)
    number = models.CharField(_("box number"), max_length=40)
    barcode = models.CharField(max_length=20, unique=True)
    thickness_mm = models.PositiveSmallIntegerField(_("thickness"))
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="standing", db_index=False)
    position = models.PositiveIntegerField(default=0)
    papers = models.PositiveIntegerField(default=0)
    first_code = models.CharField(max_length=200, blank=True)
    last_code = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    objects = BoxQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(thickness_mm__gte=THINNEST) & Q(thickness_mm__lte=THICKEST), name="storerooms_box_thick"
            ),
        ]
        indexes = [
            models.Index(fields=["fonds", "id"], name="storerooms_box_fonds"),
            models.Index(fields=["institution", "id"], name="storerooms_box_kept"),
            models.Index(fields=["place", "position", "id"], name="storerooms_box_place"),
            models.Index(
                fields=["institution", "id"], condition=Q(place__isnull=True, retired_at__isnull=True),
                name="storerooms_box_waiting",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.fonds.code} {self.number}"

    @property
    def span(self) -> str:
        """From which code to which."""
        return self.first_code if self.first_code == self.last_code else f"{self.first_code} … {self.last_code}"


class Paper(models.Model):
    """The paper of one record (实体), and where it lies; nowhere said when both are empty.

    A record has more than one where it was kept twice (重份), or when two records turned out to be the same.
    `institution` is that of the record, kept here as there: who may see a place is asked without joins.
    """

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="papers", db_index=False)
    copy = models.PositiveSmallIntegerField(default=0)
    box = models.ForeignKey(Box, on_delete=models.PROTECT, null=True, related_name="contents", db_index=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="lying", db_index=False)
    position = models.PositiveIntegerField(default=0)
    thickness_mm = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["box_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["record", "copy"], name="storerooms_paper_copy"),
            models.CheckConstraint(
                condition=Q(box__isnull=True) | Q(place__isnull=True), name="storerooms_paper_one_place"
            ),
        ]
        indexes = [
            models.Index(fields=["box", "position", "id"], name="storerooms_paper_box"),
            models.Index(
                fields=["place", "position", "id"], condition=Q(place__isnull=False), name="storerooms_paper_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}/{self.copy}"

    @property
    def stands(self) -> Place | None:
        """The place one goes to: its own, or that of its box."""
        return self.place or (self.box.place if self.box else None)
