"""A seat at a time, for one person; and wrong codes."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid


class BookingQuerySet(models.QuerySet["Booking"]):
    """Filters that name a condition of the desk."""

    def of(self, actor: Actor) -> Self:
        """Those of archives in which this person handles enquiries."""
        held = actor.institutions_with(Right.HANDLE_ENQUIRIES)
        return self if "*" in held else self.filter(institution__code__in=held)

    def standing(self) -> Self:
        """Those that take a seat."""
        return self.exclude(state=Booking.State.CANCELLED)


class Booking(models.Model):
    """One seat. The telephone is sealed, the code a keyed hash; name, telephone and purpose are removed in time.

    No seat is booked twice: the database holds it, whoever presses the button at the same moment.
    """

    class State(models.TextChoices):
        BOOKED = "booked", _("booked")
        CAME = "came", _("came")
        ABSENT = "absent", _("did not come")
        CANCELLED = "cancelled", _("given back")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    number = models.CharField(max_length=40, unique=True)
    day = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    seat = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    name = models.CharField(max_length=80, blank=True)
    contact = models.BinaryField(default=b"")
    purpose = models.CharField(max_length=200, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    sender = models.CharField(max_length=32, blank=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)
    ended_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["day", "starts", "seat"]
        indexes = [models.Index(fields=["day"], condition=Q(erased_at__isnull=True), name="appointments_to_erase")]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "day", "starts", "seat"], condition=~Q(state="cancelled"),
                name="appointments_one_seat",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number
