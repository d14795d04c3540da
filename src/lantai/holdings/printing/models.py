"""A printout (印件): one form that was printed, with what it was asked for and what came of it."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.base.common.ids import new_ulid
from lantai.engines.jobs.models import Job
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.printing.bundles import Wanted
from lantai.holdings.printing.printed_forms import PrintedForm, printed_forms

KEPT = dt.timedelta(days=7)
"""So long the file lies in the work folder; what was printed, by whom and when stays."""


class PrintoutQuerySet(models.QuerySet["Printout"]):
    """Filters that name a condition of the archive."""

    def within(self, scope: Scope) -> PrintoutQuerySet:
        """Printouts of fonds of the institutions this scope covers: they show unopened titles."""
        return self if scope.everything else self.filter(fonds__institution__code__in=scope.institutions)

    def readable_by(self, actor: Actor) -> PrintoutQuerySet:
        """Those this person may look at: within their scope, and of the fonds file only where they may write in it.

        A form that is not there any more may have been one of the fonds file.
        """
        within = self.within(actor.scope())
        describes = actor.institutions_with(Right.DESCRIBE)
        if "*" in describes:
            return within
        of_records = [form.code for form in printed_forms().values() if form.of != "file"]
        return within.filter(models.Q(form__in=of_records) | models.Q(fonds__institution__code__in=describes))


class Printout(models.Model):
    """One form printed for one fonds or volume. The PDF lies in the work folder for a week."""

    class State(models.TextChoices):
        ORDERED = "ordered", _("waiting to be printed")
        MADE = "made", _("printed")
        FAILED = "failed", _("failed")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="printouts")
    volume = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, related_name="+")
    form = models.CharField(max_length=40)
    form_version = models.PositiveIntegerField()
    wanted = models.JSONField(default=dict)
    width = models.FloatField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ORDERED)
    lines = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    sha512 = models.CharField(max_length=128, blank=True)
    missing = models.JSONField(default=list)
    message = models.TextField(blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    ordered_by = models.CharField(max_length=200)
    ordered_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = PrintoutQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.form} {self.subject}"

    @property
    def subject(self) -> str:
        """What it is of, in a few words."""
        words = self.asked.in_words()
        return f"{self.fonds.code} {words}".strip()

    @property
    def asked(self) -> Wanted:
        return Wanted(**self.wanted)

    @property
    def kind(self) -> PrintedForm | None:
        """The form; None when the archive has taken it away since."""
        return printed_forms().get(self.form)

    @property
    def label(self) -> str:
        return self.kind.label if self.kind else self.form

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.ORDERED
