"""The record (案卷 or 件) with what DA/T 18-2022 says of it, and the history of its codes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Concat
from django.db.models.lookups import GreaterThan, IsNull
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope, Share
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models.fonds import Fonds
from lantai.holdings.catalogue.models.grade import GradeOf
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.catalogue.models.series import Series
from lantai.holdings.catalogue.models.years import DatedYear, FirstYear, LastYear

PERSONAL_NUMBER = re.compile("身份[证證]|公民身份[号號][码碼]|[证證]件[号號][码碼]|SFZ", re.IGNORECASE)
"""Headers of columns that hold ID numbers."""


@lru_cache(maxsize=4096)
def is_personal_number(header: str) -> bool:
    """Whether a column with this header holds ID numbers: lists repeat their headers in every row."""
    return bool(PERSONAL_NUMBER.search(header))


def words_in(fields: Mapping[str, Any]) -> list[str]:
    """Texts of further fields that may be searched and shown: never those of personal numbers, masked or not."""
    return [value for name, value in fields.items() if isinstance(value, str) and not is_personal_number(name)]


class OpeningState(models.TextChoices):
    """开放标识, DA/T 18-2022: only an opened record is for everyone."""

    OPEN = "open", _("open")
    RESTRICTED = "restricted", _("restricted")
    DEFERRED = "deferred", _("deferred")
    UNREVIEWED = "unreviewed", _("unreviewed")


UNOPENED = tuple(state for state in OpeningState.values if state != OpeningState.OPEN)


class RecordQuerySet(models.QuerySet["Record"]):
    """Filters that name a condition of the archive."""

    def visible_to(self, scope: Scope) -> RecordQuerySet:
        """What this scope may see: the same set the index gives for the same scope.

        Under an agreement that lends descriptions only it is nothing: who asks here may go on to pages and files.
        """
        if scope.share is not None:
            return self.lent_by(scope.share) if scope.share.pages else self.none()
        if scope.everything:
            return self
        opened = Q(opening_state=OpeningState.OPEN)
        if scope.institutions:
            opened |= Q(institution__code__in=scope.institutions)
        return self.filter(opened)

    def lent_by(self, share: Share) -> RecordQuerySet:
        """What an agreement lends, descriptions at least: the same set the index gives under it."""
        rows = self.filter(institution__code=share.giver, opening_state__in=UNOPENED, secrecy="")
        if share.types:
            rows = rows.filter(record_type__in=share.types)
        return rows.filter(fonds__code__in=share.fonds) if share.fonds else rows

    def within(self, scope: Scope) -> RecordQuerySet:
        """The records of these institutions only: what staff work on, not what they may read elsewhere."""
        return self if scope.everything else self.filter(institution__code__in=scope.institutions)

    def plain(self) -> RecordQuerySet:
        """With what lists are narrowed by, in a form that no index has: for conditions on few records, named by `pk`.

        A database that sees an index of opened records would walk through a million of them instead.
        """
        texts = {
            f"plain_{name}": Concat(name, Value(""), output_field=CharField())
            for name in ("opening_state", "institution_id", "record_type", "level", "retention")
        }
        return self.annotate(in_fonds=F("fonds_id") + 0).alias(**texts)

    def plainly_visible_to(self, scope: Scope) -> RecordQuerySet:
        """As `visible_to`, of `plain` rows."""
        opened = Q(plain_opening_state=OpeningState.OPEN) | Q(plain_institution_id__in=scope.institutions)
        return self if scope.everything else self.filter(opened)

    def plainly_within(self, scope: Scope) -> RecordQuerySet:
        """As `within`, of `plain` rows."""
        return self if scope.everything else self.filter(Q(plain_institution_id__in=scope.institutions))

    def among(self, numbers: Sequence[int]) -> RecordQuerySet:
        """Those with one of these numbers, which may be some thousands."""
        return self.filter(IsAmong(numbers))

    def within_years(self, first: int | None, last: int | None, *, most: int) -> list[int]:
        """The numbers of records that may be of these years, at most so many: two questions, each of its own index.

        Those that begin in these years, and the few that span several and begin before.
        """
        dated = self.alias(first_year=FirstYear(), last_year=LastYear()).order_by()
        begun = {"first_year__gte": first} if first is not None else {}
        begun |= {"first_year__lte": last} if last is not None else {}
        found = list(dated.filter(**begun).values_list("pk", flat=True)[:most])
        if first is None or len(found) >= most:
            return found
        spanning = dated.filter(GreaterThan(LastYear(), FirstYear()), first_year__lt=first, last_year__gte=first)
        return found + list(spanning.values_list("pk", flat=True)[: most - len(found)])

    def within_days(self, first: dt.date | None, last: dt.date | None, *, most: int) -> list[int]:
        """The numbers of records that may be of these days, at most so many: one question of three parts.

        Those that begin in these days, or in the year before them and last into them; those that have a year alone;
        and the few that are longer than a year. The first two tell by an index alone which rows they are.
        """
        dated, undated = self.order_by(), self.order_by().filter(date_start__isnull=True, date_end__isnull=True)
        if last is not None:
            dated, undated = dated.filter(date_start__lte=last), undated.filter(year__lte=last.year)
        parts = [undated]
        if first is not None:
            early = first - dt.timedelta(366)
            dated, parts = dated.filter(date_end__gte=first), [undated.filter(year__gte=first.year)]
            spanning = dated.alias(first_year=FirstYear(), last_year=LastYear()).filter(
                GreaterThan(LastYear(), FirstYear()), first_year__lt=first.year, last_year__gte=first.year
            )
            parts.append(spanning.filter(date_start__lt=early))
            dated = dated.filter(date_start__gte=early)
        found = dated.values_list("pk", flat=True)
        return list(found.union(*(each.values_list("pk", flat=True) for each in parts), all=True)[:most])

    def of_fonds(self, fonds: Fonds, scope: Scope) -> RecordQuerySet:
        """Of one fonds, what this scope may see; its archive settles that, so one index answers."""
        mine = self.filter(fonds=fonds)
        seen = scope.everything or fonds.institution.code in scope.institutions
        return mine if seen else mine.filter(opening_state=OpeningState.OPEN)

    def listed(self) -> RecordQuerySet:
        """With everything a list row shows: one query."""
        return self.select_related("fonds", "fonds__institution")

    def bulk_create(self, objs: Iterable[Record], *args: Any, **kwargs: Any) -> list[Record]:
        objs = list(objs)
        for record in objs:
            record.take_institution()
        return super().bulk_create(objs, *args, **kwargs)


_Records = models.Manager.from_queryset(RecordQuerySet)


class PresentRecords(_Records["Record"]):
    """Records as everything asks for them: one that was merged into another is in no list, count or export."""

    def get_queryset(self) -> RecordQuerySet:
        return RecordQuerySet(self.model, using=self._db).filter(merged_into__isnull=True)


def _in_order(first: str, *more: str, name: str) -> models.Index:
    """An index of what is alike in one thing, in the order of lists.

    It holds the years too, so that a list of one year looks at records that are of it, and at no row of the others:
    SQLite reads conditions from an index by itself, PostgreSQL where the row's number is all that is asked for.
    """
    columns = [first, "fonds", "code_key", *more, "year", "date_start", "date_end", "id"]
    return models.Index(fields=columns, condition=Q(merged_into__isnull=True), name=name)


class Record(models.Model):
    """One volume or item. `code_key` is the code in canonical form: the same paper is never entered twice.

    `merged_into`: the record that was kept when this one turned out to be the same thing described twice. It stays as
    it was and points there; `objects`, and whatever asks through a relation, does not know it, `every` does.

    `institution` is that of the fonds, kept here too (by its code, as scopes name it) and taken over at each saving:
    who may see a record is asked of a million rows, and a condition behind two joins finds no index.
    `elements` holds the elements of DA/T 18-2022 that have no column, by their field names; `fields` what the record
    type asks for and what a list said under its own headers.
    """

    class Level(models.TextChoices):
        VOLUME = "volume", _("volume")
        ITEM = "item", _("item")

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="records")
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False, editable=False,
    )  # fmt: skip
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children", db_index=False)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="records")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.ITEM)
    record_type = models.CharField(max_length=40, blank=True)
    code = models.CharField(_("reference code"), max_length=200)
    code_key = models.CharField(max_length=200)
    code_is_provisional = models.BooleanField(default=False)
    title = models.TextField(_("title"))
    creator = models.CharField(_("creator"), max_length=300, blank=True)
    document_number = models.CharField(_("document number"), max_length=200, blank=True)
    date_text = models.CharField(_("date"), max_length=100, blank=True)
    date_start = models.DateField(null=True)
    date_end = models.DateField(null=True)
    date_precision = models.CharField(max_length=10, blank=True)
    date_key = models.IntegerField(null=True)
    year = models.SmallIntegerField(_("year"), null=True)
    retention = models.CharField(_("retention"), max_length=20, blank=True)
    secrecy = models.CharField(_("secrecy level"), max_length=40, blank=True)
    opening_state = models.CharField(max_length=12, choices=OpeningState.choices, default=OpeningState.UNREVIEWED)
    pages_declared = models.PositiveIntegerField(_("pages"), null=True)
    note = models.TextField(_("note"), blank=True)
    elements = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    lineage = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    described_by = models.CharField(max_length=200, blank=True)
    described_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = PresentRecords()
    every = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["fonds_id", "code_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["fonds", "code_key"], name="catalogue_record_code"),
            models.CheckConstraint(
                condition=Q(opening_state__in=OpeningState.values), name="catalogue_record_opening_state"
            ),
            models.CheckConstraint(
                condition=Q(date_start__isnull=True) | Q(date_end__gte=models.F("date_start")),
                name="catalogue_record_dates",
            ),
        ]
        indexes = [
            _in_order("opening_state", name="catalogue_record_open"),
            _in_order("institution", name="catalogue_record_kept"),
            _in_order("record_type", "opening_state", name="catalogue_record_type"),
            models.Index(fields=["parent", "fonds", "code_key"], name="catalogue_record_children"),
            models.Index(FirstYear(), name="catalogue_record_first_year"),
            models.Index(
                LastYear(), name="catalogue_record_last_year", condition=Q(GreaterThan(LastYear(), FirstYear()))
            ),
            models.Index(
                fields=["date_start", "date_end", "year", "id"],
                condition=Q(merged_into__isnull=True),
                name="catalogue_record_days",
            ),
            models.Index(  # few rows, with all that the list is narrowed by: none is looked at to be left out
                GradeOf(),
                *map(F, ("fonds", "code_key", "institution", "level", "opening_state", "record_type")),
                *map(F, ("year", "date_start", "date_end", "id")),
                condition=Q(merged_into__isnull=True) & Q(IsNull(GradeOf(), False)),
                name="catalogue_record_grade",
            ),
            models.Index(F("fonds"), F("retention"), LastYear(), name="catalogue_record_term"),
            models.Index(
                F("fonds"),
                F("opening_state"),
                DatedYear(),
                condition=Q(merged_into__isnull=True),
                name="catalogue_record_due",
            ),
            models.Index(fields=["fonds", "code_key"], condition=Q(level="volume"), name="catalogue_record_volume"),
            models.Index(
                fields=["institution"], condition=Q(code_is_provisional=True), name="catalogue_record_provisional"
            ),
            models.Index(
                fields=["opening_state", "id"], condition=~Q(document_number=""), name="catalogue_record_numbered"
            ),
            models.Index(fields=["opening_state", "id"], condition=~Q(secrecy=""), name="catalogue_record_secret"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="catalogue_record_merged"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        named = kwargs.get("update_fields")
        if named is None or "fonds" in named:
            self.take_institution()
            kwargs["update_fields"] = named and {*named, "institution"}
        super().save(*args, **kwargs)

    def take_institution(self) -> None:
        """Belong to the archive that keeps the fonds."""
        self.institution = self.fonds.institution

    @property
    def field_words(self) -> list[str]:
        """Texts of further fields that may be searched and shown: see `words_in`."""
        return words_in(self.fields)

    @property
    def is_open(self) -> bool:
        return self.opening_state == OpeningState.OPEN

    @property
    def opening_state_label(self) -> str:
        """As `get_opening_state_display`, without making a table of all states for each row of a list."""
        return str(OpeningState(self.opening_state).label)


class ReferenceCode(models.Model):
    """The history of a record's codes: numbers change, links must not. The open-ended row of a kind is the current one.

    What the unit numbered (室编) and what the archive numbered (馆编) are kept apart, as DA/T 46-2009 has both.
    """

    class Kind(models.TextChoices):
        ARCHIVE = "archive", _("archive-assigned")
        UNIT = "unit", _("unit-assigned")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="codes")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.ARCHIVE)
    display = models.CharField(max_length=200)
    key = models.CharField(max_length=200, db_index=True)
    scheme = models.CharField(max_length=40)
    parts = models.JSONField(default=dict)
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=200)
    since = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.display
