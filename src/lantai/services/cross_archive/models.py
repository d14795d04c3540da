"""The tables: archives agreed with, packages to and from them, cases they help with, certificates they issued."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.services.enquiries.models import Enquiry


class PeerQuerySet(models.QuerySet["Peer"]):
    """Filters that name a condition of agreements."""

    def of(self, actor: Actor) -> Self:
        """Those of archives in which this person handles enquiries or keeps the keys."""
        held = actor.institutions_with(Right.HANDLE_ENQUIRIES) | actor.institutions_with(Right.MANAGE_KEYS)
        return self if "*" in held else self.filter(institution__code__in=held)

    def agreed(self) -> Self:
        return self.filter(ended_at__isnull=True)


class Peer(models.Model):
    """An archive of another installation, agreed with by ours. `sent` and `received`: last numbers of packages.

    Both sides enter the other's card: who is entered on one side only is unknown on the other. `accepts_identity`: who
    asks counts here as proved as far as that archive says it has proved it. An agreement that has
    ended is not taken up again with the same keys, so that no old package counts twice.
    """

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+"
    )
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    signing_key = models.TextField()
    sealing_key = models.TextField()
    guide = models.JSONField(default=list)
    accepts_identity = models.BooleanField(default=False, db_default=False)
    sent = models.PositiveBigIntegerField(default=0)
    received = models.PositiveBigIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=400, blank=True)
    tries = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    agreed_by = models.CharField(max_length=200)
    agreed_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = PeerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class PassedCase(models.Model):
    """A case one archive asks another about. `said`: the state last told to, or by, the other archive."""

    class Way(models.TextChoices):
        OUT = "out", _("asked of them")
        IN = "in", _("asked of us")

    class Said(models.TextChoices):
        SENT = "sent", _("sent")
        TAKEN_ON = "taken_on", _("taken on there")
        FOUND = "found", _("found, certificate issued")
        NOT_FOUND = "not_found", _("not found")
        REFUSED = "refused", _("not given")
        CALLED_BACK = "called_back", _("called back")

    ulid = models.CharField(max_length=26, default=new_ulid, editable=False)
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="cases")
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="passed")
    way = models.CharField(max_length=3, choices=Way.choices)
    said = models.CharField(max_length=12, choices=Said.choices, default=Said.SENT)
    number_there = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["peer", "ulid"], name="cross_archive_case_once"),
            models.UniqueConstraint(
                fields=["enquiry", "way"], condition=Q(ended_at__isnull=True), name="cross_archive_one_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["way", "id"], condition=Q(ended_at__isnull=True), name="cross_archive_open")]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.way} {self.peer_id}"


class PassedCertificate(models.Model):
    """A certificate the other archive issued, with its proof. The sealed file goes with what tells of the applicant."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    passed = models.ForeignKey(PassedCase, on_delete=models.CASCADE, related_name="certificates")
    number = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField()
    proof = models.JSONField(default=dict)
    printed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.number


class ParcelQuerySet(models.QuerySet["Parcel"]):
    """Filters that name a condition of sending."""

    def waiting(self) -> Self:
        return self.filter(acknowledged_at__isnull=True).order_by("peer_id", "sequence")


class Parcel(models.Model):
    """A signed package to a peer, encrypted for it. Its content goes when it was acknowledged; its digest stays."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="parcels")
    sequence = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12)
    passed = models.ForeignKey(PassedCase, on_delete=models.PROTECT, related_name="parcels")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    acknowledged_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=60, blank=True)

    objects = ParcelQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["peer", "sequence"], name="cross_archive_parcel_once")]
        indexes = [
            models.Index(
                fields=["peer", "sequence"], condition=Q(acknowledged_at__isnull=True), name="cross_archive_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.peer_id} {self.sequence}"


class Receipt(models.Model):
    """A package that came, and the acknowledgement it was given: sent again, it is given the same one."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="receipts")
    sequence = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64)
    refusal = models.CharField(max_length=60, blank=True)
    acknowledgement = models.TextField()
    came_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["peer", "sequence"], name="cross_archive_received_once")]

    def __str__(self) -> str:
        return f"{self.peer_id} {self.sequence}"
