"""The tables: what harvesters were told of, what of it is gone, what must be looked at, how far a walk has come."""

from __future__ import annotations

from django.db import models

from lantai.base.accounts.models import Institution
from lantai.holdings.catalogue.models import Fonds


class Place(models.Model):
    """One record by its row id, which is for ever (decision 11) although the row may be taken out again; and its sets.

    Whether it is open is never read from here: every answer asks the record itself.
    """

    record = models.BigIntegerField(unique=True)
    ulid = models.CharField(max_length=26, unique=True)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+",
        db_index=False,
    )  # fmt: skip
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.ulid


class Told(Place):
    """What harvesters are told of one record that is open, or was when it was told of.

    `stamp` is the datestamp of the protocol: a whole second, set after the change was committed and a little ahead of
    the clock, and told only when it has come. So whoever asks at a moment sees everything whose stamp has passed, and
    whoever asks again `from` that moment misses nothing, however long the change's own transaction took. It moves when
    what is said of the record becomes another thing, as `digest` knows it (description, persons that may be named,
    components, fonds, the archive's name), and when the record is opened or closed; never otherwise, so that work on
    what nobody reads cannot be seen by it. `digest` is empty when the deletion was told.
    """

    stamp = models.DateTimeField()
    digest = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["stamp", "pk"]
        indexes = [
            models.Index(fields=["stamp", "id"], name="federation_told_all"),
            models.Index(fields=["institution", "stamp", "id"], name="federation_told_archive"),
            models.Index(fields=["fonds", "stamp", "id"], name="federation_told_fonds"),
        ]


class Gone(Place):
    """A record harvesters were told of and that is not open now: kept in storage, so that the deletion stays told."""

    since = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["institution", "record"], name="federation_gone_archive")]


class Due(models.Model):
    """An opened record of which something was written, noted by the database's own triggers: see `triggers.py`."""

    record = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.record}"


class Round(models.Model):
    """A walk over one archive's opened records: at the beginning, and when something that is in all of them changes.

    `form` is what the walk is for (`telling.form_of`), `reached` the last row id it looked at.
    """

    institution = models.OneToOneField(
        Institution, on_delete=models.PROTECT, to_field="code", db_column="institution_code", related_name="+"
    )
    form = models.CharField(max_length=64)
    reached = models.BigIntegerField(default=0)
    is_over = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.reached}"
