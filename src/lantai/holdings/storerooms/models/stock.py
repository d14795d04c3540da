"""A stock-taking (清点): what should stand in a part of the house, what was seen there, and what a person decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.holdings.storerooms.models.boxes import Box, Paper
from lantai.holdings.storerooms.models.places import Place


class StockTakingQuerySet(models.QuerySet["StockTaking"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> StockTakingQuerySet:
        return self if scope.everything else self.filter(institution__code__in=scope.institutions)


class StockTaking(models.Model):
    """One going through a room or some shelves. Several people may scan at once, on as many days as it takes."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="stock_takings")
    begun_by = models.CharField(max_length=200)
    begun_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = StockTakingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["institution", "id"], name="storerooms_stock_kept")]

    def __str__(self) -> str:
        return f"{self.place.path} {self.begun_at:%Y-%m-%d}"


class StockLine(models.Model):
    """One box, or one paper without a box, or a label nobody knows. `expected` is where it should stand.

    Something that was seen and is not expected here has no `expected` place; `code` is what is on it.
    """

    class Decision(models.TextChoices):
        PUT_BACK = "put_back", _("put back where it belongs")
        MOVED = "moved", _("it belongs here: its place is corrected")
        FOUND = "found", _("found afterwards")
        LOST = "lost", _("looked for and not found")
        NOTED = "noted", _("noted")

    taking = models.ForeignKey(StockTaking, on_delete=models.CASCADE, related_name="lines", db_index=False)
    box = models.ForeignKey(Box, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, null=True, related_name="+")
    code = models.CharField(max_length=200)
    expected = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    seen = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    seen_by = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField(null=True)
    lent = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    note = models.CharField(max_length=200, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["taking", "code"], name="storerooms_stock_line_once"),
            models.CheckConstraint(
                condition=Q(box__isnull=True) | Q(paper__isnull=True), name="storerooms_stock_line_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def state(self) -> str:
        """`found`, `missing`, `lent`, `misplaced` or `unknown`."""
        if self.seen_id is None:
            return "lent" if self.lent else "missing"
        if self.box_id is None and self.paper_id is None:
            return "unknown"
        return "found" if self.seen_id == self.expected_id else "misplaced"

    @property
    def state_label(self) -> str:
        return str(STATES[self.state])


STATES = {
    "found": _("in its place"),
    "missing": _("missing"),
    "lent": _("lent"),
    "misplaced": _("misplaced"),
    "unknown": _("unknown label"),
}
