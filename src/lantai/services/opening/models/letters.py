"""Letters of a batch: to the unit for its opinion (条例 30), to the authority for its consent to delays (条例 31)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Fonds
from lantai.services.opening.models.batches import ReviewBatch


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Letters by who may read them."""

    def of_units(self, actor: Actor) -> ConsultationQuerySet:
        """What a unit's own people see: letters to their unit that were sent, nothing of another."""
        held = actor.institutions_with(Right.HAND_OVER)
        sent = self.filter(unit__isnull=False, sent_on__isnull=False)
        return sent if "*" in held else sent.filter(unit__code__in=held)


class Consultation(models.Model):
    """One letter about the records of one fonds. `forming`: whose they were; `asked`: who answers for it now."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("to be sent")
        WAITING = "waiting", _("waiting for the answer")
        ANSWERED = "answered", _("answered")
        OVERDUE = "overdue", _("no reply in time")
        ALONE = "alone", _("archive alone")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    batch = models.ForeignKey(ReviewBatch, on_delete=models.PROTECT, related_name="consultations")
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="+")
    forming = models.CharField(_("originating unit"), max_length=300, blank=True)
    asked = models.CharField(_("unit that is asked"), max_length=300, blank=True)
    unit = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    alone_reason = models.CharField(max_length=400, blank=True)
    letter_number = models.CharField(_("number of the letter"), max_length=100, blank=True)
    sent_on = models.DateField(null=True)
    due_on = models.DateField(_("answer until"), null=True)
    answered_on = models.DateField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    reply_number = models.CharField(max_length=100, blank=True)
    words = models.TextField(blank=True)
    overdue_on = models.DateField(null=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "fonds"], name="opening_one_letter_a_fonds")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.asked}"

    @property
    def is_settled(self) -> bool:
        """Whether the batch may go on: there is an answer, the time is over, or there is nobody to ask."""
        return self.state in (self.State.ANSWERED, self.State.OVERDUE, self.State.ALONE)


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Requests by who may read them."""

    def of_authorities(self, actor: Actor) -> ConsentQuerySet:
        """What an authority's officers see: requests to their authority."""
        held = actor.institutions_with(Right.CONSENT_TO_DELAY)
        asked = self.filter(authority__isnull=False)
        return asked if "*" in held else asked.filter(authority__code__in=held)


class Consent(models.Model):
    """One request for consent to the delays of a batch, and the reply to it."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("not consented to")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    batch = models.ForeignKey(ReviewBatch, on_delete=models.PROTECT, related_name="consents")
    authority = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    authority_name = models.CharField(_("authority"), max_length=200)
    letter_number = models.CharField(_("number of the letter"), max_length=100)
    asked_on = models.DateField(_("sent on"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    reply_number = models.CharField(_("number of the reply"), max_length=100, blank=True)
    replied_on = models.DateField(_("date of the reply"), null=True)
    words = models.TextField(blank=True)
    asked_by = models.CharField(max_length=200)
    entered_by = models.CharField(max_length=200, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch"], condition=models.Q(state="asked"), name="opening_one_request_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.letter_number
