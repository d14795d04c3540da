"""The person entry (人名索引): one row a person named by a record, and the keys by which a person is found."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from django.db import connection, models
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Scope
from lantai.holdings.catalogue.models.record import OpeningState, Record


class PersonQuerySet(models.QuerySet["PersonEntry"]):
    """Filters that name a condition of the archive."""

    def visible_to(self, scope: Scope) -> PersonQuerySet:
        """Persons of the records this scope may see: an entry never shows itself where its record does not.

        The state is compared in a form that no index has: persons are looked for by their keys, a few hundred at a
        time, and a database that sees an index of opened records walks through half a million of them instead.
        """
        if scope.everything:
            return self
        seen = self.alias(state=Concat("record__opening_state", Value("")))
        opened = Q(state=OpeningState.OPEN, is_withheld=False)
        if scope.institutions:
            opened |= Q(record__institution__in=scope.institutions)
        return seen.filter(opened)

    def said_to(self, scope: Scope) -> PersonQuerySet:
        """Of the persons of records that were found under this scope, those it is told of."""
        if scope.everything:
            return self
        return self.filter(Q(is_withheld=False) | Q(record__institution__in=scope.institutions))


class PersonEntry(models.Model):
    """One person of one record, in one role. The ID number is encrypted; `id_hash` finds it, `id_last4` is shown.

    `is_withheld`: the record is open, and this person is not said to who reads it without a right: see `withholding`.
    """

    class Sex(models.TextChoices):
        MALE = "male", _("male")
        FEMALE = "female", _("female")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="persons")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("name"), max_length=80)
    folded = models.CharField(max_length=80)
    pinyin = models.CharField(max_length=400, blank=True)
    former_names = models.CharField(_("former names"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=40, blank=True)
    sex = models.CharField(_("sex"), max_length=10, blank=True)
    birth_text = models.CharField(_("date of birth"), max_length=60, blank=True)
    birth_year = models.SmallIntegerField(null=True)
    birth_key = models.IntegerField(null=True)
    unit = models.CharField(_("unit"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    id_cipher = models.BinaryField(default=bytes)
    id_hash = models.CharField(max_length=64, null=True)
    id_last4 = models.CharField(max_length=4, blank=True)
    id_problem = models.CharField(max_length=12, blank=True)
    is_withheld = models.BooleanField(default=False, db_default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["record_id", "position"]
        indexes = [
            models.Index(fields=["folded"], name="catalogue_person_folded"),
            models.Index(fields=["id_hash"], name="catalogue_person_id_hash", condition=Q(id_hash__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sex_label(self) -> str:
        """The sex in words; empty where it is not known."""
        return str(self.Sex(self.sex).label) if self.sex in self.Sex.values else ""


class PersonKey(models.Model):
    """One way to ask for one person: see `person_keys`. Written with the entry, never shown.

    What it says of the entry, its record and year of birth, follows the entry by a trigger: see `key_triggers`. A
    common name has ten thousand keys near it, and the index alone tells which are of the year that was asked for.
    """

    key = models.BigIntegerField()
    entry = models.ForeignKey(PersonEntry, on_delete=models.CASCADE, related_name="keys")
    record = models.ForeignKey(
        Record, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    born = models.SmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["key", "entry", "record", "born"], name="catalogue_person_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.entry_id}"


KEY_COLUMNS = ("key", "entry_id", "record_id", "born")
"""What a row of keys is made of, in this order."""


def insert_keys(entries: Iterable[tuple[PersonEntry, Iterable[int]]]) -> None:
    """Write the keys of entries past the ORM: ten rows a person, of four numbers each, need no objects of their own."""
    table, quote = PersonKey._meta.db_table, connection.ops.quote_name
    columns = ", ".join(map(quote, KEY_COLUMNS))
    sql = f"INSERT INTO {quote(table)} ({columns}) VALUES (%s, %s, %s, %s)"  # noqa: S608 - own names
    remaining = ((key, entry.pk, entry.record_id, entry.birth_year) for entry, keys in entries for key in keys)
    with connection.cursor() as cursor:
        while piece := list(islice(remaining, 20_000)):
            cursor.executemany(sql, piece)
