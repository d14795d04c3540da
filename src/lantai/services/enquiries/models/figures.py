"""What is counted for everybody: sums by archive, month and matter; what applicants said; copies they fetched."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lantai.base.accounts.models import Institution
from lantai.services.enquiries.models.enquiry import Enquiry


class ServiceTally(models.Model):
    """One sum.

    `name`: filed, delivered, not_found, refused, granted, late, days (working days in all), stars_1 … 5, complained,
    upheld; region, abroad (of those filed: from Hong Kong, Macao or Taiwan, from abroad).
    """

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    month = models.DateField()
    matter = models.CharField(max_length=20)
    name = models.CharField(max_length=20)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["month", "institution", "matter", "name"], name="enquiries_tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.month:%Y-%m} {self.matter} {self.name} {self.number}"


class Rating(models.Model):
    """What an applicant said of a case that has ended: once. The words go with what tells of the applicant."""

    enquiry = models.OneToOneField(Enquiry, on_delete=models.CASCADE, related_name="rating")
    stars = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="enquiries_five_stars")]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.stars}"


class CopyFetched(models.Model):
    """A certified copy that was fetched on the own page: counted for a day, told for good by the audit chain."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="fetched")
    certificate = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.certificate} {self.at}"
