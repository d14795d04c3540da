"""The outbox: which records have changed and still wait for the index."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

AT_ONCE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""`due` of a change that somebody waits for; longer ago than anything an outbox holds."""


class OutboxQuerySet(models.QuerySet["OutboxEntry"]):
    """Entries by what is to be done with them."""

    def behind(self) -> OutboxQuerySet:
        """Changes the index does not show yet."""
        return self.filter(indexed=False)

    def closing(self) -> OutboxQuerySet:
        """Those of them after which fewer people may see a record, or less of it: searches keep these out."""
        return self.behind().filter(closes=True)

    def awaited(self) -> OutboxQuerySet:
        """Changes that somebody waits for: they go before all others, the oldest first."""
        return self.behind().filter(due=AT_ONCE).order_by("pk")

    def others(self) -> OutboxQuerySet:
        """The others to be indexed now, the oldest first; those that failed wait longer each time."""
        return self.behind().filter(due__lte=timezone.now(), due__gt=AT_ONCE).order_by("pk")


class Sweep(models.Model):
    """One decision on more records than a search could look up one by one, as long as the index waits for them.

    It says which they are in words the index knows (`document.Swept`), so that readers find what was decided from the
    commit on. `first` and `last` are its entries in the outbox.
    """

    id = models.BigAutoField(primary_key=True)
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    institution = models.CharField(max_length=20)
    fonds = models.CharField(max_length=20)
    was = models.CharField(max_length=12, blank=True)
    to = models.CharField(max_length=12)
    type = models.CharField(max_length=40, blank=True)
    retention = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=20, blank=True)
    year_from = models.IntegerField(null=True)
    year_to = models.IntegerField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.institution} {self.fonds}: {self.to}"


class OutboxEntry(models.Model):
    """One change of one record, written in the transaction of the change itself. Ids are never used twice.

    `indexed` entries were kept because a rebuild is running that has not seen them, which removes them, or because they
    are newer than a sweep whose entries still wait: it does not speak of them. `closes`: fewer people may see the
    record after it, or less of it; so is whatever nobody knows better of.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.PositiveBigIntegerField()
    created = models.DateTimeField(default=timezone.now)
    due = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    indexed = models.BooleanField(default=False)
    closes = models.BooleanField(default=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(indexed=False), name="search_outbox_behind"),
            models.Index(fields=["key"], condition=Q(indexed=False, closes=True), name="search_outbox_closing"),
        ]

    def __str__(self) -> str:
        return f"{self.key}"
