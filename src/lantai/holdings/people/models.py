"""The link candidate (关联候选): two person entries that may be one person. A machine proposes, a person decides."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import OpeningState, PersonEntry

SUREST = 1000
"""No score is higher."""


class PersonLinkQuerySet(models.QuerySet["PersonLink"]):
    """Filters that name a condition of the archive."""

    def visible_to(self, scope: Scope) -> PersonLinkQuerySet:
        """Links of which both records may be seen: what is known of one alone says nothing of the other."""
        if scope.everything:
            return self
        return self.filter(_seen("first__", scope), _seen("second__", scope))

    def within(self, scope: Scope) -> PersonLinkQuerySet:
        """Links that touch a record of these institutions: what their staff work on."""
        if scope.everything:
            return self
        codes = scope.institutions
        return self.filter(Q(first_institution__in=codes) | Q(second_institution__in=codes))

    def crossing(self) -> PersonLinkQuerySet:
        """Links between records of two archives."""
        return self.filter(~Q(first_institution=F("second_institution")))

    def proposed(self) -> PersonLinkQuerySet:
        """Those nobody has decided yet."""
        return self.filter(state=PersonLink.State.PROPOSED)

    def of_entries(self, entries: list[int]) -> PersonLinkQuerySet:
        """Links with one of these persons at either end."""
        return self.filter(Q(first__in=entries) | Q(second__in=entries))

    def with_both_ends(self) -> PersonLinkQuerySet:
        """With everything that is shown of both persons and their records: one query. Sealed numbers stay behind."""
        both = self.select_related("first__record__fonds", "second__record__fonds")
        return both.defer("first__id_cipher", "second__id_cipher")


class PersonLink(models.Model):
    """A pair of entries, kept once. `reasons` are codes (see `likeness`); `doubt` is what lists are ordered by.

    The institutions of both records stand here too: with them a list begins at its own links, however many others there
    are. The entries stay as they are whatever is decided. They take their links with them when they are entered anew.
    """

    class Kind(models.TextChoices):
        SAME = "same", _("one person on two records")
        COUPLE_TWICE = "couple_twice", _("one couple on two records")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("same person")
        REJECTED = "rejected", _("somebody else")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    first = models.ForeignKey(PersonEntry, on_delete=models.CASCADE, related_name="links_on", db_index=False)
    second = models.ForeignKey(PersonEntry, on_delete=models.CASCADE, related_name="links_back")
    first_institution = models.CharField(max_length=20, editable=False, default="")
    second_institution = models.CharField(max_length=20, editable=False, default="")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    score = models.PositiveSmallIntegerField()
    doubt = models.GeneratedField(
        expression=SUREST - F("score"), output_field=models.SmallIntegerField(), db_persist=True
    )
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    objects = PersonLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="people_link_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="people_link_order"),
        ]
        indexes = [
            models.Index(fields=["state", "doubt", "id"], name="people_link_to_decide"),
            models.Index(fields=["first_institution", "state", "doubt", "id"], name="people_link_first"),
            models.Index(fields=["second_institution", "state", "doubt", "id"], name="people_link_second"),
            models.Index(
                fields=["state", "first_institution", "second_institution"],
                condition=~Q(first_institution=F("second_institution")),
                name="people_link_crossing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id} {self.state}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.first_institution = self.first_institution or self.first.record.institution_id
        self.second_institution = self.second_institution or self.second.record.institution_id
        super().save(*args, **kwargs)


def _seen(entry: str, scope: Scope) -> Q:
    opened = Q((f"{entry}record__opening_state", OpeningState.OPEN), (f"{entry}is_withheld", False))
    if scope.institutions:
        opened |= Q((f"{entry}record__institution__code__in", scope.institutions))
    return opened
