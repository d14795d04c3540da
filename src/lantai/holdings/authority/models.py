"""The authority (规范名称): one place, body or person, its dated names, and the successions of places and bodies."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid

LONGEST_NAME = 200


class Authority(models.Model):
    """One place, body or person. `heading` is the name it goes by in lists, kept by every act that changes its names.

    What is entered by one institution is read by all; only that institution changes it. A form of an older `version`
    is refused. Of a person (责任者) `born` and `died` are dates as they are written, `offices` what was held, each with
    its years. No number of an identity card is kept here: who a register names is a `PersonEntry`.
    """

    class Kind(models.TextChoices):
        PLACE = "place", pgettext_lazy("authority", "place")
        BODY = "body", pgettext_lazy("authority", "body")
        PERSON = "person", pgettext_lazy("authority", "person")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PLACE)
    heading = models.CharField(max_length=LONGEST_NAME)
    note = models.TextField(blank=True)
    born = models.CharField(max_length=60, blank=True)
    died = models.CharField(max_length=60, blank=True)
    offices = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    entered_by = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["heading", "pk"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=["place", "body", "person"]), name="authority_kind")]
        indexes = [models.Index(fields=["heading", "id"], name="authority_heading")]

    def __str__(self) -> str:
        return self.heading

    @property
    def is_person(self) -> bool:
        return self.kind == self.Kind.PERSON

    @property
    def life(self) -> str:
        """`1902–1976`, `1902-03-05–`, or nothing."""
        return f"{self.born}–{self.died}" if self.born or self.died else ""


class DatedName(models.Model):
    """One name with the years in which it was borne; a year that is not known is null. `folded` is what is compared."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("official name")
        SHORT = "short", _("short name")
        ALIAS = "alias", _("also called")
        COURTESY = "courtesy", _("courtesy name")
        PEN = "pen", _("art name or pen name")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=LONGEST_NAME)
    folded = models.TextField()
    since_year = models.SmallIntegerField(null=True)
    until_year = models.SmallIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OFFICIAL)

    class Meta:
        ordering = ["authority_id", "since_year", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(folded=""), name="authority_name_given"),
            models.CheckConstraint(
                condition=Q(since_year__isnull=True) | Q(until_year__isnull=True) | Q(until_year__gte=F("since_year")),
                name="authority_name_years",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["official", "short", "alias", "courtesy", "pen"]), name="authority_name_kind"
            ),
            models.UniqueConstraint(fields=["authority", "folded", "since_year"], name="authority_name_once"),
            # Two unknown years count as different to a database, so that they need a rule of their own.
            models.UniqueConstraint(
                fields=["authority", "folded"], condition=Q(since_year__isnull=True), name="authority_undated_once"
            ),
        ]
        indexes = [models.Index(fields=["folded"], name="authority_name_folded")]

    def __str__(self) -> str:
        return self.name

    @property
    def place_in_time(self) -> tuple[int, int, bool, str]:
        """In order of years, the official name before other words of the same; what has no year comes last."""
        since, until = self.since_year, self.until_year
        begin = since if since is not None else until
        is_other = self.kind != self.Kind.OFFICIAL
        return (9999 if begin is None else begin, 9999 if until is None else until, is_other, self.name)

    @property
    def years(self) -> str:
        """`1958–1983`, `1983–`, `–1958`, or nothing."""
        if self.since_year is None and self.until_year is None:
            return ""
        return f"{self.since_year or ''}–{self.until_year or ''}"


class Succession(models.Model):
    """One place or body came after another: renamed into it, merged into it, split off it, or moved to its site."""

    class Kind(models.TextChoices):
        RENAMED = "renamed", _("renamed")
        MERGED = "merged", _("merged")
        SPLIT = "split", _("split")
        MOVED = "moved", _("moved")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    predecessor = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="later")
    successor = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="earlier")
    year = models.SmallIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.RENAMED)

    class Meta:
        ordering = ["year", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="authority_not_its_own_successor"),
            models.CheckConstraint(
                condition=Q(kind__in=["renamed", "merged", "split", "moved"]), name="authority_succession_kind"
            ),
            models.UniqueConstraint(fields=["predecessor", "successor"], name="authority_succession_once"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
