"""One file of a package that is uploaded: how much of it has come, and in which rounds it belongs to the package."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lantai.base.common.ids import new_ulid
from lantai.holdings.transfers.models.transfer import Transfer


class FileQuerySet(models.QuerySet["TransferFile"]):
    """Files of a package."""

    def standing(self) -> FileQuerySet:
        """Those that are in the package now."""
        return self.filter(removed_in__isnull=True)

    def of_round(self, number: int) -> FileQuerySet:
        """Those that were in it when round `number` was handed in."""
        return self.filter(round__lte=number).filter(Q(removed_in__isnull=True) | Q(removed_in__gt=number))

    def arriving(self) -> FileQuerySet:
        return self.standing().filter(state=TransferFile.State.ARRIVING)


class TransferFile(models.Model):
    """Name, size and how many bytes are safe on the disk. What a kill leaves beyond `offset` is written over."""

    class State(models.TextChoices):
        ARRIVING = "arriving", _("arriving")
        ARRIVED = "arrived", _("arrived")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="uploads")
    path = models.CharField(max_length=1000)
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ARRIVING)
    round = models.PositiveSmallIntegerField()
    removed_in = models.PositiveSmallIntegerField(null=True)
    given_by = models.CharField(max_length=200)
    begun_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now_add=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "transfer"], name="transfers_file_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "path"], condition=Q(removed_in__isnull=True), name="transfers_file_once"
            ),
            models.CheckConstraint(condition=Q(offset__lte=F("size")), name="transfers_offset_within"),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def percent(self) -> int:
        return self.offset * 100 // self.size if self.size else 100
