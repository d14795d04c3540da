"""Decisions with their passages, what of them is in force, and records of declassification by the original body."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Record
from lantai.services.opening.models.batches import BatchItem
from lantai.services.opening.models.values import Value
from lantai.services.opening.states import Stage


class Decision(models.Model):
    """What one person decided of one item in one stage. Undone or decided anew it stays, with `withdrawn_at`."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    item = models.ForeignKey(BatchItem, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    stage = models.CharField(max_length=10, choices=Stage.choices)
    value = models.CharField(max_length=12, choices=Value.choices)
    reasons = models.JSONField(default=list)
    basis = models.CharField(max_length=1000, blank=True)
    note = models.TextField(blank=True)
    review_on = models.DateField(null=True)
    by = models.CharField(max_length=200)
    user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    seconds = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "stage"], condition=Q(withdrawn_at__isnull=True), name="opening_decision_one_a_stage"
            ),
            models.CheckConstraint(
                condition=~Q(value="delayed") | Q(stage="unit") | Q(review_on__isnull=False),
                name="opening_decision_review_date",
            ),
        ]
        indexes = [models.Index(fields=["item", "stage"], name="opening_decision_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.stage}: {self.value}"


class Passage(models.Model):
    """What is withheld when a record is opened in part: a whole page, characters of its text, or boxes on its image.

    `start` and `end` count characters of the page's text; `boxes` are `[x, y, width, height]` in fractions of the page.
    `digest`: the page as it was when this was decided (`withholding.queries.page_digest`).
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="passages")
    page_number = models.PositiveIntegerField()
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    boxes = models.JSONField(default=list)
    whole_page = models.BooleanField(default=False)
    reason = models.CharField(max_length=4)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["page_number", "start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__isnull=False, end__gt=models.F("start")),
                name="opening_passage_span",
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} p. {self.page_number}"


class InForce(models.Model):
    """The decision that rules a record now, and when it is looked at again. Written when a batch is put in force.

    No decision: the record was withdrawn, and what rules it is its last `Withdrawal`.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, primary_key=True, related_name="opening_in_force")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    value = models.CharField(max_length=12, choices=Value.choices)
    review_on = models.DateField(null=True)
    since = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["review_on"], condition=Q(review_on__isnull=False), name="opening_in_force_review")
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.value}"


class Declassification(models.Model):
    """That the body which classified a record, or its successor, has declassified it (保密法实施条例 22, 23).

    Nothing else lets a record with a secrecy level be opened: an expired term is only a hint.
    """

    class Body(models.TextChoices):
        ORIGINAL = "original", _("the body that classified it")
        SUCCESSOR = "successor", _("the body carrying its functions")
        SUPERIOR = "superior", _("its superior body")
        NAMED = "named", _("the body named by the secrecy authority")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="declassifications")
    secrecy = models.CharField(_("secrecy level"), max_length=40)
    body = models.CharField(_("declassified by"), max_length=200)
    capacity = models.CharField(_("which is"), max_length=10, choices=Body.choices)
    document = models.CharField(_("declassifying document"), max_length=200)
    decided_on = models.DateField(_("decided on"))
    entered_by = models.CharField(max_length=200)
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["record", "document"], name="opening_declassified_once")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.document}"
