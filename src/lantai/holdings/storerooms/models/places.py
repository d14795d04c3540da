"""A place in the house: a room, and what it is divided into down to the shelf (库房、排、架、层、格)."""

from __future__ import annotations

from django.db import models

from lantai.base.accounts.access import Scope
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.holdings.storerooms.kinds import place_kinds

LONGEST_NAME = 40
LONGEST_PATH = 200


class PlaceQuerySet(models.QuerySet["Place"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> PlaceQuerySet:
        """Places of these institutions: nobody else is told how a house is arranged."""
        return self if scope.everything else self.filter(institution__code__in=scope.institutions)

    def rooms(self) -> PlaceQuerySet:
        return self.filter(parent__isnull=True)


class Place(models.Model):
    """One place. `path` is its name with those around it, as people write it; `order_key` the same, to be sorted by.

    What stands on a shelf itself is kept counted (`boxes`, `papers`, `used_mm`) by every movement: a house of 100,000
    boxes is shown without counting them.
    """

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="inner")
    room = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="whole", db_index=False)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=LONGEST_NAME)
    path = models.CharField(max_length=LONGEST_PATH)
    order_key = models.CharField(max_length=LONGEST_PATH * 2)
    barcode = models.CharField(max_length=20, unique=True)
    capacity_mm = models.PositiveIntegerField(null=True)
    used_mm = models.PositiveIntegerField(default=0)
    boxes = models.PositiveIntegerField(default=0)
    papers = models.PositiveIntegerField(default=0)
    temperature_from = models.SmallIntegerField(null=True)
    temperature_to = models.SmallIntegerField(null=True)
    humidity_from = models.SmallIntegerField(null=True)
    humidity_to = models.SmallIntegerField(null=True)
    note = models.CharField(max_length=400, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["institution_id", "order_key"]
        constraints = [models.UniqueConstraint(fields=["institution", "path"], name="storerooms_place_path")]
        indexes = [
            models.Index(fields=["institution", "order_key"], name="storerooms_place_order"),
            models.Index(fields=["room", "order_key"], name="storerooms_place_room"),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def label(self) -> str:
        """库房, 架, 层 …; the code itself when the archive has taken the kind away."""
        kind = place_kinds().get(self.kind)
        return kind.label if kind else self.kind

    @property
    def holds(self) -> bool:
        """Whether boxes may stand here."""
        kind = place_kinds().get(self.kind)
        return bool(kind and kind.holds)

    @property
    def free_mm(self) -> int | None:
        """What is left; None where nobody has said how wide it is."""
        return None if self.capacity_mm is None else max(self.capacity_mm - self.used_mm, 0)

    @property
    def fill(self) -> int | None:
        """Per cent, over 100 when more stands there than fits."""
        return round(100 * self.used_mm / self.capacity_mm) if self.capacity_mm else None


class Counter(models.Model):
    """How far the numbers on labels have come. They are never given out twice, whatever becomes of the thing."""

    name = models.CharField(max_length=10, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.last}"
