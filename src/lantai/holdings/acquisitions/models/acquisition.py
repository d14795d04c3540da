"""One acquisition, what it consists of, and what experts say of it (鉴定意见)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.holdings.acquisitions.kinds import AcquisitionKind, kinds, media, units
from lantai.holdings.acquisitions.models.lead import Lead
from lantai.holdings.acquisitions.models.party import AcquiringQuerySet, OfInstitution, Party
from lantai.holdings.acquisitions.states import IN_PROCESS, THERE, State


class AcquisitionQuerySet(AcquiringQuerySet["Acquisition"]):
    """Acquisitions by how far they are."""

    def in_process(self) -> Self:
        return self.filter(state__in=IN_PROCESS)

    def there(self) -> Self:
        return self.filter(state__in=THERE)


class Acquisition(OfInstitution):
    """What was or is to be acquired of one party. `received_on`, `kind` and the items are what returns are made of."""

    number = models.CharField(max_length=24)
    kind = models.CharField(max_length=20)
    title = models.CharField(_("title"), max_length=200)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="acquisitions")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, null=True, related_name="acquisitions")
    period = models.CharField(max_length=60, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED)

    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decision_number = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    paid_on = models.DateField(null=True)
    payment = models.CharField(max_length=200, blank=True)

    received_on = models.DateField(null=True)
    received_by = models.CharField(max_length=120, blank=True)
    handed_by = models.CharField(max_length=120, blank=True)
    condition_found = models.CharField(max_length=400, blank=True)
    certificate = models.CharField(max_length=24, blank=True)
    certified_on = models.DateField(null=True)
    certificate_words = models.CharField(max_length=400, blank=True)
    returned_on = models.DateField(null=True)
    returned_to = models.CharField(max_length=120, blank=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = AcquisitionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "number"], name="acquisitions_number"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="acquisitions_state"),
            models.CheckConstraint(condition=Q(price__isnull=True) | Q(price__gte=0), name="acquisitions_price"),
        ]
        indexes = [
            models.Index(fields=["institution", "state", "id"], name="acquisitions_kept"),
            models.Index(fields=["institution", "received_on"], name="acquisitions_received"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def way(self) -> AcquisitionKind:
        """What its kind asks for."""
        return kinds()[self.kind]


class Item(models.Model):
    """One line of the list of what is acquired (清单)."""

    acquisition = models.ForeignKey(Acquisition, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField(default=1)
    unit = models.CharField(max_length=20)
    date_text = models.CharField(max_length=60, blank=True)
    medium = models.CharField(max_length=20)
    description = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["acquisition", "position"], name="acquisitions_item_position")]

    def __str__(self) -> str:
        return self.title

    @property
    def amount(self) -> str:
        """The quantity with its unit."""
        return f"{self.quantity} {units()[self.unit].label}"

    @property
    def medium_label(self) -> str:
        return media()[self.medium].label


class Opinion(models.Model):
    """What one expert says in writing, of authenticity, ownership, value and state (真伪、权属、价值、完残)."""

    class Verdict(models.TextChoices):
        GENUINE = "genuine", _("genuine")
        DOUBTFUL = "doubtful", _("doubtful")
        FALSE = "false", _("not genuine")

    acquisition = models.ForeignKey(Acquisition, on_delete=models.CASCADE, related_name="opinions")
    expert = models.CharField(max_length=80)
    office = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    ownership = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=400)
    state_found = models.CharField(max_length=200, blank=True)
    estimate = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.expert} {self.on}"
