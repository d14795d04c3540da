"""What lies in storage, as the database knows it. The storage root alone can give all of this back."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.models import Record


class StoredObject(models.Model):
    """The OCFL object of one record. A record into which another was merged has that one's too: each stays whole."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="stored")
    object_id = models.CharField(max_length=100, unique=True)
    version = models.PositiveIntegerField(default=1)
    inventory_sha512 = models.CharField(max_length=128)
    stored_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.object_id


class StoredFile(models.Model):
    """One original file, bytes untouched, with both digests and what it was identified as."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    stored = models.ForeignKey(StoredObject, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveIntegerField()
    logical_path = models.CharField(max_length=1000)
    original_name = models.CharField(max_length=1000)
    size = models.PositiveBigIntegerField()
    sha512 = models.CharField(max_length=128, db_index=True)
    sm3 = models.CharField(max_length=64)
    puid = models.CharField(max_length=40, blank=True)
    mime = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["stored_id", "position"]
        constraints = [models.UniqueConstraint(fields=["stored", "position"], name="preservation_file_position")]

    def __str__(self) -> str:
        return self.original_name


class SubjectObject(models.Model):
    """The OCFL object that holds what the database knows of a subject, or of a shelf of subjects; see `subjects`.

    `key` is the row id of the subject, or the number of the shelf. An object with very many versions is closed and the
    next `generation` begins: the newest one speaks. The object a record has for its files is a `StoredObject`.
    """

    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()
    generation = models.PositiveIntegerField(default=1)
    object_id = models.CharField(max_length=120, unique=True)
    version = models.PositiveIntegerField(default=1)
    inventory_sha512 = models.CharField(max_length=128)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "generation"], name="preservation_subject_generation")
        ]

    def __str__(self) -> str:
        return self.object_id


class Mark(models.Model):
    """A subject has changed and waits for a version of its object: written in the transaction of the change itself.

    Rows are never made one, so that a change that comes while another is being written keeps a mark of its own.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["kind", "id"], name="preservation_mark_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
