"""A seat at a time, for one person; and what the reading room was used for, without who it was."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.services.enquiries.data import label_in


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


class RoomUse(models.Model):
    """One line of the register of the reading room: what for, by which kind of people, and how much was used.

    Nobody is named, so it stays for the yearly return. `had_booked`: their visit is counted with their booking.
    `books`: of the library (资料); `documents`: government information. A line that was struck counts no more.
    """

    class What(models.TextChoices):
        ARCHIVES = "archives", _("archives on paper")
        ELECTRONIC = "electronic", _("electronic records")
        MATERIALS = "materials", _("library materials")
        GOVERNMENT = "government", _("government information")
        ADVICE = "advice", _("advice only, there or by telephone")

    class Who(models.TextChoices):
        PERSON = "person", _("private person")
        BODY = "body", _("office or institution")
        ENTERPRISE = "enterprise", _("enterprise")
        SCHOLAR = "scholar", _("scholar")
        REGION = "region", _("Hong Kong, Macao or Taiwan")
        ABROAD = "abroad", _("from abroad")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    day = models.DateField()
    what = models.CharField(max_length=12, choices=What.choices)
    who = models.CharField(max_length=12, choices=Who.choices)
    purpose = models.CharField(max_length=20)
    people = models.PositiveSmallIntegerField(default=1)
    had_booked = models.BooleanField(default=False)
    volumes = models.PositiveIntegerField(default=0)
    items = models.PositiveIntegerField(default=0)
    books = models.PositiveIntegerField(default=0)
    documents = models.PositiveIntegerField(default=0)
    copied = models.PositiveIntegerField(default=0)
    excerpted = models.PositiveIntegerField(default=0)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)
    struck_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["institution", "day"], name="appointments_room_day")]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.day} {self.what} {self.people}"

    @property
    def purpose_label(self) -> str:
        return label_in("purposes", self.purpose)
