"""How many records there are, kept beside them: lists and facets of a million rows count nothing when shown."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lantai.base.accounts.access import Scope
from lantai.holdings.catalogue.models.fonds import Fonds
from lantai.holdings.catalogue.models.record import OpeningState


class RecordTallyQuerySet(models.QuerySet["RecordTally"]):
    """The same conditions records know."""

    def visible_to(self, scope: Scope) -> RecordTallyQuerySet:
        """The tallies of what this scope may see."""
        if scope.everything:
            return self
        opened = Q(opening_state=OpeningState.OPEN)
        if scope.institutions:
            opened |= Q(fonds__institution__in=_with_codes(scope))
        return self.filter(opened)

    def within(self, scope: Scope) -> RecordTallyQuerySet:
        """The tallies of these institutions only: what staff work on."""
        return self if scope.everything else self.filter(fonds__institution__in=_with_codes(scope))

    def total(self) -> int:
        """All of them together: one query."""
        return self.aggregate(n=models.Sum("records"))["n"] or 0


def _with_codes(scope: Scope) -> models.QuerySet[models.Model]:
    institutions = Fonds._meta.get_field("institution").related_model
    return institutions._default_manager.filter(code__in=scope.institutions).order_by()


class RecordTally(models.Model):
    """The number of records of one fonds that agree in these properties; several rows of one cell add up.

    Written by triggers of the database and by nothing else (`tallies.keep_tallies`), so that no act can forget it.
    """

    fonds = models.ForeignKey(Fonds, on_delete=models.CASCADE, related_name="tallies")
    opening_state = models.CharField(max_length=12)
    record_type = models.CharField(max_length=40)
    level = models.CharField(max_length=10)
    retention = models.CharField(max_length=20)
    records = models.BigIntegerField()

    objects = RecordTallyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["fonds", "opening_state", "record_type", "level", "retention"], name="catalogue_tally_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fonds_id} {self.opening_state} {self.record_type}: {self.records}"
