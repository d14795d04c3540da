"""A destruction list (销毁清册) from proposal to destruction, and the note that stays of each destroyed record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.disposal.models.appraisals import Appraisal
from lantai.holdings.disposal.steps import LABELS


class DestructionQuerySet(models.QuerySet["Destruction"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> DestructionQuerySet:
        return self if scope.everything else self.filter(fonds__institution__code__in=scope.institutions)


class Destruction(models.Model):
    """One list. `propose`, opinions and `witness` are its steps; `message` says what stopped a destruction half way."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        REVIEWED = "reviewed", _("opinion of the archive given")
        AGREED = "agreed", _("opinion of the unit given")
        APPROVED = "approved", _("approved")
        DESTROYING = "destroying", _("being destroyed")
        DESTROYED = "destroyed", _("destroyed")
        REFUSED = "refused", _("refused")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="+")
    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="destructions")
    number = models.CharField(max_length=30, unique=True)
    reason = models.CharField(_("reason"), max_length=400)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED)
    place = models.CharField(_("place of destruction"), max_length=200, blank=True)
    way = models.CharField(_("way of destruction"), max_length=200, blank=True)
    message = models.TextField(blank=True)
    proposed_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    objects = DestructionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal"], condition=~Q(state="refused"), name="disposal_one_list_an_appraisal"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_settled(self) -> bool:
        return self.state in (self.State.DESTROYED, self.State.REFUSED)


class DestructionItem(models.Model):
    """One line of the list, with every column the 销毁清册 has: written when it is proposed, and kept for ever."""

    class State(models.TextChoices):
        LISTED = "listed", _("listed")
        STRUCK = "struck", _("taken off the list")
        DESTROYING = "destroying", _("being destroyed")
        DESTROYED = "destroyed", _("destroyed")

    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="items", db_index=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=200)
    document_number = models.CharField(max_length=200, blank=True)
    creator = models.CharField(max_length=300, blank=True)
    title = models.TextField(blank=True)
    date_text = models.CharField(max_length=100, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    retention = models.CharField(max_length=20)
    kept_years = models.PositiveSmallIntegerField(default=0)
    pages = models.PositiveIntegerField(null=True)
    files = models.PositiveIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    places = models.TextField(blank=True)
    reason = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.LISTED)
    struck_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["destruction_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["destruction", "position"], name="disposal_line_position"),
            models.UniqueConstraint(
                fields=["record"], condition=~Q(state="struck"), name="disposal_line_one_list_a_record"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.destruction_id}/{self.position} {self.code}"


class DestructionStep(models.Model):
    """One step: which, by whom, and in which words. Nobody supervises twice."""

    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="steps")
    code = models.CharField(max_length=20)
    by = models.CharField(max_length=200)
    user_id = models.BigIntegerField(null=True)
    capacity = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    words = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["destruction", "user_id"], condition=Q(code="witness"), name="disposal_witness_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.by}"

    @property
    def label(self) -> str:
        return str(LABELS.get(self.code, self.code))


class DestroyedRecord(models.Model):
    """What stays beside the description: when and by which list it was destroyed, and the digests of what there was."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, primary_key=True, related_name="destroyed")
    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="notes")
    opening_state = models.CharField(max_length=12)
    objects_before = models.JSONField(default=list)
    begun_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.record_id}"
