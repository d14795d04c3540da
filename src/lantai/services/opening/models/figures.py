"""Figures kept beside what they count: statistics of a million and a half records are shown without counting one."""

from __future__ import annotations

from django.db import models

from lantai.base.accounts.access import Scope
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.services.opening.models.batches import ReviewBatch
from lantai.services.opening.models.values import Value


class FiguresQuerySet(models.QuerySet["YearTally"]):
    """The same condition records know."""

    def within(self, scope: Scope) -> FiguresQuerySet:
        return self if scope.everything else self.filter(fonds__institution__code__in=scope.institutions)


class YearTally(models.Model):
    """How many records of a fonds count from a year (档案法 27), by opening state and level; several rows add up.

    Year 0: they bear neither date nor year. Written by triggers of the database alone (`tallies.keep_year_tallies`),
    for records of a lost fonds as well, which a rebuild meets and leaves out: the database does not ask for the fonds.
    """

    fonds = models.ForeignKey(Fonds, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    opening_state = models.CharField(max_length=12)
    level = models.CharField(max_length=10)
    year = models.IntegerField()
    records = models.BigIntegerField()

    objects = FiguresQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["fonds", "opening_state", "level", "year"], name="opening_year_tally_cell")]

    def __str__(self) -> str:
        return f"{self.fonds_id} {self.year} {self.opening_state}: {self.records}"


class TakenEffect(models.Model):
    """How many records of a fonds a batch opened, delayed or restricted on a day. Entered once and never changed.

    The year's figures of the annual return come from these, not from what the records are now. `reasons`: codes with a
    comma between them; a record that was decided for two reasons is one record here.
    """

    batch = models.ForeignKey(ReviewBatch, on_delete=models.PROTECT, related_name="figures")
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(db_index=True)
    value = models.CharField(max_length=12, choices=Value.choices)
    reasons = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=10, choices=Record.Level.choices)
    records = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.on} {self.value}: {self.records}"
