"""A loan inside the house (调卷): who has which papers, for what, until when; closed when the last one is back."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.holdings.storerooms.models.boxes import Paper


class LoanQuerySet(models.QuerySet["Loan"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> LoanQuerySet:
        return self if scope.everything else self.filter(institution__code__in=scope.institutions)

    def out(self) -> LoanQuerySet:
        """Those of which something is out."""
        return self.filter(closed_at__isnull=True)

    def overdue_on(self, day: dt.date) -> LoanQuerySet:
        return self.out().filter(due__lt=day)


class Loan(models.Model):
    """One handing out."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    number = models.CharField(max_length=20, unique=True)
    borrower = models.CharField(_("borrower"), max_length=80)
    unit = models.CharField(_("unit or department"), max_length=120, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200)
    due = models.DateField(_("due"))
    note = models.CharField(max_length=400, blank=True)
    lent_by = models.CharField(max_length=200)
    lent_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    objects = LoanQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        indexes = [
            models.Index(
                fields=["institution", "due", "id"], condition=Q(closed_at__isnull=True), name="storerooms_loan_out"
            ),
            models.Index(fields=["institution", "id"], name="storerooms_loan_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.borrower}"


class LoanItem(models.Model):
    """One paper of a loan. What is out is out once: the database refuses a second row of it."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="items")
    paper = models.ForeignKey(Paper, on_delete=models.SET_NULL, null=True, related_name="loans")
    code = models.CharField(max_length=200)
    returned_at = models.DateTimeField(null=True)
    returned_to = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper"], condition=Q(returned_at__isnull=True), name="storerooms_loan_item_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code
