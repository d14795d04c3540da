"""What a unit and the archive agreed on before anything is handed over (方案、协议)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Fonds


class Agreement(models.Model):
    """Scope, way, formats and time of hand-overs of one fonds (DA/T 93-2022: plan or agreement)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed by the archive")
        AGREED = "agreed", _("agreed")
        ENDED = "ended", _("ended")

    class Ways(models.TextChoices):
        ONLINE = "online", _("online")
        CARRIER = "carrier", _("on carriers")
        BOTH = "both", _("online or on carriers")
        PAPER = "paper", _("paper in boxes")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    number = models.CharField(_("agreement number"), max_length=60)
    unit = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    archive = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="+")
    year_from = models.PositiveSmallIntegerField(null=True)
    year_to = models.PositiveSmallIntegerField(null=True)
    categories = models.CharField(max_length=200, blank=True)
    retention = models.CharField(max_length=200, blank=True)
    ways = models.CharField(max_length=10, choices=Ways.choices, default=Ways.BOTH)
    formats = models.CharField(max_length=300, blank=True)
    scheme = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True)
    conditions = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)
    agreed_by = models.CharField(max_length=200, blank=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["archive", "number"], name="transfers_agreement_number")]

    def __str__(self) -> str:
        return self.number

    @property
    def years(self) -> str:
        """起止年度 as people write it."""
        known = [str(year) for year in (self.year_from, self.year_to) if year]
        return "—".join(dict.fromkeys(known))
