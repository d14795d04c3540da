"""Owners, donors and sellers (持有人), whose contact is encrypted; and the numbers given each year."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid


class OfInstitution(models.Model):
    """What belongs to one archive, by its code as scopes name it."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip

    class Meta:
        abstract = True


M = TypeVar("M", bound=models.Model)


class AcquiringQuerySet(models.QuerySet[M]):
    """Filters that name a condition of the archive."""

    def of(self, actor: Actor) -> Self:
        """Those of archives for which this person acquires."""
        held = actor.institutions_with(Right.ACQUIRE)
        return self if "*" in held else self.filter(institution__code__in=held)


class PartyQuerySet(AcquiringQuerySet["Party"]):
    """Parties by who may see them."""


class Party(OfInstitution):
    """A person or body that offers, gives, lends or sells. `contact` is sealed (see `contacts.py`)."""

    class Kind(models.TextChoices):
        PERSON = "person", _("a person")
        FAMILY = "family", _("a family")
        BODY = "body", _("a body")

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=80)
    contact = models.BinaryField(default=b"")
    note = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["institution", "name"], name="acquisitions_party_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_contact(self) -> bool:
        return bool(self.contact)


class NumberSeries(models.Model):
    """The last number given in an archive's year, of leads (XS), acquisitions (ZJ) and certificates (ZS)."""

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    prefix = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "prefix", "year"], name="acquisitions_number_series"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}{self.year}-{self.last:04d}"
