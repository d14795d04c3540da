"""A merge of two records: what was chosen, what was done, and whether it was taken back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lantai.base.accounts.access import Scope
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Fonds, Record


class MergeQuerySet(models.QuerySet["Merge"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> MergeQuerySet:
        """Merges in fonds of the institutions this scope covers."""
        return self if scope.everything else self.filter(fonds__institution__code__in=scope.institutions)

    def standing(self) -> MergeQuerySet:
        """Those that were not taken back."""
        return self.filter(undone_at__isnull=True)

    def whole(self) -> MergeQuerySet:
        """With everything a page shows: one query."""
        return self.select_related("fonds__institution", "kept", "absorbed")


class Merge(models.Model):
    """One record merged into another. `taken`: names of what the kept one took over, as versions name them.

    `journal` is what was done, `before` how many pages stood before those that came, `standing` what the kept record
    was right after it: only while it is still that can the merge be taken back. `moved` counts what went over.
    `persons`: whom the kept record named right after it, each with where it came from; by that persons go back though
    the list was changed since. `left`: the names of those who then stayed with the kept record.
    """

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=200)
    reason = models.CharField(max_length=200)
    taken = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    journal = models.JSONField(default=list)
    standing = models.JSONField(default=dict)
    persons = models.JSONField(default=list)
    left = models.JSONField(default=list)
    before = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    undone_by = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at__isnull=True), name="merging_absorbed_once"
            ),
            models.CheckConstraint(condition=~Q(kept=models.F("absorbed")), name="merging_two_records"),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.kept_id}"

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None
